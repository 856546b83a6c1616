/*
 * Files of time zones: every version, the system's, and what only an enemy
 * would write.
 */
#include "base/zone_file.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "t/lib/tzif.h"

#include "base/banned.h"

static const int64_t at_s[] = { -1000000000, 0, 1000000000 };
static const unsigned char type[] = { 1, 2, 1 };
static const int32_t offset_s[] = { 75, 3600, -7200 };

static struct tzif
ordinary(void)
{
	return (struct tzif){ .version = '2',
		.n_changes = 3,
		.n_types = 3,
		.at_s = at_s,
		.type = type,
		.offset_s = offset_s,
		.rule = "XYZ-10" };
}

static bool
parses(const struct tzif *file, struct zone *z)
{
	unsigned char bytes[TZIF_SIZE];
	size_t len = tzif_make(file, bytes);

	return zone_file_parse(bytes, len, z);
}

Test(base_zone_file, every_version_says_when_clocks_were_set)
{
	for (size_t i = 0; i < 4; i++) {
		struct tzif file = ordinary();
		struct zone z;

		file.version = "\0"
			       "234"[i];
		cr_assert(parses(&file, &z), "%zu", i);
		cr_expect(eq(i32, z.first_s, 75));
		cr_assert(eq(sz, z.n, 3));
		for (size_t k = 0; k < z.n; k++) {
			cr_expect(eq(i64, z.at_s[k], at_s[k]));
			cr_expect(eq(i32, z.after_s[k], offset_s[type[k]]));
		}
		cr_expect(eq(int, z.has_rule, i > 0));
	}
}

Test(base_zone_file, times_of_64_bits_are_those_of_the_second_block)
{
	static const int64_t far[] = { -(INT64_C(1) << 59), 4354819200 };
	struct tzif file = ordinary();
	struct zone z;

	file.n_changes = 2;
	file.at_s = far;
	file.rule = NULL;
	cr_assert(parses(&file, &z));
	cr_expect(eq(i64, z.at_s[0], far[0]));
	cr_expect(eq(i64, z.at_s[1], far[1]));
	cr_expect(not(z.has_rule));
}

Test(base_zone_file, a_list_has_an_end)
{
	static int64_t many[ZONE_CHANGES_MAX + 1];
	static unsigned char types[ZONE_CHANGES_MAX + 1];
	struct tzif file = ordinary();
	struct zone z;

	for (int64_t i = 0; i <= ZONE_CHANGES_MAX; i++)
		many[i] = i;
	file.at_s = many;
	file.type = types;
	file.n_changes = ZONE_CHANGES_MAX;
	cr_expect(parses(&file, &z));
	file.n_changes = ZONE_CHANGES_MAX + 1;
	cr_expect(not(parses(&file, &z)));
}

Test(base_zone_file, what_contradicts_itself_is_refused)
{
	static const int64_t twice[] = { 0, 0 }, back[] = { 1, 0 },
			     far[] = { (INT64_C(1) << 59) + 1, INT64_MAX };
	static const unsigned char unknown[] = { 0, 3 };
	static const int32_t west[] = { -90000 }, east[] = { 93600 };
	struct {
		const char *why;
		struct tzif file;
	} cases[9];
	struct zone z;

	for (size_t i = 0; i < N_OF(cases); i++)
		cases[i].file = ordinary();
	cases[0].why = "a change twice";
	cases[0].file.n_changes = 2;
	cases[0].file.at_s = twice;
	cases[1].why = "changes out of order";
	cases[1].file.n_changes = 2;
	cases[1].file.at_s = back;
	cases[2].why = "a change beyond all times";
	cases[2].file.n_changes = 2;
	cases[2].file.at_s = far;
	cases[3].why = "a type that is none";
	cases[3].file.n_changes = 2;
	cases[3].file.type = unknown;
	cases[4].why = "no types";
	cases[4].file.n_changes = 0;
	cases[4].file.n_types = 0;
	cases[5].why = "an offset too far west";
	cases[5].file.n_changes = 0;
	cases[5].file.n_types = 1;
	cases[5].file.offset_s = west;
	cases[6].why = "an offset too far east";
	cases[6].file = cases[5].file;
	cases[6].file.offset_s = east;
	cases[7].why = "leap seconds";
	cases[7].file.n_leaps = 1;
	cases[8].why = "a rule that is none";
	cases[8].file.rule = "Berlin";
	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(not(parses(&cases[i].file, &z)), "%s", cases[i].why);
}

/* A byte of the second header, or behind it, is another one. */
Test(base_zone_file, a_file_that_was_tampered_with_is_refused)
{
	static const struct {
		char why[40];
		size_t at; /* from the second header on */
		unsigned char byte;
	} cases[] = {
		{ "another magic", 0, 'X' },
		{ "another version than the first", 4, '3' },
		{ "a count beyond the file", 32, 0xff },
		{ "as many types as no file has", 37, 1 },
		{ "no names", 43, 0 },
		{ "some marks of UTC, not all", 23, 1 },
		{ "some marks of standard time, not all", 27, 1 },
		{ "a type that is summer time twice", 44 + 27 + 4, 2 },
		{ "a name outside of the names", 44 + 27 + 5, 4 },
		{ "names without an end", 44 + 27 + 18 + 3, 'X' },
		{ "no line for the rule", 44 + 27 + 18 + 4, 'X' },
		{ "a NUL in the rule", 44 + 27 + 18 + 10, 0 },
	};
	const struct tzif file = ordinary();
	unsigned char good[TZIF_SIZE], bad[TZIF_SIZE];
	size_t len = tzif_make(&file, good);
	size_t second = TZIF_HEADER_SIZE + 3 * 5 + 3 * 6 + 4;
	struct zone z;

	cr_assert(zone_file_parse(good, len, &z));
	for (size_t i = 0; i < N_OF(cases); i++) {
		memcpy(bad, good, len);
		bad[second + cases[i].at] = cases[i].byte;
		cr_expect(
		    not(zone_file_parse(bad, len, &z)), "%s", cases[i].why);
	}
	memcpy(bad, good, len);
	bad[4] = '5';
	cr_expect(not(zone_file_parse(bad, len, &z)), "version 5");
}

Test(base_zone_file, no_beginning_of_a_file_is_one)
{
	struct tzif file = ordinary();
	unsigned char bytes[TZIF_SIZE];
	struct zone z;

	for (int version = 0; version <= '4'; version += '2') {
		size_t len;

		file.version = (char)version;
		len = tzif_make(&file, bytes);
		for (size_t cut = 0; cut < len; cut++)
			cr_expect(
			    not(zone_file_parse(bytes, cut, &z)), "%zu", cut);
		bytes[len] = '\n';
		cr_expect(not(zone_file_parse(bytes, len + 1, &z)));
	}
}
