/*
 * Which times a calendar says are taken.
 */
#include "app/calendar_busy.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/clock.h"

#include "base/banned.h"

static struct arena arena;

/* "DAY HOUR-HOUR" in June 2030, UTC, of each, "?" behind what is tentative. */
static char *
read_times(const char *events)
{
	const int64_t june = clock_days_from_civil(2030, 6, 1);
	struct ical_items items = ical_items_read(
	    arena_printf(&arena, "BEGIN:VCALENDAR\nVERSION:2.0\n%s", events),
	    &arena);
	struct app_calendar_source c = {
		.items = &items, .timezone = "Europe/Berlin", .arena = &arena
	};
	struct rule_busy *times;
	size_t n = app_calendar_busy(
	    &c, june * CLOCK_DAY_US, (june + 30) * CLOCK_DAY_US, &times);
	char *all = arena_strdup(&arena, "");

	for (size_t i = 0; i < n; i++)
		all = arena_printf(&arena, "%s%s%d %d-%d%s", all, i ? ", " : "",
		    (int)(times[i].start_us / CLOCK_DAY_US - june + 1),
		    (int)(times[i].start_us / CLOCK_HOUR_US % 24),
		    (int)(times[i].end_us / CLOCK_HOUR_US % 24),
		    times[i].is_tentative ? "?" : "");
	return all;
}

#define EVENT(lines) "BEGIN:VEVENT\nUID:1\n" lines "END:VEVENT\n"
#define OTHER(lines) "BEGIN:VEVENT\nUID:2\n" lines "END:VEVENT\n"
#define AT(day)                                 \
	"DTSTART;TZID=Europe/Berlin:203006" day \
	"T180000\nDTEND;TZID=Europe/Berlin:203006" day "T190000\n"

static const struct {
	const char *events, *times;
} cases[] = {
	{ EVENT(AT("01")), "1 16-17" },
	{ EVENT(AT("01") "STATUS:TENTATIVE\n"), "1 16-17?" },
	{ EVENT(AT("01") "STATUS:CANCELLED\n"), "" },
	{ EVENT(AT("01") "TRANSP:TRANSPARENT\n"), "" },
	{ EVENT("DTSTART:20300601T180000Z\n"), "" },
	/* of a whole day, as the reader's clocks have it */
	{ EVENT("DTSTART;VALUE=DATE:20300602\n"), "1 22-22" },
	/* cut off where nothing is kept */
	{ EVENT("DTSTART:20200101T000000Z\nDTEND:20300601T020000Z\n"),
	    "1 0-2" },
	{ EVENT("DTSTART:20200101T000000Z\nDTEND:20300531T020000Z\n"), "" },
	/* by start, each once */
	{ EVENT(AT("02")) OTHER(AT("01")), "1 16-17, 2 16-17" },
	{ EVENT(AT("02") "STATUS:TENTATIVE\n") OTHER(AT("02")), "2 16-17" },
	{ EVENT(AT("02")) EVENT(AT("03")), "2 16-17" },
	/* series */
	{ EVENT(AT("01") "RRULE:FREQ=DAILY;COUNT=3\n"),
	    "1 16-17, 2 16-17, 3 16-17" },
	{ EVENT("DTSTART:19700105T180000Z\nDURATION:PT1H\n"
		"RRULE:FREQ=MONTHLY;BYMONTHDAY=5\n"),
	    "5 18-19" },
	{ EVENT("DTSTART:20300530T230000Z\nDURATION:PT2H\n"
		"RRULE:FREQ=DAILY;COUNT=3\n"),
	    "1 0-1, 1 23-1" },
	{ EVENT(AT("01") "RRULE:FREQ=DAILY;COUNT=3\n"
			 "EXDATE:20300602T160000Z\nRDATE:20300610T160000Z\n"),
	    "1 16-17, 3 16-17, 10 16-17" },
	{ EVENT(AT("01") "RRULE:FREQ=DAILY;COUNT=3\n")
		EVENT("RECURRENCE-ID:20300602T160000Z\n"
		      "DTSTART:20300602T200000Z\nDURATION:PT1H\n")
		    EVENT("RECURRENCE-ID:20300603T160000Z\n" AT(
			"03") "STATUS:CANCELLED\n"),
	    "1 16-17, 2 20-21" },
	/* and all behind one, until more is said of one or of all behind it */
	{ EVENT(AT("01") "RRULE:FREQ=DAILY;COUNT=6\n") EVENT(
	      "RECURRENCE-ID;RANGE=THISANDFUTURE:20300602T160000Z\n"
	      "DTSTART:20300602T190000Z\nDURATION:PT2H\n")
		EVENT("RECURRENCE-ID:20300604T160000Z\n"
		      "DTSTART:20300604T080000Z\nDURATION:PT1H\n")
		    EVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:"
			  "20300605T160000Z\n" AT("05") "STATUS:CANCELLED\n"),
	    "1 16-17, 2 19-21, 3 19-21, 4 8-9" },
	/* they may come from beyond what is kept */
	{ EVENT("DTSTART:20290501T100000Z\nDURATION:PT1H\n"
		"RRULE:FREQ=YEARLY;COUNT=3\n")
		EVENT("RECURRENCE-ID;RANGE=THISANDFUTURE:20290501T100000Z\n"
		      "DTSTART:20290610T100000Z\nDURATION:PT1H\n"),
	    "10 10-11" },
	/* what names nothing is of no other */
	{ "BEGIN:VEVENT\n" AT("01") "RRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n"
				    "BEGIN:VEVENT\nRECURRENCE-ID:"
				    "20300602T160000Z\n" AT(
					"09") "END:VEVENT\n",
	    "1 16-17, 2 16-17, 9 16-17" },
	/* what is not taken counts once */
	{ EVENT(AT("01") "RRULE:FREQ=HOURLY\n"), "1 16-17" },
	{ EVENT(AT("01") "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY\n"), "1 16-17" },
	{ EVENT("DTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\n"),
	    "" },
};

