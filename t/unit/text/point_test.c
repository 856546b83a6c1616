/*
 * Code points and their kinds.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "text/point.h"

#include "base/banned.h"

Test(text_point, points_are_read_and_written_at_every_length)
{
	const char *s = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	const int32_t points[] = { 'a', 0xe9, 0x20ac, 0x1f600 };
	char again[16] = "";

	for (size_t i = 0; i < N_OF(points); i++) {
		int32_t c = text_next(&s);

		cr_expect(eq(int, c, points[i]));
		text_put(again + strlen(again), c);
	}
	cr_expect(eq(int, text_next(&s), 0));
	cr_expect(eq(int, text_next(&s), 0)); /* it stays at the end */
	cr_expect(eq(str, again, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
}

Test(text_point, letters_and_digits_of_all_scripts_are_known)
{
	const struct {
		int32_t c;
		enum text_kind kind;
	} cases[] = { { 'A', TEXT_UPPER }, { 0xc4, TEXT_UPPER },
		{ 0x416, TEXT_UPPER }, { 'a', TEXT_LOWER },
		{ 0xdf, TEXT_LOWER }, { 0x3b1, TEXT_LOWER },
		{ 0x5d0, TEXT_LETTER }, { 0x4e2d, TEXT_LETTER },
		{ '7', TEXT_DIGIT }, { 0x661, TEXT_DIGIT },
		{ 0x301, TEXT_MARK }, { '!', TEXT_SIGN },
		{ 0x1f600, TEXT_SIGN }, { ' ', TEXT_SPACE },
		{ 0xa0, TEXT_SPACE }, { 0x2028, TEXT_LINE },
		{ '\n', TEXT_CONTROL }, { 0x9b, TEXT_CONTROL },
		{ 0x200d, TEXT_FORMAT } };

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(int, text_kind(cases[i].c), cases[i].kind),
		    "U+%04X", (unsigned)cases[i].c);
}

Test(text_point, scripts_without_spaces_are_known)
{
	const int32_t unspaced[] = { 0x6771, 0x3042, 0x30a2, 0x30fc, 0xe01,
		0x20000 };
	const int32_t spaced[] = { 'a', 0x3b1, 0xd55c, 0x905, 0x5d0, 0x661 };

	for (size_t i = 0; i < N_OF(unspaced); i++)
		cr_expect(text_is_unspaced(unspaced[i]), "%zu", i);
	for (size_t i = 0; i < N_OF(spaced); i++)
		cr_expect(not(text_is_unspaced(spaced[i])), "%zu", i);
}
