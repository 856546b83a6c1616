/*
 * TZ strings, and when the clocks are set by them.
 */
#include "base/zone_rule.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

Test(base_zone_rule, a_rule_without_summer_time_is_an_offset)
{
	static const struct {
		char text[24];
		int32_t standard_s;
	} cases[] = {
		{ "UTC0", 0 },
		{ "CET-1", 3600 },
		{ "EST5", -18000 },
		{ "<+0545>-5:45", 20700 },
		{ "<-03>3", 10800 - 21600 },
		{ "LMT+0:1:15", -75 },
		{ "STD-24", 86400 },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct zone_rule r;

		cr_expect(
		    zone_rule_parse(cases[i].text, &r), "%s", cases[i].text);
		cr_expect(not(r.has_summer));
		cr_expect(eq(i32, r.standard_s, cases[i].standard_s));
	}
}

/* What clock_parse makes of it, in seconds. */
static int64_t
instant(const char *text)
{
	int64_t us;

	cr_assert(clock_parse(text, &us), "%s", text);
	return us / CLOCK_SECOND_US;
}

Test(base_zone_rule, summer_time_begins_and_ends_by_the_clocks_until_then)
{
	static const struct {
		char rule[48];
		int year;
		char begin[24], end[24];
	} cases[] = {
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 2027, "2027-03-28T01:00:00Z",
		    "2027-10-31T01:00:00Z" },
		{ "EST5EDT,M3.2.0,M11.1.0", 2027, "2027-03-14T07:00:00Z",
		    "2027-11-07T06:00:00Z" },
		/* the south: the end comes first */
		{ "NZST-12NZDT,M9.5.0,M4.1.0/3", 2027, "2027-09-25T14:00:00Z",
		    "2027-04-03T14:00:00Z" },
		/* by half an hour */
		{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2027,
		    "2027-10-02T15:30:00Z", "2027-04-03T15:00:00Z" },
		/* in winter, as Ireland says it */
		{ "IST-1GMT0,M10.5.0,M3.5.0/1", 2027, "2027-10-31T01:00:00Z",
		    "2027-03-28T01:00:00Z" },
		/* hours of another day */
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2027,
		    "2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z" },
		{ "EET-2EEST,M3.4.4/50,M10.4.4/50", 2027,
		    "2027-03-27T00:00:00Z", "2027-10-29T23:00:00Z" },
		/* days of the year, without 29 February and with it */
		{ "STD0SUM,J60/0,J365/0:30", 2028, "2028-03-01T00:00:00Z",
		    "2028-12-30T23:30:00Z" },
		{ "STD0SUM,59/0,365/0", 2028, "2028-02-29T00:00:00Z",
		    "2028-12-30T23:00:00Z" },
		{ "STD0SUM,J59/0,J1/0", 2027, "2027-02-28T00:00:00Z",
		    "2026-12-31T23:00:00Z" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct zone_rule r;

		cr_assert(
		    zone_rule_parse(cases[i].rule, &r), "%s", cases[i].rule);
		cr_assert(r.has_summer);
		cr_expect(eq(i64, zone_rule_begin(&r, cases[i].year),
			      instant(cases[i].begin)),
		    "%s", cases[i].rule);
		cr_expect(eq(i64, zone_rule_end(&r, cases[i].year),
			      instant(cases[i].end)),
		    "%s", cases[i].rule);
	}
}

Test(base_zone_rule, a_fifth_weekday_is_the_last)
{
	struct zone_rule r;

	cr_assert(zone_rule_parse("STD0SUM,M2.5.1/0,M2.4.2/1", &r));
	cr_expect(eq(
	    i64, zone_rule_begin(&r, 2027), instant("2027-02-22T00:00:00Z")));
	cr_expect(
	    eq(i64, zone_rule_end(&r, 2028), instant("2028-02-22T00:00:00Z")));
}

Test(base_zone_rule, anything_else_is_refused)
{
	static const char cases[][40] = { "", "C1", "CE-1", "CET", "CET-",
		"CET-25", "CET-1:60", "CET-1:00:60", "<+1>-1", "<CET-1", "<>0",
		"CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
		"CET-1CEST,M3.5.0,M10.5.0/3,", "CET-1CEST,M3.5.0,M10.5.0 ",
		"CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0",
		"CET-1CEST,J0,J1", "CET-1CEST,J1,J366", "CET-1CEST,366,1",
		"CET-1CEST,-1,1", "CET-1CEST,1/168,2", "CET-1CEST,1/-168,2",
		"CET-1CEST,1/,2", "CET-1CEST-25,1,2", "CET-1 CEST,1,2",
		":Europe/Berlin", "CET-0001" };

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct zone_rule r;

		cr_expect(not(zone_rule_parse(cases[i], &r)), "%s", cases[i]);
	}
}
