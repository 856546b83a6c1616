/*
 * Zones as calendars carry them. What others make of all that there are is in
 * t/counterpart/.
 */
#include "ical/timezone.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"
#include "t/unit/base/zone_made.h"

#include "base/banned.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

static void
add_change(struct zone *z, const char *at, int32_t after_s)
{
	z->at_s[z->n] = us_of(at) / CLOCK_SECOND_US;
	z->after_s[z->n++] = after_s;
}

/* Of a calendar from 2030 to 2032; of wanted, lines end with \n. */
static void
expect_zone(const struct zone *z, const char *wanted)
{
	struct buf found, all;
	struct ical_writer w;

	buf_init(&found, 4096);
	buf_init(&all, 4096);
	w = ical_writer(&found);
	ical_timezone(&w, "Here", z, us_of("2030-05-01T00:00:00Z"),
	    us_of("2032-05-01T00:00:00Z"));
	buf_str(&all, "BEGIN:VTIMEZONE\r\nTZID:Here\r\n");
	for (const char *p = wanted; *p; p++)
		if (*p == '\n')
			buf_str(&all, "\r\n");
		else
			buf_char(&all, *p);
	buf_str(&all, "END:VTIMEZONE\r\n");
	cr_expect(eq(str, (char *)buf_text(&found), (char *)buf_text(&all)));
	buf_release(&found);
	buf_release(&all);
}

Test(ical_timezone, a_rule_is_said_once)
{
	struct zone z = zone_by(BERLIN);

	expect_zone(&z,
	    "BEGIN:DAYLIGHT\nDTSTART:20300331T020000\nTZOFFSETFROM:+0100\n"
	    "TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
	    "END:DAYLIGHT\n"
	    "BEGIN:STANDARD\nDTSTART:20301027T030000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
	    "END:STANDARD\n");
}

Test(ical_timezone, clocks_that_are_never_set_are_one_observance)
{
	struct zone z = { .first_s = 20700 };

	expect_zone(&z,
	    "BEGIN:STANDARD\nDTSTART:19700101T054500\nTZOFFSETFROM:+0545\n"
	    "TZOFFSETTO:+0545\nEND:STANDARD\n");
}

/* Summer time for good is no summer time. */
Test(ical_timezone, changes_that_no_rule_makes_stand_one_by_one)
{
	struct zone z = { .first_s = 7200 };

	add_change(&z, "2016-09-06T21:00:00Z", 10800);
	add_change(&z, "2031-01-01T00:00:00Z", 7200);
	add_change(&z, "2040-01-01T00:00:00Z", 10800);
	expect_zone(&z,
	    "BEGIN:STANDARD\nDTSTART:20160906T230000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0300\nEND:STANDARD\n"
	    "BEGIN:STANDARD\nDTSTART:20310101T030000\nTZOFFSETFROM:+0300\n"
	    "TZOFFSETTO:+0200\nEND:STANDARD\n");
}

Test(ical_timezone, a_rule_holds_from_when_all_changes_are_its_own)
{
	struct zone z = zone_by(BERLIN);

	add_change(&z, "2029-04-01T01:00:00Z", 7200);
	add_change(&z, "2030-11-01T01:00:00Z", 3600);
	add_change(&z, "2031-03-30T01:00:00Z", 7200);
	expect_zone(&z,
	    "BEGIN:STANDARD\nDTSTART:20290401T020000\nTZOFFSETFROM:+0100\n"
	    "TZOFFSETTO:+0200\nEND:STANDARD\n"
	    "BEGIN:STANDARD\nDTSTART:20301101T030000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0100\nEND:STANDARD\n"
	    "BEGIN:DAYLIGHT\nDTSTART:20310330T020000\nTZOFFSETFROM:+0100\n"
	    "TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
	    "END:DAYLIGHT\n"
	    "BEGIN:STANDARD\nDTSTART:20311026T030000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
	    "END:STANDARD\n");
}

/* 50 hours after a Thursday begins, and an hour before a Sunday does. */
Test(ical_timezone, an_hour_outside_of_its_day_is_that_of_another_day)
{
	struct zone z = zone_by("EET-2EEST,M3.4.4/50,M10.5.0/-1");

	expect_zone(&z,
	    "BEGIN:DAYLIGHT\nDTSTART:20300330T020000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0300\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SA;BYMONTHDAY="
	    "24,25,26,27,28,29,30\nEND:DAYLIGHT\n"
	    "BEGIN:STANDARD\nDTSTART:20301026T230000\nTZOFFSETFROM:+0300\n"
	    "TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=SA;BYMONTHDAY"
	    "=24,25,26,27,28,29,30\nEND:STANDARD\n");
}

/* The last Thursday of March and two days may be in April. */
Test(ical_timezone, what_no_rrule_says_is_said_until_the_end)
{
	struct zone z = zone_by("EET-2EEST,M3.5.4/50,M10.5.0");

	expect_zone(&z,
	    "BEGIN:DAYLIGHT\nDTSTART:20300330T020000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0300\nEND:DAYLIGHT\n"
	    "BEGIN:STANDARD\nDTSTART:20301027T020000\nTZOFFSETFROM:+0300\n"
	    "TZOFFSETTO:+0200\nEND:STANDARD\n"
	    "BEGIN:DAYLIGHT\nDTSTART:20310329T020000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0300\nEND:DAYLIGHT\n"
	    "BEGIN:STANDARD\nDTSTART:20311026T020000\nTZOFFSETFROM:+0300\n"
	    "TZOFFSETTO:+0200\nEND:STANDARD\n"
	    "BEGIN:DAYLIGHT\nDTSTART:20320327T020000\nTZOFFSETFROM:+0200\n"
	    "TZOFFSETTO:+0300\nEND:DAYLIGHT\n");
}
