/*
 * Wall times and instants, above all around the moments at which clocks are
 * set. The zones are made here, so that no change of the world's breaks a test.
 */
#include "base/zone.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"
#include "t/unit/base/zone_made.h"

#include "base/banned.h"

static void
expect_instant(const struct zone *z, const char *wall, const char *wanted)
{
	char found[CLOCK_TEXT_SIZE];

	clock_format(zone_to_instant(z, us_of(wall)), found);
	cr_expect(eq(str, found, (char *)wanted), "%s", wall);
}

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

Test(base_zone, all_zeros_is_utc)
{
	static const struct zone utc;
	struct zone_change c;

	cr_expect(eq(i64, zone_to_instant(&utc, -1), -1));
	cr_expect(eq(i64, zone_to_wall(&utc, CLOCK_MAX_US), CLOCK_MAX_US));
	cr_expect(not(zone_next_change(&utc, INT64_MIN / 2, &c)));
	cr_expect(not(zone_is_repeated(&utc, 0)));
}

Test(base_zone, a_wall_time_is_read_with_the_offset_of_its_season)
{
	struct zone z = zone_by(BERLIN);

	expect_instant(&z, "2027-01-15T12:00:00Z", "2027-01-15T11:00:00Z");
	expect_instant(&z, "2027-07-15T12:00:00Z", "2027-07-15T10:00:00Z");
	expect_instant(
	    &z, "2027-07-15T12:00:00.000001Z", "2027-07-15T10:00:00.000001Z");
	expect_instant(&z, "9000-07-15T12:00:00Z", "9000-07-15T10:00:00Z");
}

Test(base_zone, a_wall_time_that_is_left_out_comes_an_hour_later)
{
	struct zone z = zone_by(BERLIN);

	expect_instant(&z, "2027-03-28T01:59:59Z", "2027-03-28T00:59:59Z");
	expect_instant(&z, "2027-03-28T02:00:00Z", "2027-03-28T01:00:00Z");
	expect_instant(&z, "2027-03-28T02:30:00Z", "2027-03-28T01:30:00Z");
	expect_instant(&z, "2027-03-28T03:00:00Z", "2027-03-28T01:00:00Z");
	expect_instant(&z, "2027-03-28T03:30:00Z", "2027-03-28T01:30:00Z");
}

Test(base_zone, a_wall_time_that_comes_twice_is_the_first)
{
	struct zone z = zone_by(BERLIN);

	expect_instant(&z, "2027-10-31T01:59:59Z", "2027-10-30T23:59:59Z");
	expect_instant(&z, "2027-10-31T02:00:00Z", "2027-10-31T00:00:00Z");
	expect_instant(&z, "2027-10-31T02:59:59Z", "2027-10-31T00:59:59Z");
	expect_instant(&z, "2027-10-31T03:00:00Z", "2027-10-31T02:00:00Z");
}

Test(base_zone, only_the_hours_that_come_twice_are_repeated)
{
	static const struct {
		char at[24];
		bool is_repeated;
	} cases[] = {
		{ "2027-10-30T23:59:59Z", false },
		{ "2027-10-31T00:00:00Z", true },
		{ "2027-10-31T00:59:59Z", true },
		{ "2027-10-31T01:00:00Z", true },
		{ "2027-10-31T01:59:59Z", true },
		{ "2027-10-31T02:00:00Z", false },
		{ "2027-03-28T00:30:00Z", false },
		{ "2027-03-28T01:30:00Z", false },
	};
	struct zone z = zone_by(BERLIN);

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(int, zone_is_repeated(&z, us_of(cases[i].at)),
			      cases[i].is_repeated),
		    "%s", cases[i].at);
}

Test(base_zone, a_day_may_be_left_out)
{
	static struct zone samoa = { .first_s = -36000, .n = 1 };

	samoa.at_s[0] = us_of("2011-12-30T10:00:00Z") / CLOCK_SECOND_US;
	samoa.after_s[0] = 50400;
	expect_instant(&samoa, "2011-12-29T23:59:00Z", "2011-12-30T09:59:00Z");
	expect_instant(&samoa, "2011-12-30T12:00:00Z", "2011-12-30T22:00:00Z");
	expect_instant(&samoa, "2011-12-31T12:00:00Z", "2011-12-30T22:00:00Z");
}

/* What is listed holds until the last of it, then the rule does. */
Test(base_zone, a_rule_begins_where_the_list_ends)
{
	struct zone z = zone_by(BERLIN);
	struct zone_change c;

	z.first_s = 3208;
	z.n = 2;
	z.at_s[0] = us_of("1893-03-31T23:06:32Z") / CLOCK_SECOND_US;
	z.after_s[0] = 3600;
	z.at_s[1] = us_of("2026-10-25T01:00:00Z") / CLOCK_SECOND_US;
	z.after_s[1] = 3600;
	cr_expect(
	    eq(i32, zone_offset_s(&z, us_of("1800-01-01T00:00:00Z")), 3208));
	cr_expect(
	    eq(i32, zone_offset_s(&z, us_of("2020-07-01T00:00:00Z")), 3600));
	cr_expect(
	    eq(i32, zone_offset_s(&z, us_of("2026-12-01T00:00:00Z")), 3600));
	cr_expect(
	    eq(i32, zone_offset_s(&z, us_of("2027-07-01T00:00:00Z")), 7200));
	cr_assert(zone_next_change(&z, z.at_s[0], &c));
	cr_expect(
	    eq(i64, c.at_s * CLOCK_SECOND_US, us_of("2027-03-28T01:00:00Z")));
	cr_expect(eq(i32, c.before_s, 3600));
	cr_expect(eq(i32, c.after_s, 7200));
}

/* RFC 9636, 3.3.1: such a rule means that standard time never comes. */
Test(base_zone, summer_time_may_last_all_year)
{
	struct zone z = zone_by("STD3EDT4,0/0,J365/23");
	struct zone_change c;

	cr_expect(
	    eq(i32, zone_offset_s(&z, us_of("2027-01-01T02:59:59Z")), -14400));
	cr_expect(
	    eq(i32, zone_offset_s(&z, us_of("2028-01-01T03:00:00Z")), -14400));
	cr_expect(not(zone_next_change(&z, 0, &c)));
}

Test(base_zone, instants_survive_the_way_to_the_wall_and_back)
{
	static const char rules[][40] = { BERLIN, "EST5EDT,M3.2.0,M11.1.0",
		"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
		"NZST-12NZDT,M9.5.0,M4.1.0/3", "IST-1GMT0,M10.5.0,M3.5.0/1",
		"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "STD12SUM-14,J1/0,J2/0" };
	const int64_t step = 17 * CLOCK_MINUTE_US;

	for (size_t i = 0; i < N_OF(rules); i++) {
		struct zone z = zone_by(rules[i]);
		int64_t us = us_of("2026-12-30T00:00:00Z");

		for (; us < us_of("2028-01-03T00:00:00Z"); us += step) {
			int64_t wall = zone_to_wall(&z, us);
			int64_t back = zone_to_instant(&z, wall);

			cr_assert(back <= us);
			cr_assert(zone_to_wall(&z, back) == wall);
			cr_assert(back == us || zone_is_repeated(&z, us));
		}
	}
}
