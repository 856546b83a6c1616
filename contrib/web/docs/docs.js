'use strict';

/* swagger-ui is dark when the document's root has this class. */
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function applyTheme() {
	document.documentElement.classList.toggle('dark-mode', dark.matches);
}

applyTheme();
dark.addEventListener('change', applyTheme);

/* The token that is typed into "Authorize" lives in this page only, and the
 * contract is sent to nobody for validation. */
window.SwaggerUIBundle({
	url: '/openapi.json',
	dom_id: '#docs',
	deepLinking: true,
	displayRequestDuration: true,
	docExpansion: 'none',
	filter: true,
	persistAuthorization: false,
	tryItOutEnabled: true,
	validatorUrl: null,
});
