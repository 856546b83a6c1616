/*
 * The dates of series: the examples of RFC 5545, what lies at the edges of the
 * calendar, the clocks' changes, and how much work a rule can make.
 */
#include "rule/recurrence.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "rule/recurrence_text.h"

#include "base/banned.h"

enum { DATES_MAX = 400, LIST_SIZE = 12 * DATES_MAX };

static const struct zone utc;
static struct rule_recurrence rule;

static int64_t
wall(const char *text)
{
	int64_t us;

	cr_assert(clock_parse_wall(text, &us), "%s", text);
	return us;
}

/* A set of that rule, or of none when it is NULL. */
static struct rule_recurrence_set
set_of(const char *text, const char *start)
{
	static struct fault f;

	if (text)
		cr_assert(eq(int, rule_recurrence_parse(text, &rule, &f), 0),
		    "%s: %s", text, f.detail);
	return (struct rule_recurrence_set){ .rule = text ? &rule : NULL,
		.zone = &utc,
		.start_us = wall(start) };
}

static void
append(char out[LIST_SIZE], int64_t us)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format_wall(us, text);
	snprintf(out + strlen(out), 12, "%s%.10s", *out ? " " : "", text);
}

/* The dates behind a cursor and before the end, as "1997-09-02 ...". */
static void
list(const struct rule_recurrence_set *set, struct rule_recurrence_cursor from,
    const char *end, char out[LIST_SIZE])
{
	struct rule_recurrence_walk w;
	int64_t us;

	*out = '\0';
	rule_recurrence_begin(&w, set, from, wall(end));
	for (int n = 0; n < DATES_MAX && rule_recurrence_next(&w, &us); n++)
		append(out, us);
}

static void
expect_dates(
    const struct rule_recurrence_set *set, const char *end, const char *wanted)
{
	char found[LIST_SIZE];

	list(set, rule_recurrence_start(set), end, found);
	cr_expect(eq(str, found, (char *)wanted));
}

/* Those of 3.8.5.3 that say something of their own; the dates are the RFC's. */
static const struct {
	char rule[72], start[20], end[20], dates[240];
} examples[] = {
	{ "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00:00",
	    "2000-01-01T00:00:00",
	    "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12" },
	{ "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02T09:00:00",
	    "1997-11-01T00:00:00",
	    "1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28" },
	{ "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
	    "1997-09-02T09:00:00", "2000-01-01T00:00:00",
	    "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 "
	    "1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02" },
	{ "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
	    "1997-09-07T09:00:00", "2000-01-01T00:00:00",
	    "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 "
	    "1998-01-25 1998-03-01 1998-03-29 1998-05-03 1998-05-31" },
	{ "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22T09:00:00",
	    "2000-01-01T00:00:00",
	    "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 "
	    "1998-02-16" },
	{ "FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00:00",
	    "1998-03-01T00:00:00",
	    "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 "
	    "1998-02-26" },
	{ "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
	    "1997-01-01T09:00:00", "2020-01-01T00:00:00",
	    "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 "
	    "2000-07-18 2003-01-01 2003-04-10 2003-07-19 2006-01-01" },
	{ "FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00:00",
	    "2000-01-01T00:00:00", "1997-05-19 1998-05-18 1999-05-17" },
	{ "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00:00",
	    "2000-01-01T00:00:00", "1997-05-12 1998-05-11 1999-05-17" },
	{ "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13T09:00:00",
	    "2000-12-01T00:00:00",
	    "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13" },
	{ "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
	    "1996-11-05T09:00:00", "2005-01-01T00:00:00",
	    "1996-11-05 2000-11-07 2004-11-02" },
	{ "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
	    "1997-09-04T09:00:00", "2000-01-01T00:00:00",
	    "1997-09-04 1997-10-07 1997-11-06" },
	{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
	    "1997-09-29T09:00:00", "1998-02-01T00:00:00",
	    "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29" },
	{ "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
	    "1997-08-05T09:00:00", "2000-01-01T00:00:00",
	    "1997-08-05 1997-08-10 1997-08-19 1997-08-24" },
	{ "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
	    "1997-08-05T09:00:00", "2000-01-01T00:00:00",
	    "1997-08-05 1997-08-17 1997-08-19 1997-08-31" },
	{ "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00:00",
	    "2010-01-01T00:00:00",
	    "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30" },
	/* what no part says is as at the start */
	{ "FREQ=YEARLY", "2024-02-29T18:00:00", "2033-01-01T00:00:00",
	    "2024-02-29 2028-02-29 2032-02-29" },
	{ "FREQ=MONTHLY", "2024-01-31T18:00:00", "2024-08-01T00:00:00",
	    "2024-01-31 2024-03-31 2024-05-31 2024-07-31" },
	{ "FREQ=YEARLY;BYMONTH=2,3", "2024-02-29T18:00:00",
	    "2026-01-01T00:00:00", "2024-02-29 2024-03-29 2025-03-29" },
	{ "FREQ=YEARLY;BYWEEKNO=20", "2024-05-15T18:00:00",
	    "2027-01-01T00:00:00", "2024-05-15 2025-05-14 2026-05-13" },
	/* the edges of years */
	{ "FREQ=YEARLY;BYYEARDAY=366", "2024-12-31T18:00:00",
	    "2033-01-01T00:00:00", "2024-12-31 2028-12-31 2032-12-31" },
	{ "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH,SA", "2026-12-31T18:00:00",
	    "2033-01-02T00:00:00",
	    "2026-12-31 2027-01-02 2032-12-30 "
	    "2033-01-01" },
	{ "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2024-01-01T18:00:00",
	    "2027-01-01T00:00:00", "2024-01-01 2024-12-30 2025-12-29" },
	{ "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "2023-01-01T18:00:00",
	    "2026-01-01T00:00:00",
	    "2023-01-01 2023-12-31 2024-12-29 2025-12-28" },
	{ "FREQ=YEARLY;BYDAY=53MO,-53TU", "2024-01-02T18:00:00",
	    "2030-01-01T00:00:00", "2024-01-02 2024-12-30 2029-12-31" },
	/* positions are those of the whole period, also of the first */
	{ "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2024-01-03T18:00:00",
	    "2024-01-20T00:00:00", "2024-01-03 2024-01-10 2024-01-17" },
	{ "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=3", "2024-01-03T18:00:00",
	    "2024-01-20T00:00:00", "2024-01-05 2024-01-12 2024-01-19" },
	/* before 1970 and beyond 2100 */
	{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "1969-12-17T00:00:00",
	    "1970-02-01T00:00:00",
	    "1969-12-17 1969-12-31 1970-01-14 1970-01-28" },
	{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2096-02-29T18:00:00",
	    "2105-01-01T00:00:00",
	    "2096-02-29 2097-02-28 2098-02-28 2099-02-28 2100-02-28 "
	    "2101-02-28 2102-02-28 2103-02-28 2104-02-29" },
};

