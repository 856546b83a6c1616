/*
 * What passes the gate before the JSON parser and what does not: RFC 8259 and
 * RFC 7493 case by case, then the limits, then the time that keys may cost.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

#include "json/scan.h"

#include "base/banned.h"

static struct fault f;

struct text {
	const char *p;
	size_t len;
};

#define T(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* Scans a copy that ends where the text ends, so that a sanitizer sees any
 * look beyond. */
static enum err
scan(const char *text, size_t len)
{
	char *copy = malloc(len + !len);
	enum err err;

	memcpy(copy, text, len);
	fault_clear(&f);
	err = json_scan(copy, len, &f, NULL);
	free(copy);
	return err;
}

Test(json_scan, accepts_every_form_of_rfc_8259)
{
	static const struct text cases[] = {
		T("null"),
		T("true"),
		T("false"),
		T("0"),
		T("-0"),
		T("1"),
		T("-1"),
		T("0.0"),
		T("-0.5"),
		T("1e5"),
		T("1E+5"),
		T("1e-5"),
		T("123.456e+7"),
		T("0e0"),
		T("1e308"),
		T("1e-400"),
		T("9007199254740991"),
		T("-9007199254740991"),
		T("\"\""),
		T("\"a\""),
		T("[]"),
		T("{}"),
		T("[1,2]"),
		T("[[],{}]"),
		T(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n"),
		T("{\"a\":1,\"b\":{\"a\":1}}"),
		T("[{\"a\":1},{\"a\":1}]"),
		T("{\"\":1}"),
		T("{\"a\":1,\"A\":1}"),
		T("{\"a\":1,\"aa\":1}"),
		T("{\"ab\":{\"c\":1},\"a\":{\"bc\":1}}"),
		T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
		T("\"\\u0001\\uD7FF\\uE000\""),
		T("\"\\ud83d\\udd25\""),
		T("\"\xf0\x9f\x94\xa5\""),
		T("\"caf\xc3\xa9\""),
		T("\"\x7f\""),
		T("\"\xef\xbf\xbf\""),
		T("\"a long text that takes more than one step of eight\""),
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(scan(cases[i].p, cases[i].len) == ERR_OK, "%s: %s",
		    cases[i].p, f.detail);
}

static const struct text malformed[] = {
	/* structure */
	T(""),
	T(" "),
	T("["),
	T("]"),
	T("{"),
	T("}"),
	T("[1"),
	T("[1,"),
	T("[1,]"),
	T("[,1]"),
	T("[,]"),
	T("[1 2]"),
	T("[1;2]"),
	T("[1}"),
	T("{]"),
	T("[]]"),
	T("{}}"),
	T("{} {}"),
	T("[][]"),
	T("1 2"),
	T("null null"),
	T("{,}"),
	T("{\"a\"}"),
	T("{\"a\":}"),
	T("{\"a\" 1}"),
	T("{\"a\":1,}"),
	T("{:1}"),
	T("{a:1}"),
	T("{'a':1}"),
	T("{1:1}"),
	T("{null:1}"),
	T("{\"a\":1 \"b\":2}"),
	T("{\"a\"::1}"),
	T("{\"a\":1:2}"),
	T("{[]:1}"),
	T("[\"a\":1]"),
	T("\"a\":1"),
	T("{\"a\":1;}"),
	/* words */
	T("nul"),
	T("nulll"),
	T("True"),
	T("NULL"),
	T("undefined"),
	T("NaN"),
	T("nan"),
	T("Infinity"),
	T("-Infinity"),
	T("[-]"),
	T("truefalse"),
	T("tru e"),
	/* comments and other dialects */
	T("/**/1"),
	T("1//x"),
	T("#\n1"),
	T("[1,/**/2]"),
	T("'a'"),
	T("`a`"),
	T("\xef\xbb\xbf{}"),
	T("\x0c[]"),
	T("\xc2\xa0[]"),
	T("[1\x0b]"),
	T("\\u0031"),
	T("0x10"),
	T("\"a\" \"b\""),
	/* numbers */
	T("01"),
	T("-01"),
	T("00"),
	T("+1"),
	T(".5"),
	T("5."),
	T("-.5"),
	T("1.e5"),
	T("1e"),
	T("1e+"),
	T("1e5.5"),
	T("1.2.3"),
	T("--1"),
	T("- 1"),
	T("1 .5"),
	T("1_000"),
	T("1,000"),
	T("0b1"),
	T("\xef\xbc\x91"),
	T("9007199254740992"),
	T("-9007199254740992"),
	T("100000000000000000000000"),
	T("1e309"),
	T("-1e400"),
	T("[1e9999999999]"),
	T("1a"),
	T("-"),
	/* strings */
	T("\""),
	T("\"a"),
	T("\"\\"),
	T("\"\\\""),
	T("\"\\a\""),
	T("\"\\x41\""),
	T("\"\\'\""),
	T("\"\\0\""),
	T("\"\\U0041\""),
	T("\"\\u\""),
	T("\"\\u12\""),
	T("\"\\u12"),
	T("\"\\u123g\""),
	T("\"\\u-123\""),
	T("\"\\u+123\""),
	T("\"\\u 123\""),
	T("\"\t\""),
	T("\"\n\""),
	T("\"\x1f\""),
	T("\"long enough for a step of eight \x01 bytes\""),
	/* NUL and surrogates (RFC 7493) */
	T("\"\\u0000\""),
	T("\"a\\u0000b\""),
	T("\"\0\""),
	T("\"a\0\""),
	T("1\0"),
	T("\0"),
	T("{}\0"),
	T("[\0]"),
	T("\"\\ud800\""),
	T("\"\\udc00\""),
	T("\"\\udbff\\udbff\""),
	T("\"\\ud800\\u0041\""),
	T("\"\\ud800a\""),
	T("\"\\ud800"),
	T("\"\\ud800\\\""),
	T("\"\\ud800\\n\""),
	T("\"\\ud800\\udc0\""),
	T("\"\\ud800\\udc0"),
	T("\"\\udd25\\ud83d\""),
	/* UTF-8 */
	T("\"\xff\""),
	T("\"\xc0\x80\""),
	T("\"\xed\xa0\x80\""),
	T("\"\xf4\x90\x80\x80\""),
	T("\"\xe2\x82\""),
	T("\"\xe2\x82"),
	T("\"\xf0\x9f\x94"),
	T("\"abcdefgh\x80"
	  "abcdefgh\""),
	T("{\"\xff\":1}"),
	T("\xff"),
	T("[\xc3\xa9]"),
	/* duplicate keys */
	T("{\"a\":1,\"a\":1}"),
	T("{\"a\":1,\"b\":2,\"a\":3}"),
	T("{\"\":1,\"\":2}"),
	T("[{\"x\":{\"a\":1,\"a\":2}}]"),
	T("{\"a\":{\"b\":1},\"a\":{\"c\":1}}"),
	T("{\"a\":1,\"\\u0061\":2}"),
	T("{\"\\u0061\":1,\"a\":2}"),
	T("{\"a/b\":1,\"a\\/b\":2}"),
	T("{\"\\n\":1,\"\\u000a\":2}"),
	T("{\"\\u000A\":1,\"\\u000a\":2}"),
	T("{\"\xc3\xa9\":1,\"\\u00e9\":2}"),
	T("{\"\xe2\x82\xac\":1,\"\\u20AC\":2}"),
	T("{\"\xf0\x9f\x94\xa5\":1,\"\\ud83d\\uDD25\":2}"),
	T("{\"\\\"\":1,\"\\u0022\":2}"),
	T("{\"\\\\\":1,\"\\u005c\":2}"),
};

Test(json_scan, refuses_everything_else)
{
	for (size_t i = 0; i < N_OF(malformed); i++) {
		cr_expect(
		    scan(malformed[i].p, malformed[i].len) == ERR_BAD_JSON,
		    "accepted: %s", malformed[i].p);
		cr_expect(strstr(f.detail, " at byte ") != NULL, "%s: \"%s\"",
		    malformed[i].p, f.detail);
	}
}

Test(json_scan, different_keys_are_not_taken_for_equal)
{
	static const struct text cases[] = {
		T("{\"a\":1,\"\\u0062\":2}"),
		T("{\"\\\\u0061\":1,\"a\":2}"),
		T("{\"\\n\":1,\"n\":2}"),
		T("{\"\\\\n\":1,\"\\n\":2}"),
		T("{\"\xc3\xa9\":1,\"e\xcc\x81\":2}"),
		T("{\"\\\"\":1,\"\":2}"),
		T("{\"\xc2\x80\":1,\"\xe0\xa0\x80\":2,\"\xf0\x90\x80\x80\":3}"),
		T("{\"\\ud83d\\udd25\":1,\"\\ud83d\\udd26\":2}"),
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(scan(cases[i].p, cases[i].len) == ERR_OK, "%s: %s",
		    cases[i].p, f.detail);
}

Test(json_scan, says_what_is_wrong_and_where)
{
	static const struct {
		char text[32], detail[48];
	} cases[] = {
		{ "[1,]", "expected a value at byte 3" },
		{ "{\"a\":1,\"a\":2}", "duplicate key at byte 7" },
		{ "\"\\u0000\"", "\\u0000 is not accepted at byte 1" },
		{ "{} x", "data after the end at byte 3" },
		{ "[9007199254740992]", "integer out of range at byte 1" },
		{ "{\"a\" 1}", "expected ':' at byte 5" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_assert(eq(int, scan(cases[i].text, strlen(cases[i].text)),
		    ERR_BAD_JSON));
		cr_expect(eq(str, f.detail, (char *)cases[i].detail));
	}
}

/* n times left, then middle, then n times right. */
static enum err
scan_nested(size_t n, const char *left, const char *middle, const char *right)
{
	struct buf b;
	enum err err;

	buf_init(&b, 16 << 20);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, left);
	buf_str(&b, middle);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, right);
	err = scan(b.p, b.len);
	buf_release(&b);
	return err;
}

Test(json_scan, depth_is_limited)
{
	cr_expect(eq(int, scan_nested(JSON_DEPTH_MAX, "[", "1", "]"), ERR_OK));
	cr_expect(eq(
	    int, scan_nested(JSON_DEPTH_MAX + 1, "[", "1", "]"), ERR_BAD_JSON));
	cr_expect(
	    eq(int, scan_nested(JSON_DEPTH_MAX, "{\"a\":", "1", "}"), ERR_OK));
	cr_expect(eq(int, scan_nested(JSON_DEPTH_MAX + 1, "{\"a\":", "1", "}"),
	    ERR_BAD_JSON));
	/* the stack must not follow the text */
	cr_expect(eq(int, scan_nested(1000000, "[", "", ""), ERR_BAD_JSON));
	/* depth, not number: what is closed does not count */
	cr_expect(eq(int,
	    scan_nested(1,
		"[[],[],[],[],[],[],[],[],[],[],[],"
		"[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]"
		","
		"[],[],[],[]",
		"", "]"),
	    ERR_OK));
}

/* "[" and n times element with commas "]" */
static enum err
scan_array_of(size_t n, const char *element)
{
	struct buf b;
	enum err err;

	buf_init(&b, 16 << 20);
	buf_char(&b, '[');
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", element);
	buf_char(&b, ']');
	err = scan(b.p, b.len);
	buf_release(&b);
	return err;
}

Test(json_scan, the_number_of_values_is_limited)
{
	cr_expect(eq(int, scan_array_of(JSON_TOKENS_MAX - 1, "1"), ERR_OK));
	cr_expect(eq(int, scan_array_of(JSON_TOKENS_MAX, "1"), ERR_BAD_JSON));
	cr_expect(eq(int, scan_array_of(JSON_TOKENS_MAX - 1, "{}"), ERR_OK));
	/* a member counts twice */
	cr_expect(eq(int, scan_array_of((JSON_TOKENS_MAX - 1) / 3, "{\"a\":1}"),
	    ERR_OK));
	cr_expect(eq(int, scan_array_of(JSON_TOKENS_MAX / 3 + 1, "{\"a\":1}"),
	    ERR_BAD_JSON));
}

/* An object with n different keys of the pattern, and perhaps the last one
 * once more. */
static enum err
scan_keys(size_t n, const char *pattern, bool again)
{
	char key[64];
	struct buf b;
	enum err err;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "\"%s%zu\"", pattern, i);
		buf_printf(&b, "%c%s:1", i ? ',' : '{', key);
	}
	if (again)
		buf_printf(&b, ",%s:1", key);
	buf_char(&b, '}');
	err = scan(b.p, b.len);
	buf_release(&b);
	return err;
}

