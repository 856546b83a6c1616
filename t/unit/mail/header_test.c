/*
 * Headers as all kinds of programs write them.
 */
#include "mail/header.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

static struct arena arena;

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

TestSuite(mail_header, .init = setup, .fini = teardown);

#define expect_same(got, want) cr_expect(eq(str, (got), (char *)(want)))

/* "name=value|" of each line, and what is behind the header. */
static char *
fields(const char *text)
{
	struct mail_header h = mail_header(
	    (struct bytes){ text, strlen(text) });
	struct mail_field f;
	char *all = arena_strdup(&arena, "");

	while (mail_header_next(&h, &arena, &f))
		all = arena_printf(&arena, "%s%s=%s|", all, f.name, f.value);
	return arena_printf(&arena, "%s%.*s", all, (int)(h.end - h.p), h.p);
}

Test(mail_header, lines_are_unfolded_and_broken_ones_left_out)
{
	expect_same(fields("Subject: a\r\n b\r\n\tc \r\nno colon\r\n: none\r\n"
			   "TO:x\r\n\r\nbody\r\n"),
	    "subject=a b\tc|to=x|body\r\n");
	expect_same(fields("A: 1\nB: 2\n\nC: 3\n"), "a=1|b=2|C: 3\n");
	expect_same(fields("A: 1"), "a=1|");
	expect_same(fields("\nA: 1"), "A: 1");
}

Test(mail_header, a_line_that_is_too_long_is_left_out)
{
	char *text = arena_alloc(&arena, MAIL_FIELD_MAX + 20);

	memset(text, 'x', MAIL_FIELD_MAX + 20);
	text[1] = ':';
	memcpy(text + MAIL_FIELD_MAX + 10, "\nb: 1\n", 7);
	expect_same(fields(text), "b=1|");
}

static char *
param(const char *value, const char *name)
{
	char *found = mail_field_param(&arena, value, name);

	return found ? found : arena_strdup(&arena, "(none)");
}

Test(mail_header, parameters_are_found_in_all_their_forms)
{
	static const char type[] = "Text/Calendar ; charset=utf-8;; METHOD="
				   "\"re\\\"p;ly\" ; x;name*=a.ics";

	expect_same(mail_field_word(&arena, type), "text/calendar");
	expect_same(param(type, "charset"), "utf-8");
	expect_same(param(type, "method"), "re\"p;ly");
	expect_same(param(type, "name"), "a.ics");
	expect_same(param(type, "char"), "(none)");
	expect_same(param(type, "boundary"), "(none)");
	expect_same(param("a; b=\"c", "b"), "c");
	expect_same(param("a", "a"), "(none)");
}

Test(mail_header, an_address_is_read_only_where_there_is_one)
{
	static const char *const rows[][2] = {
		{ "ann@a.example", "ann@a.example" },
		{ " ann@a.example (Ann, at home) ", "ann@a.example" },
		{ "Ann <ann@a.example> ", "ann@a.example" },
		{ "\"Doe, Ann <eve@e.example>\" < ann@a.example >",
		    "ann@a.example" },
		{ "ann@a.example <eve@e.example>", "eve@e.example" },
		{ "\"\\\" <ann@a.example>\" <eve@e.example>", "eve@e.example" },
		{ "(\\) ann@a.example) eve@e.example", "eve@e.example" },
		{ "<eve@e.example>, <ann@a.example>", NULL },
		{ "<eve@e.example> <ann@a.example>", NULL },
		{ "<eve@e.example> ann@a.example", NULL },
		{ "Us: ann@a.example;", NULL },
		{ "\"Ann <ann@a.example>", NULL },
		{ "Ann (<ann@a.example>", NULL },
		{ "<ann@a.example", NULL },
		{ "Ann", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		char *is = mail_field_address(&arena, rows[i][0]);

		cr_expect(str_eq(is, rows[i][1]), "%s: %s", rows[i][0], is);
	}
}

static int64_t
date(const char *text)
{
	struct opt_time t = mail_field_date(text);

	return t.set ? t.v / CLOCK_SECOND_US : -1;
}

Test(mail_header, dates_are_read_with_their_offset)
{
	cr_expect(eq(i64, date("Fri, 20 Nov 2026 10:40:34 +0000"), 1795171234));
	cr_expect(eq(i64, date("20 Nov 2026 12:40:34 +0200"), 1795171234));
	cr_expect(eq(i64, date("Fri, 20 nov 2026 05:10:34 -0530"), 1795171234));
	cr_expect(eq(i64, date("Fri, 20 Nov 2026 10:40 GMT"), 1795171200));
	cr_expect(eq(i64, date("30 Feb 2026 10:40:34 +0000"), -1));
	cr_expect(eq(i64, date("20 Nov 26 10:40:34 +0000"), -1));
	cr_expect(eq(i64, date("20 Foo 2026 10:40:34 +0000"), -1));
	cr_expect(eq(i64, date("20 Nov 2026 24:40:34 +0000"), -1));
	cr_expect(eq(i64, date(""), -1));
}
