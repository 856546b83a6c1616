/*
 * Texts of people among others.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "text/shown.h"

#include "base/banned.h"

#define FAMILY                                                     \
	"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d" \
	"\xf0\x9f\x91\xa7"
#define FLAG	 "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"
#define HEBREW	 "\xd7\xa9\xd7\x9c"
#define OVERRIDE "\xe2\x80\xae"

Test(text_shown, a_cut_never_parts_what_is_one_character_to_people)
{
	const struct {
		const char *s;
		size_t max, len;
	} cases[] = {
		{ "abc", 2, 2 },
		{ "abc", 3, 3 },
		{ "abc", 9, 3 },
		{ "", 5, 0 },
		{ "abc", 0, 0 },
		{ "a" FAMILY, 4, 1 },
		{ "a" FAMILY, 6, 1 + strlen(FAMILY) },
		{ FLAG FLAG, 3, strlen(FLAG) },
		{ "ae\xcc\x81", 2, 1 },
		{ "ae\xcc\x81", 3, 4 },
		/* one that is longer than all is cut somewhere */
		{ FAMILY, 2, 7 },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(sz, text_cut(cases[i].s, cases[i].max), cases[i].len),
		    "case %zu", i);
}

static void
expect_isolated(const char *s, const char *wanted)
{
	struct buf b;

	buf_init(&b, 1024);
	text_put_isolated(&b, s, strlen(s));
	cr_expect(eq(str, (char *)buf_text(&b), (char *)wanted));
	buf_release(&b);
}

Test(text_shown, no_text_turns_its_neighbours)
{
	expect_isolated("Caf\xc3\xa9", "Caf\xc3\xa9");
	expect_isolated(HEBREW, "\xe2\x81\xa8" HEBREW "\xe2\x81\xa9");
	expect_isolated("invoice" OVERRIDE "gpj.exe", "invoicegpj.exe");
	expect_isolated("a\r\nb\xc2\x85"
			"c",
	    "a  b c");
	/* what would close the isolate is not in it */
	expect_isolated(HEBREW "\xe2\x81\xa9" HEBREW,
	    "\xe2\x81\xa8" HEBREW HEBREW "\xe2\x81\xa9");
}

Test(text_shown, no_text_commands_a_terminal)
{
	struct arena arena;
	const char *fine = "Caf\xc3\xa9 " FAMILY;

	arena_init(&arena, 1 << 16);
	cr_expect(
	    eq(ptr, (void *)text_for_terminal(&arena, fine), (void *)fine));
	cr_expect(eq(str,
	    (char *)text_for_terminal(&arena, "a\x1b[2J\xc2\x9b"
					      "2J" OVERRIDE "b\xe2\x80\xa8"),
	    "a?[2J?2J?b?"));
	/* a text that was cut inside of a character */
	cr_expect(
	    eq(str, (char *)text_for_terminal(&arena, "caf\xc3"), "caf?"));
	cr_expect(eq(str,
	    (char *)text_json_for_terminal(
		&arena, "{\"a\":\"\xc2\x9b" OVERRIDE "b\"}"),
	    "{\"a\":\"\\u009b\\u202eb\"}"));
	arena_release(&arena);
}
