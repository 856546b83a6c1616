/*
 * Text: comparison, numbers, UTF-8 and percent-encoding at their edges.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

Test(base_str, equality_knows_null_and_case)
{
	cr_expect(str_eq(NULL, NULL));
	cr_expect(not(str_eq(NULL, "")));
	cr_expect(not(str_eq("", NULL)));
	cr_expect(str_eq("a", "a"));
	cr_expect(not(str_eq("a", "A")));
	cr_expect(str_eq_nocase("BeArEr", "bearer"));
	cr_expect(not(str_eq_nocase("bearer", "bearer ")));
	cr_expect(not(str_eq_nocase("bearer ", "bearer")));
	cr_expect(not(str_eq_nocase("@", "`"))); /* not letters */
	cr_expect(not(str_eq_nocase(NULL, "")));
	cr_expect(str_eq_nocase(NULL, NULL));
}

Test(base_str, a_prefix_may_be_the_whole_or_empty)
{
	cr_expect(str_has_prefix("abc", ""));
	cr_expect(str_has_prefix("abc", "abc"));
	cr_expect(not(str_has_prefix("ab", "abc")));
}

Test(base_str, control_characters_are_below_a_blank_or_delete)
{
	cr_expect(not(str_has_control("")));
	cr_expect(not(str_has_control(" ~\xc3\xa9")));
	cr_expect(str_has_control("a\n"));
	cr_expect(str_has_control("\x1f"));
	cr_expect(str_has_control("a\x7f"
				  "b"));
}

Test(base_str, a_copy_is_cut_and_terminated)
{
	char to[4] = "zzz";

	cr_expect(str_copy(to, sizeof(to), "abc"));
	cr_expect(eq(str, to, "abc"));
	cr_expect(not(str_copy(to, sizeof(to), "abcd")));
	cr_expect(eq(str, to, "abc"));
	cr_expect(not(str_copy(to, 1, "x")));
	cr_expect(eq(str, to, ""));
}

Test(base_str, integers_are_decimal_and_bounded)
{
	static const struct {
		char text[32];
		bool is_valid;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "200", true, 200 },
		{ "-200", true, -200 },
		{ "201", false, 0 },
		{ "-201", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "--1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1.0", false, 0 },
		{ "0x10", false, 0 },
		{ "1e2", false, 0 },
		{ "99999999999999999999", false, 0 },
		{ "-99999999999999999999", false, 0 },
		{ "\xd9\xa1", false, 0 },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t v = 12345;
		bool ok = str_to_int(cases[i].text, -200, 200, &v);

		cr_expect(ok == cases[i].is_valid, "\"%s\"", cases[i].text);
		cr_expect(v == (ok ? cases[i].value : 12345), "\"%s\"",
		    cases[i].text);
	}
}

Test(base_str, integers_beyond_64_bits_are_not_cut_to_fit)
{
	int64_t v = 0;

	cr_expect(str_to_int("9223372036854775807", INT64_MIN, INT64_MAX, &v));
	cr_expect(eq(i64, v, INT64_MAX));
	cr_expect(
	    not(str_to_int("9223372036854775808", INT64_MIN, INT64_MAX, &v)));
	cr_expect(str_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &v));
	cr_expect(eq(i64, v, INT64_MIN));
	cr_expect(
	    not(str_to_int("-9223372036854775809", INT64_MIN, INT64_MAX, &v)));
}

