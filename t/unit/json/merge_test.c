/*
 * JSON Merge Patch, by the examples of RFC 7396, appendix A.
 */
#include "json/merge.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const struct {
	char target[40], patch[48], result[40];
} cases[] = {
	{ "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
	{ "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
	{ "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
	{ "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
	{ "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
	{ "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
	{ "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
	    "{\"a\":{\"b\":\"d\"}}" },
	{ "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
	{ "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
	{ "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
	{ "{\"a\":\"foo\"}", "null", "null" },
	{ "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
	{ "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
	{ "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
	{ "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
	/* and what it has no example of */
	{ "{\"a\":null}", "{\"a\":{\"b\":null}}", "{\"a\":{}}" },
	{ "{\"a\":{\"b\":null}}", "{\"a\":{\"c\":true}}",
	    "{\"a\":{\"b\":null,\"c\":true}}" },
	{ "{\"a\":[{\"b\":null}]}", "{}", "{\"a\":[{\"b\":null}]}" },
};

static struct arena arena;
static struct fault trouble;

static const struct json_value *
parse(const char *text)
{
	const struct json_value *v;

	cr_assert(
	    json_parse(&arena, text, strlen(text), &trouble, &v) == ERR_OK);
	return v;
}

static void
expect_merged(
    const char *want, const struct json_value *const *values, size_t n)
{
	struct json_writer w;
	struct buf b;

	buf_init(&b, 1024);
	w = json_writer(&b);
	json_write_merged(&w, values, n);
	cr_expect(
	    str_eq(buf_text(&b), want), "%s instead of %s", buf_text(&b), want);
	buf_release(&b);
}

Test(json_merge, gives_what_the_examples_of_the_rfc_give)
{
	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < N_OF(cases); i++) {
		const struct json_value *values[] = { parse(cases[i].target),
			parse(cases[i].patch) };

		expect_merged(cases[i].result, values, N_OF(values));
	}
	arena_release(&arena);
}

/* One after the other, not all at once. */
Test(json_merge, takes_several_in_their_order)
{
	arena_init(&arena, 1 << 20);
	{
		const struct json_value *values[] = {
			parse("{\"a\":{\"b\":1},\"c\":1}"),
			parse("{\"a\":null,\"c\":{\"d\":1}}"),
			parse("{\"a\":{\"e\":2},\"c\":{\"f\":null}}"),
		};

		expect_merged(
		    "{\"a\":{\"e\":2},\"c\":{\"d\":1}}", values, N_OF(values));
	}
	arena_release(&arena);
}
