/*
 * Bodies that are not the JSON they should be. Nothing is written, and the
 * response says what is wrong.
 */
#include "t/lib/api.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static int
send_body(const char *type, const char *p, size_t len)
{
	with_body(type, p, len);
	return as("ann", PATCH, "/users/me");
}

struct row {
	char what[28], body[72];
	unsigned char len; /* 0: the text */
};

static const struct row rows[] = {
	{ "nothing but a brace", "{", 0 },
	{ "a bare word", "bio", 0 },
	{ "single quotes", "{'bio':'x'}", 0 },
	{ "a trailing comma", "{\"bio\":\"x\",}", 0 },
	{ "trailing data", "{\"bio\":\"x\"} {}", 0 },
	{ "a comment", "{/* x */\"bio\":\"x\"}", 0 },
	{ "NaN", "{\"bio\":NaN}", 0 },
	{ "Infinity", "{\"bio\":-Infinity}", 0 },
	{ "a leading zero", "{\"bio\":01}", 0 },
	{ "a leading plus", "{\"bio\":+1}", 0 },
	{ "a number of 400 digits", "{\"n\":1e400}", 0 },
	{ "an integer too large", "{\"n\":9007199254740993}", 0 },
	{ "a raw newline", "{\"bio\":\"a\nb\"}", 0 },
	{ "a raw NUL", "{\"bio\":\"a\0b\"}", 13 },
	{ "NUL after the end", "{\"bio\":\"a\"}\0", 12 },
	{ "an escaped NUL", "{\"bio\":\"a\\u0000b\"}", 0 },
	{ "a lone surrogate", "{\"bio\":\"\\ud800\"}", 0 },
	{ "surrogates swapped", "{\"bio\":\"\\udc00\\ud800\"}", 0 },
	{ "a bad escape", "{\"bio\":\"\\x41\"}", 0 },
	{ "Latin-1", "{\"bio\":\"\xe4\"}", 0 },
	{ "overlong UTF-8", "{\"bio\":\"\xc0\xaf\"}", 0 },
	{ "a byte order mark", "\xef\xbb\xbf{\"bio\":\"x\"}", 0 },
	{ "UTF-16", "{\0\"\0b\0i\0o\0\"\0:\0\"\0x\0\"\0}\0", 22 },
	{ "a key twice", "{\"bio\":\"x\",\"bio\":\"y\"}", 0 },
	{ "a key twice, escaped", "{\"bio\":\"x\",\"\\u0062io\":\"y\"}", 0 },
	{ "an inner key twice", "{\"x\":{\"a\":1,\"a\":2}}", 0 },
	{ "white space only", "  ", 0 },
};

Test_once(api_validation, what_is_not_json_is_400)
{
	size_t i, len;
	int status;

	for (i = 0; i < N_OF(rows); i++) {
		len = rows[i].len ? rows[i].len : strlen(rows[i].body);
		status = send_body("application/json", rows[i].body, len);
		cr_expect(status == 400, "%s: %d %s", rows[i].what, status,
		    response()->body);
		expect_text("bad_json", problem_code());
		cr_expect(strlen(body("/detail")) > 10, "%s", rows[i].what);
	}
	expect(200, as("ann", GET, "/users/me"));
	expect_text("null", body("/bio"));
}

/* depth times open, then depth times close. */
static char *
nested(int depth, char open, char close)
{
	char *out = text("%*s", 2 * depth, "");

	memset(out, open, (size_t)depth);
	memset(out + depth, close, (size_t)depth);
	return out;
}

Test_once(api_validation, depth_is_limited)
{
	char *deep = text("{\"x\":%s}", nested(31, '[', ']'));

	expect(200, send_body("application/json", deep, strlen(deep)));
	deep = text("{\"x\":%s}", nested(32, '[', ']'));
	expect_problem(
	    400, "bad_json", send_body("application/json", deep, strlen(deep)));
	deep = nested(100000, '[', ']');
	expect_problem(
	    400, "bad_json", send_body("application/json", deep, strlen(deep)));
}

Test_once(api_validation, size_and_tokens_are_limited)
{
	size_t len = 262145;
	char *big = malloc(len + 1);

	memset(big, ' ', len);
	memcpy(big, "{}", 2);
	big[len] = '\0';
	expect(200, send_body("application/json", big, len - 1));
	expect_problem(
	    413, "body_too_large", send_body("application/json", big, len));
	memset(big, '[', len - 1);
	expect_problem(
	    400, "bad_json", send_body("application/json", big, len - 1));
	free(big);
	big = text("{\"x\":[0%s]}", nested(6000, ',', '0'));
	expect_problem(
	    400, "bad_json", send_body("application/json", big, strlen(big)));
}

Test_once(api_validation, many_values_are_too_many)
{
	char *big = text("%*s", 30000, ""), *p = big;
	int i;

	*p++ = '[';
	for (i = 0; i < 10001; i++) {
		*p++ = '0';
		*p++ = ',';
	}
	p[-1] = ']';
	*p = '\0';
	expect_problem(
	    400, "bad_json", send_body("application/json", big, strlen(big)));
}

Test_once(api_validation, the_media_type_must_be_json)
{
	static const char types[][40] = { "text/plain", "application/xml",
		"application/x-www-form-urlencoded", "application/jsonp",
		"text/json", "json", "*/*" };
	size_t i;

	for (i = 0; i < N_OF(types); i++)
		expect_problem(415, "unsupported_media_type",
		    send_body(types[i], "{}", 2));
	expect_problem(415, "unsupported_media_type", send_body(NULL, "{}", 2));
	expect(200, send_body("application/json; charset=utf-8", "{}", 2));
	expect(200, send_body("Application/JSON", "{}", 2));
	expect(200, send_body("application/merge-patch+json", "{}", 2));
}

Test_once(api_validation, something_else_than_an_object_is_422)
{
	static const char bodies[][16] = { "[]", "null", "\"x\"", "7", "true",
		"1.5", "[{}]" };
	size_t i;

	for (i = 0; i < N_OF(bodies); i++) {
		expect_problem(422, "validation_failed",
		    send_body(
			"application/json", bodies[i], strlen(bodies[i])));
		expect_text("type", error_at(""));
	}
}

Test_once(api_validation, a_missing_body_is_told)
{
	expect_problem(422, "validation_failed", as("ann", PATCH, "/users/me"));
	expect_problem(422, "validation_failed", as("ann", POST, "/events"));
	expect(200, as("ann", POST, "/auth/logout"));
}

Test_once(api_validation, unknown_members_are_ignored)
{
	expect(200, as("ann", PATCH,
			"/users/me {'bio': 'x', 'nothing': {'a': [1, null]}}"));
	expect_text("x", body("/bio"));
}

Test_once(api_validation, text_is_counted_in_characters)
{
	char *long_bio = text("%*s", 4000, "");
	int i;

	for (i = 0; i < 2000; i++)
		memcpy(long_bio + 2 * i, "\xc3\xa4", 2);
	expect(200, as("ann", PATCH, "/users/me {'bio': '%s'}", long_bio));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/users/me {'bio': '%sx'}", long_bio));
	expect(200,
	    as("ann", PATCH, "/users/me {'bio': '\\ud83d\\ude00 \\u0041'}"));
	expect_text("😀 A", body("/bio"));
}