Test(json_scan, duplicates_are_found_among_any_number_of_keys)
{
	for (size_t n = 1; n < JSON_TOKENS_MAX / 2; n += n / 3 + 1) {
		cr_expect(
		    scan_keys(n, "k", false) == ERR_OK, "%zu: %s", n, f.detail);
		cr_expect(scan_keys(n, "k", true) == ERR_BAD_JSON, "%zu", n);
		cr_expect(
		    strstr(f.detail, "duplicate key") != NULL, "%s", f.detail);
	}
}

Test(json_scan, a_key_may_stand_in_thousands_of_objects)
{
	/* often enough for every coincidence of hashes that can be */
	for (int i = 0; i < 300; i++)
		cr_assert(
		    eq(int,
			scan_array_of((JSON_TOKENS_MAX - 1) / 3, "{\"a\":1}"),
			ERR_OK),
		    "%s", f.detail);
}

Test(json_scan, many_keys_cost_little)
{
	int64_t started = clock_monotonic_us();

	for (int i = 0; i < 20; i++)
		cr_assert(eq(int,
		    scan_keys(4999, "a_rather_long_prefix_", false), ERR_OK));
	/* each key against each other would be 250 million comparisons */
	cr_expect(clock_monotonic_us() - started < 2 * CLOCK_SECOND_US);
}

Test(json_scan, a_number_has_a_bounded_length)
{
	char text[300] = "0.";

	memset(text + 2, '3', 100);
	cr_expect(eq(int, scan(text, strlen(text)), ERR_OK));
	memset(text + 2, '3', 200);
	cr_expect(eq(int, scan(text, strlen(text)), ERR_BAD_JSON));
}

Test(json_scan, each_cut_of_a_text_is_refused)
{
	static const char text[] =
	    "{\"title\":\"caf\\u00e9 \xf0\x9f\x94\xa5 "
	    "\\ud83d\\udd25\",\"n\":[-1.5e+3,true,null,false,{}]}";

	for (size_t len = 0; len < sizeof(text) - 1; len++)
		cr_expect(scan(text, len) == ERR_BAD_JSON, "%zu", len);
	cr_expect(eq(int, scan(text, sizeof(text) - 1), ERR_OK));
}