Test(base_str, utf8_follows_rfc_3629)
{
	static const struct {
		char text[8];
		bool is_valid;
	} cases[] = {
		{ "", true },
		{ "plain", true },
		{ "\xc2\x80", true },
		{ "\xdf\xbf", true },
		{ "\xe0\xa0\x80", true },
		{ "\xed\x9f\xbf", true },
		{ "\xee\x80\x80", true },
		{ "\xef\xbf\xbf", true },
		{ "\xf0\x90\x80\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\x80", false },
		{ "\xbf", false },
		{ "\xc0\x80", false }, /* overlong */
		{ "\xc1\xbf", false },
		{ "\xe0\x9f\xbf", false },
		{ "\xf0\x8f\xbf\xbf", false },
		{ "\xed\xa0\x80", false }, /* surrogate */
		{ "\xed\xbf\xbf", false },
		{ "\xf4\x90\x80\x80", false }, /* past U+10FFFF */
		{ "\xf5\x80\x80\x80", false },
		{ "\xff", false },
		{ "\xc2", false }, /* cut off */
		{ "\xe2\x82", false },
		{ "\xf0\x9f\x94", false },
		{ "\xc2"
		  "a",
		    false },
		{ "\xe2\x82"
		  "a",
		    false },
		{ "\xf0\x9f\x94"
		  "a",
		    false },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(str_is_utf8(cases[i].text, strlen(cases[i].text)) ==
			      cases[i].is_valid,
		    "case %zu", i);
	cr_expect(not(str_is_utf8("a\0b", 3)));
}

Test(base_str, utf8_is_never_read_past_its_length)
{
	/* complete in memory, incomplete in the length given */
	static const char fire[] = "\xf0\x9f\x94\xa5";

	for (size_t left = 1; left < 4; left++)
		cr_expect(eq(sz, str_utf8_sequence(fire, left), 0));
	cr_expect(eq(sz, str_utf8_sequence(fire, 4), 4));
}

Test(base_str, length_counts_characters)
{
	cr_expect(eq(sz, str_utf8_len(""), 0));
	cr_expect(eq(sz, str_utf8_len("caf\xc3\xa9 \xf0\x9f\x94\xa5"), 6));
}

Test(base_str, a_cut_sequence_is_trimmed_and_nothing_else)
{
	static const struct {
		char text[12], trimmed[12];
	} cases[] = {
		{ "", "" },
		{ "abc", "abc" },
		{ "ab\xc3", "ab" },
		{ "ab\xc3\xa9", "ab\xc3\xa9" },
		{ "ab\xe2\x82", "ab" },
		{ "ab\xe2", "ab" },
		{ "ab\xf0\x9f\x94", "ab" },
		{ "ab\xf0\x9f\x94\xa5", "ab\xf0\x9f\x94\xa5" },
		{ "\xf0\x9f\x94", "" },
		{ "\xc3\xa9\xc3", "\xc3\xa9" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		char text[12];

		str_copy(text, sizeof(text), cases[i].text);
		str_utf8_trim(text);
		cr_expect(eq(str, text, (char *)cases[i].trimmed));
	}
}

Test(base_str, percent_decoding_is_strict)
{
	static const struct {
		char text[16];
		bool plus, is_valid;
		char decoded[16];
	} cases[] = {
		{ "", false, true, "" },
		{ "abc", false, true, "abc" },
		{ "a%20b", false, true, "a b" },
		{ "%41%7a%C3%a9", false, true, "Az\xc3\xa9" },
		{ "a+b", false, true, "a+b" },
		{ "a+b%2B", true, true, "a b+" },
		{ "%2541", false, true, "%41" }, /* once */
		{ "%", false, false, "" },
		{ "%4", false, false, "" },
		{ "a%4", false, false, "" },
		{ "%g0", false, false, "" },
		{ "%0g", false, false, "" },
		{ "%%41", false, false, "" },
		{ "%00", false, false, "" },
		{ "% 41", false, false, "" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *text = cases[i].text;
		char out[17];
		size_t len = 0;
		bool ok = str_percent_decode(
		    text, strlen(text), cases[i].plus, out, &len);

		cr_expect(ok == cases[i].is_valid, "\"%s\"", text);
		if (!ok)
			continue;
		cr_expect(eq(str, out, (char *)cases[i].decoded));
		cr_expect(eq(sz, len, strlen(cases[i].decoded)));
	}
}

Test(base_str, percent_decoding_stays_within_its_length)
{
	char out[8];
	size_t len;

	/* the digits that would complete the escape lie beyond */
	cr_expect(not(str_percent_decode("a%41", 2, false, out, &len)));
	cr_expect(not(str_percent_decode("a%41", 3, false, out, &len)));
	cr_expect(str_percent_decode("a%41b", 4, false, out, &len));
	cr_expect(eq(str, out, "aA"));
}

Test(base_str, percent_decoding_works_in_place)
{
	char text[] = "%61%62c";
	size_t len;

	cr_expect(str_percent_decode(text, strlen(text), false, text, &len));
	cr_expect(eq(str, text, "abc"));
}

Test(base_str, lowering_touches_ascii_letters_only)
{
	char text[] = "AZaz@[`{\xc3\x89";

	str_lower(text);
	cr_expect(eq(str, text, "azaz@[`{\xc3\x89"));
}

Test(base_str, a_number_without_a_fraction_is_whole_however_written)
{
	static const struct {
		char text[48];
		bool is_whole;
		int64_t n;
	} cases[] = {
		{ "10", true, 10 },
		{ "-10", true, -10 },
		{ "0", true, 0 },
		{ "10.0", true, 10 },
		{ "10.000", true, 10 },
		{ "1e1", true, 10 },
		{ "1.0E+1", true, 10 },
		{ "100e-1", true, 10 },
		{ "0.01e3", true, 10 },
		{ "0e99999999999999999999", true, 0 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", true, INT64_MAX },
		{ "1e99999999999999999999", true, INT64_MAX },
		{ "-1e30", true, INT64_MIN },
		{ "10.5", false, 0 },
		{ "1e-1", false, 0 },
		{ "1e-99999999999999999999", false, 0 },
		/* no double tells this from ten */
		{ "10.0000000000000000000001", false, 0 },
		{ "10.", false, 0 },
		{ ".5", false, 0 },
		{ "1e", false, 0 },
		{ "1e+", false, 0 },
		{ "1e1.0", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "0x10", false, 0 },
		{ "nan", false, 0 },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t n = 0;

		cr_expect(
		    eq(int, str_to_whole(cases[i].text, &n), cases[i].is_whole),
		    "%s", cases[i].text);
		if (cases[i].is_whole)
			cr_expect(eq(i64, n, cases[i].n), "%s", cases[i].text);
	}
}
