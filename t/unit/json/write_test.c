/*
 * The encoder: commas, escapes, numbers, and what happens when the buffer is
 * full.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include "json/read.h"
#include "json/write.h"

#include "base/banned.h"

static struct buf b;
static struct json_writer w;

static void
setup(void)
{
	buf_init(&b, 1 << 20);
	w = json_writer(&b);
}

static void
teardown(void)
{
	buf_release(&b);
}

TestSuite(json_write, .init = setup, .fini = teardown);

/* What was written; the next value starts afresh. */
static char *
written(void)
{
	static char text[4096];

	snprintf(text, sizeof(text), "%s", buf_text(&b));
	buf_clear(&b);
	w = json_writer(&b);
	return text;
}

Test(json_write, commas_stand_between_values_only)
{
	json_open(&w, '[');
	json_write_int(&w, 1);
	json_write_null(&w);
	json_open(&w, '{');
	json_close(&w, '}');
	json_open(&w, '{');
	json_key(&w, "a");
	json_write_bool(&w, true);
	json_key_raw(&w, "\"b\":", 4);
	json_open(&w, '[');
	json_close(&w, ']');
	json_key(&w, "c\"");
	json_write_bool(&w, false);
	json_close(&w, '}');
	json_write_raw(&w, "{\"x\":1}", 7);
	json_write_text(&w, "t");
	json_write_real(&w, 0.5);
	json_close(&w, ']');
	cr_expect(eq(str, written(),
	    "[1,null,{},{\"a\":true,\"b\":[],"
	    "\"c\\\"\":false},{\"x\":1},\"t\",0.5]"));
}

Test(json_write, members_join_those_of_the_open_object)
{
	json_open(&w, '{');
	json_write_members(&w, "{}", 2);
	json_write_members(&w, "{\"a\":1,\"b\":{}}", 14);
	json_key(&w, "c");
	json_write_int(&w, 2);
	json_write_members(&w, "{\"d\":3}", 7);
	json_close(&w, '}');
	cr_expect(eq(str, written(), "{\"a\":1,\"b\":{},\"c\":2,\"d\":3}"));
}

Test(json_write, text_is_escaped_where_rfc_8259_asks)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "\"\"" },
		{ "plain text, longer than eight", "\"plain text, longer than "
						   "eight\"" },
		{ "\"\\/\b\f\n\r\t", "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
		{ "caf\xc3\xa9 \xf0\x9f\x94\xa5", "\"caf\xc3\xa9 "
						  "\xf0\x9f\x94\xa5\"" },
		{ "1234567\"", "\"1234567\\\"\"" },
		{ "12345678\"", "\"12345678\\\"\"" },
		{ "\"12345678", "\"\\\"12345678\"" },
		{ "</script>", "\"</script>\"" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		json_write_text(&w, cases[i].text);
		cr_expect(eq(str, written(), (char *)cases[i].json));
	}
	json_write_text(&w, NULL);
	cr_expect(eq(str, written(), "null"));
}

Test(json_write, any_text_reads_back_as_it_was)
{
	static const char pieces[][8] = { "a", "\"", "\\", "\n", "\x01", "\x1f",
		" ", "\x7f", "\xc3\xa9", "\xf0\x9f\x94\xa5", "bcdefg", "/" };
	const struct json_value *v;
	static struct fault f;
	struct arena arena;
	unsigned seed = 1;

	arena_init(&arena, 1 << 20);
	for (int round = 0; round < 3000; round++) {
		char text[64] = "";
		size_t len;

		for (int i = rand_r(&seed) % 9; i > 0; i--)
			strncat(text, pieces[rand_r(&seed) % N_OF(pieces)], 8);
		json_write_text(&w, text);
		cr_assert(
		    eq(int, json_parse(&arena, b.p, b.len, &f, &v), ERR_OK),
		    "%s", f.detail);
		cr_assert(eq(str, (char *)json_text(v, &len), text));
		written();
		arena_reset(&arena);
	}
	arena_release(&arena);
}

Test(json_write, reals_are_short_and_exact)
{
	static const struct {
		double v;
		char text[32];
	} cases[] = {
		{ 0, "0.0" },
		{ -0.0, "-0.0" },
		{ 0.1, "0.1" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 100, "100.0" },
		{ 9007199254740992.0, "9007199254740992.0" },
		{ -2.5, "-2.5" },
		{ 1e22, "1e+22" },
		{ 5e-324, "4.94065645841247e-324" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ NAN, "null" },
		{ INFINITY, "null" },
		{ -INFINITY, "null" },
	};
	unsigned seed = 7;

	for (size_t i = 0; i < N_OF(cases); i++) {
		json_write_real(&w, cases[i].v);
		cr_expect(eq(str, written(), (char *)cases[i].text));
	}
	for (int i = 0; i < 20000; i++) {
		double v = (double)rand_r(&seed) / (1 + rand_r(&seed) % 1000);

		v *= pow(10, rand_r(&seed) % 600 - 300);
		json_write_real(&w, v);
		cr_assert(eq(dbl, strtod(written(), NULL), v));
	}
	json_write_real(&w, DBL_MAX);
	cr_assert(eq(dbl, strtod(written(), NULL), DBL_MAX));
}

Test(json_write, ids_and_times_are_text)
{
	struct uuid u;

	cr_assert(uuid_parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", &u));
	json_open(&w, '[');
	json_write_uuid(&w, u);
	json_write_uuid(&w, u);
	json_write_time(&w, 500000);
	json_write_time(&w, 0);
	json_write_int(&w, INT64_MIN);
	json_close(&w, ']');
	cr_expect(eq(str, written(),
	    "[\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\","
	    "\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\","
	    "\"1970-01-01T00:00:00.5Z\",\"1970-01-01T00:00:00Z\","
	    "-9223372036854775808]"));
}

static void
write_everything(void)
{
	struct uuid u = { { 1 } };

	json_open(&w, '{');
	json_key_raw(&w, "\"id\":", 5);
	json_write_uuid(&w, u);
	json_key(&w, "k\n");
	json_write_text(&w, "some text, and \"quotes\" \x01 in it");
	json_key(&w, "t");
	json_write_time(&w, 1);
	json_key(&w, "n");
	json_write_int(&w, -42);
	json_key(&w, "r");
	json_write_real(&w, 0.1);
	json_key(&w, "b");
	json_write_bool(&w, true);
	json_close(&w, '}');
}

Test(json_write, a_full_buffer_fails_and_never_overflows)
{
	char whole[512];
	size_t len;

	write_everything();
	len = b.len;
	memcpy(whole, b.p, len);
	for (size_t max = 0; max < len; max++) {
		buf_release(&b);
		buf_init(&b, max);
		w = json_writer(&b);
		write_everything();
		cr_assert(b.failed, "max %zu", max);
		cr_assert(b.len <= max);
		cr_assert(memcmp(b.len ? b.p : "", whole, b.len) == 0);
	}
}
