/*
 * Origins: exactly those configured.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "http/cors.h"

#include "base/banned.h"

static struct http_response r;
static struct http_request request;

static void
setup(void)
{
	http_response_init(&r);
}

static void
teardown(void)
{
	http_response_release(&r);
}

TestSuite(http_cors, .init = setup, .fini = teardown);

static char *
headers(void)
{
	return (char *)buf_text(&r.headers);
}

Test(http_cors, origin_must_be_in_the_list)
{
	static const struct {
		const char *allowed, *origin;
		bool is_allowed;
	} cases[] = {
		{ "https://a.example", "https://a.example", true },
		{ "https://a.example/", "https://a.example", true },
		{ "HTTPS://A.example", "https://a.example", true },
		{ "https://b,https://a", "https://a", true },
		{ "https://b, https://a ", "https://a", true },
		{ "https://b https://a", "https://a", true },
		{ "[\"https://b\", \"https://a/\"]", "https://a", true },
		{ "http://localhost:3000", "http://localhost:3000", true },
		{ "*", "https://anything", true },
		{ "https://a.example", "http://a.example", false },
		{ "https://a.example", "https://a.example.evil", false },
		{ "https://a.example", "https://a.exampl", false },
		{ "https://a.example", "https://evil/https://a.example",
		    false },
		{ "https://a", "https://a:8080", false },
		{ "https://a", "https://a,https://b", false },
		{ "https://a,https://b", "https://a,https://b", false },
		{ "https://a", "null", false },
		{ "https://a", "", false },
		{ "/", "", false },
		{ "", "https://a", false },
		{ "[]", "https://a", false },
		{ NULL, "https://a", false },
		{ "*", NULL, false },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(int, http_cors_allows(cases[i].allowed, cases[i].origin),
			cases[i].is_allowed),
		    "%s in %s", cases[i].origin, cases[i].allowed);
}

Test(http_cors, allowed_origin_may_read_the_response)
{
	request.origin = "https://a";
	http_cors_headers(&r, &request, "https://a");
	cr_expect(eq(str, headers(),
	    "Vary: Origin\r\n"
	    "Access-Control-Allow-Origin: https://a\r\n"
	    "Access-Control-Expose-Headers: Link, ETag, Location, "
	    "X-Request-Id, Idempotent-Replayed, Retry-After, "
	    "Deprecation, Sunset, Tus-Resumable, Tus-Version, Tus-Extension, "
	    "Tus-Max-Size, Upload-Offset, Upload-Length, Upload-Expires, "
	    "Upload-Metadata, Hearth-File\r\n"
	    "Access-Control-Allow-Credentials: true\r\n"));
}

Test(http_cors, cookies_come_along_from_origins_that_are_named)
{
	request.origin = "https://a";
	http_cors_headers(&r, &request, "*");
	cr_expect(strstr(headers(), "Allow-Origin: https://a") != NULL);
	cr_expect(strstr(headers(), "Credentials") == NULL);
	http_response_clear(&r);
	http_cors_headers(&r, &request, "*,https://a");
	cr_expect(strstr(headers(), "Allow-Credentials: true") != NULL);
}

Test(http_cors, other_origin_gets_only_vary)
{
	request.origin = "https://b";
	http_cors_headers(&r, &request, "https://a");
	cr_expect(eq(str, headers(), "Vary: Origin\r\n"));
}

Test(http_cors, nothing_configured_adds_nothing)
{
	request.origin = "https://b";
	http_cors_headers(&r, &request, "");
	http_cors_headers(&r, &request, NULL);
	cr_expect(eq(sz, r.headers.len, 0));
}

Test(http_cors, preflight_says_what_may_be_sent)
{
	request.origin = "https://a";
	request.cors_method = "PATCH";
	request.cors_headers = "authorization,traceparent, sentry-trace";
	http_cors_preflight(&r, &request, "https://a", "GET, PATCH");
	cr_expect(eq(int, r.status, 204));
	cr_expect(eq(str, headers(),
	    "Allow: GET, PATCH\r\n"
	    "Access-Control-Allow-Methods: GET, PATCH\r\n"
	    "Access-Control-Allow-Headers: Authorization, Content-Type, "
	    "Idempotency-Key, If-Match, If-None-Match, X-Request-Id\r\n"
	    "Access-Control-Allow-Headers: "
	    "authorization,traceparent, sentry-trace\r\n"
	    "Access-Control-Max-Age: 7200\r\n"));
}

Test(http_cors, preflight_does_not_repeat_what_is_no_name)
{
	static char too_long[1026];
	const char *lists[] = { NULL, "x-a: b", "\"x\"", "x-\xc3\xa9", "(x)",
		too_long };
	size_t i;

	memset(too_long, 'x', sizeof(too_long) - 1);
	request.origin = "https://a";
	request.cors_method = "GET";
	for (i = 0; i < N_OF(lists); i++) {
		buf_clear(&r.headers);
		request.cors_headers = lists[i];
		http_cors_preflight(&r, &request, "https://a", "GET");
		cr_expect(eq(str, headers(),
		    "Allow: GET\r\n"
		    "Access-Control-Allow-Methods: GET\r\n"
		    "Access-Control-Allow-Headers: Authorization, "
		    "Content-Type, Idempotency-Key, If-Match, If-None-Match, "
		    "X-Request-Id\r\n"
		    "Access-Control-Max-Age: 7200\r\n"));
	}
}

Test(http_cors, preflight_of_another_origin_is_a_plain_options)
{
	request.origin = "https://b";
	request.cors_method = "PATCH";
	request.cors_headers = "traceparent";
	http_cors_preflight(&r, &request, "https://a", "GET");
	cr_expect(eq(str, headers(), "Allow: GET\r\n"));
}
