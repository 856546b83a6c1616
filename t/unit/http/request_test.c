/*
 * The request line: what is a path, and what only looks like one.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "http/request.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;
static struct http_request r;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
	http_request_init(&r, &arena, &f);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(http_request, .init = setup, .fini = teardown);

/* The segments, each after a bar; the error's code instead when refused. */
static const char *
split(const char *uri)
{
	static char text[HTTP_URI_MAX];
	size_t len = 0;

	http_request_init(&r, &arena, &f);
	if (http_request_set_uri(&r, uri, &f))
		return err_code(f.err);
	text[0] = '\0';
	for (unsigned i = 0; i < r.n_segments; i++)
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "|%s", r.segments[i]);
	return text;
}

Test(http_request, path_is_split_and_decoded_once)
{
	static const char *const cases[][2] = {
		{ "/", "" },
		{ "/?a=b", "" },
		{ "/a", "|a" },
		{ "/a/", "|a" },
		{ "/a/b/c?d/e", "|a|b|c" },
		{ "/a%20b", "|a b" },
		{ "/a+b", "|a+b" },
		{ "/%61%2D%7e", "|a-~" },
		{ "/%2561", "|%61" },
		{ "/caf%C3%A9", "|café" },
		{ "/café", "|café" },
		{ "/a;b=c", "|a;b=c" },
		{ "/...", "|..." },
		{ "/.a", "|.a" },
		{ "/a#b/c", "|a" },
		{ "/1/2/3/4/5/6/7/8/9/10/11/12",
		    "|1|2|3|4|5|6|7|8|9|10|11|12" },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(str, (char *)split(cases[i][0]), (char *)cases[i][1]),
		    "%s", cases[i][0]);
}

Test(http_request, path_that_means_two_things_is_refused)
{
	static const char *const bad[] = { "", "a", "*", "?", "http://a/b",
		"\\a", "/%", "/%4", "/%zz", "/%0", "/a%00b", "/%0a", "/%0D",
		"/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/%7f", "/%1b", "/\n",
		"/%ff", "/%C3", "/%C3/%A9", "/%c0%af", "/%ed%a0%80", "/\xff" };

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(eq(str, (char *)split(bad[i]), "bad_request"), "%s",
		    bad[i]);
}

Test(http_request, path_that_walks_is_not_found)
{
	static const char *const missing[] = { "//", "/a//b", "//a", "/a//",
		"/.", "/..", "/a/../b", "/./a", "/%2e%2e/a", "/%2E/a",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13" };

	for (size_t i = 0; i < N_OF(missing); i++)
		cr_expect(eq(str, (char *)split(missing[i]), "not_found"), "%s",
		    missing[i]);
}

Test(http_request, path_and_query_stay_raw)
{
	split("/a%20b?c=%20&d?e");
	cr_expect(eq(str, (char *)r.path, "/a%20b"));
	cr_expect(eq(str, (char *)r.query, "c=%20&d?e"));
	cr_expect(eq(str, (char *)r.uri, "/a%20b?c=%20&d?e"));
	split("/a");
	cr_expect(eq(str, (char *)r.query, ""));
	split("/a?");
	cr_expect(eq(str, (char *)r.query, ""));
}

Test(http_request, uri_may_be_so_long_and_no_longer)
{
	char uri[HTTP_URI_MAX + 2];

	memset(uri, 'a', sizeof(uri));
	uri[0] = '/';
	uri[HTTP_URI_MAX + 1] = '\0';
	cr_expect(eq(str, (char *)split(uri), "bad_request"));
	uri[HTTP_URI_MAX] = '\0';
	split(uri);
	cr_expect(eq(uint, r.n_segments, 1));
}

Test(http_request, uri_can_be_set_again)
{
	cr_expect(eq(int, http_request_set_uri(&r, "/a/b?c", &f), ERR_OK));
	cr_expect(eq(int, http_request_set_uri(&r, "/d", &f), ERR_OK));
	cr_expect(eq(uint, r.n_segments, 1));
	cr_expect(eq(str, (char *)r.query, ""));
}

Test(http_request, id_is_taken_when_sane)
{
#define SIXTY "012345678901234567890123456789012345678901234567890123456789"
	static const char *const good[] = { "a", "A-Z.a_z-0.9", SIXTY "0123" };
	static const char *const bad[] = { "", "a b", "a\"", "a\n", "é", "a/b",
		SIXTY "01234" };
#undef SIXTY

	for (size_t i = 0; i < N_OF(good); i++) {
		http_request_set_id(&r, good[i]);
		cr_expect(eq(str, r.id, (char *)good[i]));
	}
	for (size_t i = 0; i < N_OF(bad); i++) {
		http_request_set_id(&r, bad[i]);
		cr_expect(eq(sz, strlen(r.id), 36), "%s", bad[i]);
		cr_expect(eq(chr, r.id[14], '7'), "a UUIDv7");
	}
	http_request_set_id(&r, NULL);
	cr_expect(eq(sz, strlen(r.id), 36));
}

Test(http_request, methods_are_case_sensitive)
{
	for (int m = 0; m < HTTP_UNKNOWN_METHOD; m++)
		cr_expect(eq(int, http_method_parse(http_method_name(m)), m));
	cr_expect(eq(int, http_method_parse("get"), HTTP_UNKNOWN_METHOD));
	cr_expect(eq(int, http_method_parse(""), HTTP_UNKNOWN_METHOD));
	cr_expect(eq(int, http_method_parse("TRACE"), HTTP_UNKNOWN_METHOD));
	cr_expect(eq(str, (char *)http_method_name(HTTP_UNKNOWN_METHOD), "-"));
}