Test(rule_recurrence, a_rule_names_days)
{
	for (size_t i = 0; i < N_OF(examples); i++) {
		struct rule_recurrence_set set = set_of(
		    examples[i].rule, examples[i].start);

		expect_dates(&set, examples[i].end, examples[i].dates);
	}
}

Test(rule_recurrence, a_walk_goes_on_where_another_has_ended)
{
	for (size_t i = 0; i < N_OF(examples); i++) {
		struct rule_recurrence_set set = set_of(
		    examples[i].rule, examples[i].start);
		struct rule_recurrence_cursor at = rule_recurrence_start(&set);
		char found[LIST_SIZE] = "";
		struct rule_recurrence_walk w;
		int64_t us;

		for (;;) {
			rule_recurrence_begin(
			    &w, &set, at, wall(examples[i].end));
			if (!rule_recurrence_next(&w, &us))
				break;
			at = w.at;
			append(found, us);
		}
		cr_expect(eq(str, found, (char *)examples[i].dates));
	}
}

Test(rule_recurrence, until_is_inclusive_and_a_time_or_an_instant_or_a_day)
{
	static const struct {
		char rule[48];
		const char *dates;
	} cases[] = {
		{ "FREQ=DAILY;UNTIL=20300102T200000", "2030-01-01 2030-01-02" },
		{ "FREQ=DAILY;UNTIL=20300102T195959", "2030-01-01" },
		{ "FREQ=DAILY;UNTIL=20300103T010000Z",
		    "2030-01-01 2030-01-02" },
		{ "FREQ=DAILY;UNTIL=20300103T005959Z", "2030-01-01" },
		{ "FREQ=DAILY;UNTIL=20300102", "2030-01-01 2030-01-02" },
	};
	static const struct zone new_york = { .first_s = -5 * 3600 };

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct rule_recurrence_set set = set_of(
		    cases[i].rule, "2030-01-01T20:00:00");

		set.zone = &new_york;
		expect_dates(&set, "2031-01-01T00:00:00", cases[i].dates);
	}
}

Test(rule_recurrence, dates_beside_the_rule_are_not_counted)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=WEEKLY;COUNT=3", "2030-01-01T18:00:00");
	const int64_t rdates[] = { wall("2030-01-05T10:00:00"),
		wall("2030-01-08T18:00:00"), wall("2030-02-01T00:00:00") };

	set.rdates = (struct rule_recurrence_dates){ 3, rdates };
	expect_dates(&set, "2031-01-01T00:00:00",
	    "2030-01-01 2030-01-05 2030-01-08 2030-01-15 2030-02-01");
}

