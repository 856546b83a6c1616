/*
 * What is written differently and is the same.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "text/form.h"

#include "base/banned.h"

struct pair {
	const char *from, *to;
};

Test(text_form, the_form_of_a_password_is_composed_and_has_one_kind_of_space)
{
	const struct pair cases[] = {
		{ "Gru\xcc\x88\xc3\x9f"
		  "e-7",
		    "Gr\xc3\xbc\xc3\x9f"
		    "e-7" },
		{ "a\xc2\xa0"
		  "b\xe3\x80\x80"
		  "c",
		    "a b c" },
		{ " a  b ", " a  b " },
		/* neither case nor width nor what is not seen */
		{ "\xef\xbc\xa1\xef\xac\x81\xe2\x80\x8b",
		    "\xef\xbc\xa1\xef\xac\x81\xe2\x80\x8b" },
		/* the three parts of a Korean syllable */
		{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c" },
	};
	char out[64];

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(text_opaque(cases[i].from, out, sizeof(out)));
		cr_expect(eq(str, out, (char *)cases[i].to), "case %zu", i);
	}
}

Test(text_form, a_password_without_a_form_is_told)
{
	char out[8];

	cr_expect(not(text_opaque("", out, sizeof(out))));
	cr_expect(not(text_opaque("caf\xe9", out, sizeof(out))));
	cr_expect(text_opaque("1234567", out, sizeof(out)));
	cr_expect(not(text_opaque("12345678", out, sizeof(out))));
	cr_expect(eq(str, out, ""));
}

Test(text_form, what_is_searched_is_folded)
{
	const struct pair cases[] = {
		{ "Caf\xc3\xa9", "cafe" },
		{ "Cafe\xcc\x81", "cafe" },
		{ "STRASSE", "strasse" },
		{ "Stra\xc3\x9f"
		  "e",
		    "strasse" },
		/* the final sigma, full width, a ligature */
		{ "\xce\xa3\xce\x91\xce\xa3", "\xcf\x83\xce\xb1\xcf\x83" },
		{ "\xcf\x83\xce\xb1\xcf\x82", "\xcf\x83\xce\xb1\xcf\x83" },
		{ "\xef\xbc\xa6\xef\xbc\xb5\xef\xbc\xac", "ful" },
		{ "\xef\xac\x81sh", "fish" },
		{ "\xe1\xbb\x87", "e" },
		{ "\xc5\x81\xc3\xb3\x64\xc5\xba", "lodz" },
		{ "S\xc3\xb8ren", "soren" },
		{ "\xc4\xb0zm\xc4\xb1r", "izmir" },
		/* a soft hyphen, and the joiner of Persian */
		{ "so\xc2\xad"
		  "ft",
		    "soft" },
		{ "\xd9\x85\xe2\x80\x8c\xdb\x8c", "\xd9\x85\xdb\x8c" },
		/* Hebrew without its points */
		{ "\xd7\xa9\xd6\xb8\xd7\x81", "\xd7\xa9" },
	};
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(str, (char *)text_fold(&arena, cases[i].from),
			      (char *)cases[i].to),
		    "case %zu", i);
	arena_release(&arena);
}

Test(text_form, marks_that_make_another_letter_stay)
{
	const struct pair cases[] = {
		{ "\xe3\x81\x8b\xe3\x82\x99", "\xe3\x81\x8c" }, /* ka, ga */
		{ "\xe0\xa4\x95\xe0\xa4\xbf", "\xe0\xa4\x95\xe0\xa4\xbf" },
		{ "\xe0\xb8\x81\xe0\xb8\xb5", "\xe0\xb8\x81\xe0\xb8\xb5" },
	};
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(str, (char *)text_fold(&arena, cases[i].from),
			      (char *)cases[i].to),
		    "case %zu", i);
	arena_release(&arena);
}
