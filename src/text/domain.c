/*
 * The list of what is public is the one that libpsl was built with.
 */
#include "text/domain.h"

#include <idn2.h>
#include <libpsl.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "text/typed.h"

#include "base/banned.h"

enum { LABEL_MAX = 63 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
static const char letters_digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
static const char signs[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

static bool
is_label(const char *s, size_t len)
{
	return len >= 1 && len <= LABEL_MAX && strspn(s, signs) >= len &&
	       strchr(letters_digits, s[0]) &&
	       strchr(letters_digits, s[len - 1]);
}

/* The last label of an address of a machine is a number. */
static bool
is_host(const char *s)
{
	size_t len = 0;

	if (strlen(s) > TEXT_DOMAIN_MAX || !strchr(s, '.'))
		return false;
	for (const char *label = s;; label += len + 1) {
		len = strcspn(label, ".");
		if (!is_label(label, len))
			return false;
		if (!label[len])
			return label[strcspn(label, letters)] != '\0';
	}
}

static const char *
to_ascii(struct arena *arena, const char *s)
{
	char *ascii;

	if (!str_is_utf8(s, strlen(s)) ||
	    idn2_to_ascii_8z(
		s, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	arena_defer(arena, idn2_free, ascii);
	return ascii;
}

const char *
text_domain(struct arena *arena, const char *s)
{
	const char *ascii = to_ascii(arena, text_trim(arena, s));
	char *domain;
	size_t len;

	if (!ascii)
		return NULL;
	domain = arena_strdup(arena, ascii);
	len = strlen(domain);
	if (len && domain[len - 1] == '.')
		domain[len - 1] = '\0';
	str_lower(domain);
	return is_host(domain) ? domain : NULL;
}

static const psl_ctx_t *
list(void)
{
	const psl_ctx_t *psl = psl_builtin();

	bug_if(!psl);
	return psl;
}

bool
text_domain_is_public(const char *domain)
{
	return psl_is_public_suffix(list(), domain);
}

const char *
text_domain_registered(const char *domain)
{
	return psl_registrable_domain(list(), domain);
}