Test(rule_recurrence, dates_left_out_are_counted_all_the_same)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=WEEKLY;COUNT=4", "2030-01-01T18:00:00");
	const int64_t exdates[] = { wall("2030-01-01T18:00:00"),
		wall("2030-01-08T17:00:00"), wall("2030-01-15T18:00:00"),
		wall("2030-02-05T18:00:00") };
	const int64_t rdates[] = { wall("2030-02-01T00:00:00"),
		wall("2030-02-05T18:00:00") };

	set.exdates = (struct rule_recurrence_dates){ 4, exdates };
	set.rdates = (struct rule_recurrence_dates){ 2, rdates };
	expect_dates(
	    &set, "2031-01-01T00:00:00", "2030-01-08 2030-01-22 2030-02-01");
}

Test(rule_recurrence, a_series_can_do_without_a_rule)
{
	struct rule_recurrence_set set = set_of(NULL, "2030-01-01T18:00:00");
	const int64_t rdates[] = { wall("2030-01-05T10:00:00") };

	set.rdates = (struct rule_recurrence_dates){ 1, rdates };
	expect_dates(&set, "2031-01-01T00:00:00", "2030-01-01 2030-01-05");
	expect_dates(&set, "2030-01-05T10:00:00", "2030-01-01");
}

/* The cursor of a walk that was broken off between a date of the rule and one
 * beside it. */
Test(rule_recurrence, what_was_counted_is_kept_with_the_cursor)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=WEEKLY;COUNT=3", "2030-01-01T18:00:00");
	const int64_t rdates[] = { wall("2030-01-05T10:00:00") };
	struct rule_recurrence_walk w;
	char found[LIST_SIZE];
	int64_t us;

	set.rdates = (struct rule_recurrence_dates){ 1, rdates };
	rule_recurrence_begin(
	    &w, &set, rule_recurrence_start(&set), wall("2030-01-05T10:00:01"));
	for (int i = 0; i < 2; i++)
		cr_assert(rule_recurrence_next(&w, &us));
	cr_expect(not(rule_recurrence_next(&w, &us)));
	cr_expect(eq(i64, w.at.made, 1));
	list(&set, w.at, "2031-01-01T00:00:00", found);
	cr_expect(eq(str, found, "2030-01-08 2030-01-15"));
}

static void
expect_times(const struct zone *z, const char *from, int minutes,
    const char *wanted_start, const char *wanted_end)
{
	char start[CLOCK_TEXT_SIZE], end[CLOCK_TEXT_SIZE];
	int64_t start_us, end_us;

	rule_recurrence_times(
	    z, wall(from), minutes * CLOCK_MINUTE_US, &start_us, &end_us);
	clock_format(start_us, start);
	clock_format(end_us, end);
	cr_expect(eq(str, start, (char *)wanted_start), "%s", from);
	cr_expect(eq(str, end, (char *)wanted_end), "%s", from);
}

Test(rule_recurrence, a_date_ends_when_the_clock_says_so)
{
	struct zone z = { .has_rule = true };

	cr_assert(zone_rule_parse("CET-1CEST,M3.5.0,M10.5.0/3", &z.rule));
	expect_times(&z, "2030-06-01T22:00:00", 480, "2030-06-01T20:00:00Z",
	    "2030-06-02T04:00:00Z");
	/* nights of seven and of nine hours */
	expect_times(&z, "2030-03-30T22:00:00", 480, "2030-03-30T21:00:00Z",
	    "2030-03-31T04:00:00Z");
	expect_times(&z, "2030-10-26T22:00:00", 480, "2030-10-26T20:00:00Z",
	    "2030-10-27T05:00:00Z");
	/* it begins in an hour that is left out, and ends not before */
	expect_times(&z, "2030-03-31T02:45:00", 15, "2030-03-31T01:45:00Z",
	    "2030-03-31T02:00:00Z");
	expect_times(&z, "2030-03-31T02:30:00", 60, "2030-03-31T01:30:00Z",
	    "2030-03-31T02:30:00Z");
	/* and one that comes twice */
	expect_times(&z, "2030-10-27T02:30:00", 15, "2030-10-27T00:30:00Z",
	    "2030-10-27T00:45:00Z");
}

static void
expect_check(const struct rule_recurrence_set *set, const char *pointer,
    const char *code, const char *sentence)
{
	static struct fault f;

	fault_clear(&f);
	cr_assert(eq(int, rule_recurrence_check(set, &f), ERR_RRULE_INVALID),
	    "%s", code);
	cr_assert(eq(sz, f.n_items, 1));
	cr_expect(eq(str, f.items[0].code, (char *)code));
	cr_expect(eq(str, f.items[0].pointer, (char *)pointer));
	cr_expect(strstr(f.detail, sentence) != NULL, "%s", f.detail);
}

