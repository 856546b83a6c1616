/*
 * Pages for browsers: who gets one, and that nobody's text becomes markup.
 */
#include "http/page.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"

#include "base/banned.h"

static struct arena arena;
static struct fault fault_of_request;
static struct http_request request;
static struct http_response response;

static void
open_exchange(void)
{
	arena_init(&arena, 1 << 16);
	http_request_init(&request, &arena, &fault_of_request);
	http_response_init(&response);
}

static void
close_exchange(void)
{
	http_response_release(&response);
	arena_release(&arena);
}

TestSuite(http_page, .init = open_exchange, .fini = close_exchange);

Test(http_page, only_who_asks_for_html_gets_one)
{
	static const struct {
		char accept[128];
		bool is_wanted;
	} cases[] = {
		{ "HTTP_ACCEPT=text/html,application/xhtml+xml,*/*;q=0.8",
		    true },
		{ "HTTP_ACCEPT=text/html", true },
		{ "HTTP_ACCEPT=*/*", false },
		{ "HTTP_ACCEPT=application/json, text/plain, */*", false },
		{ "HTTP_ACCEPT=", false },
		{ "HTTP_ACCEPT_LANGUAGE=text/html", false },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		char text[128];

		memcpy(text, cases[i].accept, sizeof(text));
		request.params = (char *const[]){ text, NULL };
		cr_expect(
		    eq(int, http_page_is_wanted(&request), cases[i].is_wanted),
		    "%s", cases[i].accept);
	}
}

Test(http_page, texts_are_no_markup)
{
	http_page_write(&response,
	    &(struct http_page){ .status = 404,
		.title = "<b>",
		.text = "\"a\" & </p><script>",
		.links = (const struct http_page_link[]){ { "/\"x", "<i>" } },
		.n_links = 1 });
	cr_expect(eq(int, response.status, 404));
	cr_expect(strstr(buf_text(&response.body), "<h1>&lt;b></h1>") != NULL);
	cr_expect(strstr(buf_text(&response.body), "<script>") == NULL);
	cr_expect(strstr(buf_text(&response.body),
		      "<a href=\"/&quot;x\">&lt;i></a>") != NULL);
}

Test(http_page, the_style_is_the_one_that_the_policy_allows)
{
	unsigned char digest[32], text[48];
	char allowed[80];
	const char *style, *end;

	http_page_write(&response,
	    &(struct http_page){ .status = 200, .title = "", .text = "" });
	style = strstr(buf_text(&response.body), "<style>");
	cr_assert(style != NULL);
	style += strlen("<style>");
	end = strstr(style, "</style>");
	cr_assert(EVP_Digest(style, (size_t)(end - style), digest, NULL,
		      EVP_sha256(), NULL) == 1);
	EVP_EncodeBlock(text, digest, sizeof(digest));
	snprintf(allowed, sizeof(allowed), "style-src 'sha256-%s'", text);
	cr_expect(strstr(buf_text(&response.headers), allowed) != NULL, "%s",
	    allowed);
}
