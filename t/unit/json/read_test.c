/*
 * Typed reading: what was written is what is read, and nothing is converted.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/read.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(json_read, .init = setup, .fini = teardown);

static const struct json_value *
parse(const char *text)
{
	const struct json_value *v = NULL;
	size_t len = strlen(text);
	char *copy = malloc(len + !len); /* not terminated */

	memcpy(copy, text, len);
	cr_assert(eq(int, json_parse(&arena, copy, len, &f, &v), ERR_OK),
	    "%s: %s", text, f.detail);
	free(copy);
	cr_assert(ne(ptr, (void *)v, NULL));
	return v;
}

Test(json_read, every_type_stands_alone)
{
	static const struct {
		char text[32];
		enum json_type type;
		char name[16];
	} cases[] = {
		{ "null", JSON_NULL, "null" },
		{ " null ", JSON_NULL, "null" },
		{ "true", JSON_BOOL, "a boolean" },
		{ "false", JSON_BOOL, "a boolean" },
		{ "0", JSON_INT, "an integer" },
		{ "-0", JSON_INT, "an integer" },
		{ "-12", JSON_INT, "an integer" },
		{ "12 ", JSON_INT, "an integer" },
		{ "1.0", JSON_REAL, "a number" },
		{ "1e2", JSON_REAL, "a number" },
		{ "-0.0", JSON_REAL, "a number" },
		{ "\"\"", JSON_TEXT, "a string" },
		{ "[]", JSON_ARRAY, "an array" },
		{ "{} ", JSON_OBJECT, "an object" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		enum json_type type = json_type(parse(cases[i].text));

		cr_expect(type == cases[i].type, "%s", cases[i].text);
		cr_expect(eq(
		    str, (char *)json_type_name(type), (char *)cases[i].name));
	}
}

Test(json_read, values_are_those_written)
{
	size_t len;

	cr_expect(json_bool(parse("true")));
	cr_expect(not(json_bool(parse("false"))));
	cr_expect(
	    eq(i64, json_int(parse("9007199254740991")), 9007199254740991));
	cr_expect(
	    eq(i64, json_int(parse("-9007199254740991")), -9007199254740991));
	cr_expect(eq(dbl, json_real(parse("0.1")), 0.1));
	cr_expect(eq(dbl, json_real(parse("-2.5e-3")), -2.5e-3));
	cr_expect(eq(dbl, json_real(parse("7")), 7.0));
	cr_expect(eq(str, (char *)json_text(parse("\"\""), &len), ""));
	cr_expect(eq(sz, len, 0));
	cr_expect(eq(str,
	    (char *)json_text(parse("\"\\u00e9\\n\\ud83d\\udd25\\/\""), &len),
	    "\xc3\xa9\n\xf0\x9f\x94\xa5/"));
	cr_expect(eq(sz, len, 8));
}

Test(json_read, members_are_found_by_name_and_null_is_a_value)
{
	const struct json_value *v = parse("{\"a\":null,\"b\":[1,null]}");

	cr_expect(eq(ptr, (void *)json_member(v, "c"), NULL));
	cr_assert(ne(ptr, (void *)json_member(v, "a"), NULL));
	cr_expect(eq(int, json_type(json_member(v, "a")), JSON_NULL));
	v = json_member(v, "b");
	cr_expect(eq(sz, json_array_len(v), 2));
	cr_expect(eq(i64, json_int(json_array_at(v, 0)), 1));
	cr_expect(eq(int, json_type(json_array_at(v, 1)), JSON_NULL));
}

static bool
collect_two(void *ctx, const char *name, const struct json_value *value)
{
	char *names = ctx;
	size_t len = strlen(names);

	snprintf(
	    names + len, 16 - len, "%s%d", name, json_type(value) != JSON_NULL);
	return strlen(names) < 4;
}

Test(json_read, members_come_in_order_until_told_to_stop)
{
	char names[16] = "";

	json_each_member(
	    parse("{\"z\":1,\"a\":null,\"m\":2}"), collect_two, names);
	cr_expect(eq(str, names, "z1a0"));
	json_each_member(parse("{}"), collect_two, names);
	cr_expect(eq(str, names, "z1a0"));
}

Test(json_read, the_deepest_text_that_scans_also_parses)
{
	char text[128];
	const struct json_value *v;

	memset(text, '[', 32);
	text[32] = '1';
	memset(text + 33, ']', 32);
	text[65] = '\0';
	v = parse(text);
	for (int i = 0; i < 32; i++)
		v = json_array_at(v, 0);
	cr_expect(eq(i64, json_int(v), 1));
}

Test(json_read, malformed_text_is_refused_with_its_reason)
{
	const struct json_value *v = NULL;

	cr_expect(eq(int, json_parse(&arena, "{\"a\":1,\"a\":2}", 13, &f, &v),
	    ERR_BAD_JSON));
	cr_expect(eq(str, f.detail, "duplicate key at byte 7"));
	cr_expect(eq(ptr, (void *)v, NULL));
}

Test(json_read, text_is_no_boolean, .signal = SIGABRT)
{
	json_bool(parse("\"false\""));
}

Test(json_read, text_is_no_integer, .signal = SIGABRT)
{
	json_int(parse("\"1\""));
}

Test(json_read, a_real_is_no_integer, .signal = SIGABRT)
{
	json_int(parse("1.0"));
}

Test(json_read, null_is_no_text, .signal = SIGABRT)
{
	json_text(parse("null"), NULL);
}

Test(json_read, an_array_has_an_end, .signal = SIGABRT)
{
	json_array_at(parse("[1]"), 1);
}
