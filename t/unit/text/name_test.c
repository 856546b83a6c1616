/*
 * What can name something.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "text/name.h"

#include "base/banned.h"

#define FLAW(s) cr_expect(eq(int, text_name_flaw(s), flaw), "'%s'", s)

static void
expect_flaw(enum text_flaw flaw, const char *const *cases)
{
	for (; *cases; cases++)
		FLAW(*cases);
}

Test(text_name, a_name_shows_something)
{
	expect_flaw(TEXT_FINE,
	    (const char *const[]){ "a", "?", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
		"a \xe2\x80\x8d b", /* a joiner among letters */
		"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d"
		"\xf0\x9f\x91\xa7",		    /* a family */
		"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", /* a flag */
		"\xe2\x9d\xa4\xef\xb8\x8f",	    /* a variant */
		"\xd9\x85\xe2\x80\x8c\xdb\x8c",	    /* Persian */
		"\xe2\x80\x8f(\xd7\xa9)",	    /* a mark */
		"a\xe2\x81\xa6"
		"b\xe2\x81\xa9"
		"c",		    /* an isolate */
		"\xf0\x9f\xab\xa8", /* newer */
		NULL });
}

Test(text_name, nothing_to_see_is_no_name)
{
	expect_flaw(TEXT_INVISIBLE,
	    (const char *const[]){ "", " ", "\xe2\x80\x8b", "\xc2\xa0",
		"\xe3\x80\x80", "\xe2\xa0\x80", "\xe3\x85\xa4", "\xef\xbb\xbf",
		"\xc2\xad", "\xe2\x81\xa0", "\xe2\x80\x8b \xc2\xa0",
		"\xe1\x85\x9f", "\xef\xbe\xa0", "\xcd\x8f",
		"\xe2\x80\x8e\xe2\x80\x8f", "\xef\xb8\x8f", "\xf3\xa0\x81\xa7",
		"\xe1\xa0\x8e", "\xf0\x9d\x85\x99", "\xcc\x81",
		"\xe2\x81\xa6\xe2\x81\xa9", NULL });
}

Test(text_name, no_name_turns_what_follows_it)
{
	expect_flaw(
	    TEXT_TURNING, (const char *const[]){ "a\xe2\x80\xae"
						 "b",
			      "\xe2\x80\xad",
			      "a\xe2\x80\xaa"
			      "b\xe2\x80\xac", /* closed embeddings too */
			      "a\xe2\x80\xac",
			      "a\xe2\x81\xa7"
			      "b",
			      "a\xe2\x81\xa9",
			      "a\xe2\x81\xa9"
			      "b\xe2\x81\xa6",
			      NULL });
}

Test(text_name, no_name_commands_a_terminal_or_has_two_lines)
{
	expect_flaw(TEXT_UNPRINTABLE,
	    (const char *const[]){ "a\nb", "\t", "a\x1b[2J", "a\x7f",
		"a\xc2\x9b"
		"2J",
		"a\xc2\x85",
		"a\xe2\x80\xa8"
		"b",
		"a\xe2\x80\xa9", NULL });
}