Test(rule_recurrence, a_series_starts_on_the_first_date_of_its_rule)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=WEEKLY;BYDAY=TU", "2030-01-02T18:00:00");

	expect_check(
	    &set, "/rrule", "start_not_in_rule", "is 2030-01-08T18:00:00.");
	set.start_us = wall("2030-01-01T18:00:00");
	cr_expect(
	    eq(int, rule_recurrence_check(&set, &(struct fault){ 0 }), ERR_OK));
}

Test(rule_recurrence, a_series_has_a_second_date_within_ten_years)
{
	static const char rules[][64] = { "FREQ=DAILY;COUNT=1",
		"FREQ=YEARLY;INTERVAL=11", "FREQ=DAILY;UNTIL=20300101T180000",
		"FREQ=DAILY;UNTIL=20200101T180000",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=DAILY;INTERVAL=400;BYMONTH=2;BYMONTHDAY=31" };
	struct rule_recurrence_set set;

	for (size_t i = 0; i < N_OF(rules); i++) {
		set = set_of(rules[i], "2030-01-01T18:00:00");
		expect_check(
		    &set, "/rrule", "no_second_date", "no second date");
	}
	set = set_of("FREQ=YEARLY;INTERVAL=10", "2030-01-01T18:00:00");
	cr_expect(
	    eq(int, rule_recurrence_check(&set, &(struct fault){ 0 }), ERR_OK));
	set = set_of(NULL, "2030-01-01T18:00:00");
	expect_check(&set, "/rrule", "no_second_date", "more dates than");
}

Test(rule_recurrence, only_series_of_whole_days_end_on_a_day)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=DAILY;UNTIL=20300401", "2030-01-01T00:00:00");

	expect_check(&set, "/rrule", "until_is_day", "UNTIL=20301231T235959");
	set.all_day = true;
	cr_expect(
	    eq(int, rule_recurrence_check(&set, &(struct fault){ 0 }), ERR_OK));
}

Test(rule_recurrence, no_date_comes_before_the_start)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=DAILY", "2030-01-01T18:00:00");
	const int64_t rdates[] = { wall("2030-01-01T17:59:59") };

	set.rdates = (struct rule_recurrence_dates){ 1, rdates };
	expect_check(&set, "/rdates", "before_start", "before its start");
}

Test(rule_recurrence, no_date_comes_centuries_after_the_start)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=DAILY", "2030-01-01T18:00:00");
	const int64_t rdates[] = { wall("2030-01-02T17:00:00"),
		wall("9999-12-31T23:59:59") };

	set.rdates = (struct rule_recurrence_dates){ 2, rdates };
	expect_check(&set, "/rdates", "out_of_range", "100 years");
	set.rdates.n = 1;
	cr_expect(
	    eq(int, rule_recurrence_check(&set, &(struct fault){ 0 }), ERR_OK));
}

/* Whatever the rule, a day is looked at once; what is done costs nothing. */
Test(rule_recurrence, the_work_is_bounded_by_the_days)
{
	static const char rules[][64] = { "FREQ=DAILY", "FREQ=WEEKLY",
		"FREQ=MONTHLY", "FREQ=YEARLY",
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=2",
		"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=MO;BYYEARDAY=180" };

	for (size_t i = 0; i < N_OF(rules); i++) {
		struct rule_recurrence_set set = set_of(
		    rules[i], "1970-01-01T00:00:00");
		struct rule_recurrence_cursor late = {
			.wall_us = wall("2026-01-01T00:00:00")
		};
		struct rule_recurrence_walk w;
		int64_t us;

		rule_recurrence_begin(&w, &set, rule_recurrence_start(&set),
		    wall("2028-01-01T00:00:00"));
		while (rule_recurrence_next(&w, &us))
			cr_assert(us < w.end_us);
		cr_expect(
		    le(i64, w.days_tested, 366 * (58 + 1)), "%s", rules[i]);
		rule_recurrence_begin(
		    &w, &set, late, wall("2028-01-01T00:00:00"));
		while (rule_recurrence_next(&w, &us))
			cr_assert(us > late.wall_us);
		cr_expect(
		    le(i64, w.days_tested, 366 * (2 + 1)), "%s", rules[i]);
	}
}

Test(rule_recurrence, a_walk_reaches_the_last_year)
{
	struct rule_recurrence_set set = set_of(
	    "FREQ=MONTHLY;BYMONTHDAY=-1", "9999-11-30T23:00:00");

	expect_dates(
	    &set, "9999-12-31T23:59:59.999999", "9999-11-30 9999-12-31");
}