Test(app_calendar_busy, times_are_those_that_are_taken)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *got;

		arena_init(&arena, 64 << 20);
		got = read_times(cases[i].events);
		cr_expect_str_eq(
		    got, cases[i].times, "%zu: %s", i, cases[i].events);
		arena_release(&arena);
	}
}

/* Clocks are set back in the night to 27 October 2030. */
Test(app_calendar_busy, days_are_of_the_calendar_and_hours_of_the_sun)
{
	static const struct {
		char length[8];
		int hours[3]; /* of the dates on 25, 26 and 27 October */
	} lengths[] = {
		{ "P1D", { 24, 25, 24 } },
		{ "PT24H", { 24, 24, 24 } },
		{ "P1DT1H", { 25, 26, 25 } },
	};
	struct ical_items items;
	struct app_calendar_source c = {
		.items = &items, .timezone = "Europe/Berlin", .arena = &arena
	};
	struct rule_busy *times;

	arena_init(&arena, 64 << 20);
	for (size_t i = 0; i < N_OF(lengths); i++) {
		items = ical_items_read(
		    arena_printf(&arena,
			"BEGIN:VCALENDAR\n" EVENT(
			    "DTSTART:20301025T120000\nDURATION:%s\n"
			    "RRULE:FREQ=DAILY;COUNT=3\n"),
			lengths[i].length),
		    &arena);
		cr_assert(app_calendar_busy(&c, 0, CLOCK_MAX_US, &times) == 3);
		for (size_t j = 0; j < 3; j++)
			cr_expect((times[j].end_us - times[j].start_us) /
					  CLOCK_HOUR_US ==
				      lengths[i].hours[j],
			    "%s %zu", lengths[i].length, j);
	}
	arena_release(&arena);
}

Test(app_calendar_busy, the_first_of_too_many_are_kept)
{
	struct ical_items items;
	struct rule_busy *times;
	struct app_calendar_source c = {
		.items = &items, .timezone = "UTC", .arena = &arena
	};
	char *text;
	size_t n;

	arena_init(&arena, 64 << 20);
	text = arena_strdup(&arena, "BEGIN:VCALENDAR\n");
	/* what fills all there is comes first in the file, and last in time */
	for (int i = 0; i < 40; i++)
		text = arena_printf(&arena,
		    "%sBEGIN:VEVENT\nUID:%d\nDTSTART:20300101T%02d%02d00Z\n"
		    "DURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\n",
		    text, i, 23 - i / 2, 30 - i % 2 * 30);
	items = ical_items_read(text, &arena);
	n = app_calendar_busy(&c,
	    clock_days_from_civil(2030, 1, 1) * CLOCK_DAY_US,
	    clock_days_from_civil(2031, 2, 1) * CLOCK_DAY_US, &times);
	cr_expect(n == APP_CALENDAR_BUSY_MAX, "%zu", n);
	for (size_t i = 1; i < n; i++)
		cr_expect(times[i - 1].start_us < times[i].start_us);
	cr_expect(times[0].start_us % CLOCK_DAY_US == 4 * CLOCK_HOUR_US);
	cr_expect(times[n - 1].start_us <
		  clock_days_from_civil(2030, 2, 20) * CLOCK_DAY_US);
	arena_release(&arena);
}
