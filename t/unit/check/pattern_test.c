/*
 * Patterns: the meaning that JSON Schema gives them, and the limits.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"
#include "check/pattern.h"

#include "base/banned.h"

Test(check_pattern, matches_as_json_schema_says)
{
	static const struct {
		char pattern[24];
		char text[24];
		int matches;
	} cases[] = {
		{ "b", "abc", true }, /* not anchored */
		{ "^b", "abc", false },
		{ "^[a-z]+$", "abc", true },
		{ "^[a-z]+$", "abc\n", false },	 /* $ is the very end */
		{ "^.$", "\xe2\x82\xac", true }, /* a code point */
		{ "^.$", "\xe2\x82\xac\xe2\x82\xac", false },
		{ "\\S", " \t", false },
		{ "^$", "", true },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		char pattern[24];
		struct check_pattern p = { .text = pattern };

		memcpy(pattern, cases[i].pattern, sizeof(pattern));
		for (int again = 0; again < 2; again++)
			cr_expect(eq(int,
				      check_pattern_match(&p, cases[i].text,
					  strlen(cases[i].text)),
				      cases[i].matches),
			    "%s %s", cases[i].pattern, cases[i].text);
		check_pattern_release(&p);
	}
}

Test(check_pattern, a_match_that_explodes_is_cut_off)
{
	struct check_pattern p = { .text = "^(a+)+$" };
	char text[64];
	int64_t started = clock_monotonic_us();

	memset(text, 'a', sizeof(text) - 2);
	text[sizeof(text) - 2] = 'b';
	text[sizeof(text) - 1] = '\0';
	cr_expect(not(check_pattern_match(&p, text, strlen(text))));
	cr_expect(lt(i64, clock_monotonic_us() - started, CLOCK_SECOND_US));
	check_pattern_release(&p);
}

Test(check_pattern, a_broken_one_says_why)
{
	char message[128] = "";

	cr_expect(
	    check_pattern_is_valid("^[a-z]{2,3}$", message, sizeof(message)));
	cr_expect(not(check_pattern_is_valid("(a", message, sizeof(message))));
	cr_expect(eq(str, message, "missing closing parenthesis"));
}
