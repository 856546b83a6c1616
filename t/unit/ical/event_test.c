/*
 * Events as lines.
 */
#include "ical/event.h"

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"
#include "base/timezone.h"
#include "t/unit/base/zone_made.h"

#include "base/banned.h"

static struct ical_event
an_event(const char *zone, const char *start, const char *end)
{
	return (struct ical_event){ .uid = "1@example.org",
		.timezone = zone,
		.zone = timezone_find(zone),
		.start_us = us_of(start),
		.end_us = us_of(end) };
}

static const char *
text_of(struct buf *b, const struct ical_event *e)
{
	struct ical_writer w;

	buf_init(b, 4096);
	w = ical_writer(b);
	ical_event(&w, e);
	return buf_text(b);
}

static void
expect_in(const struct ical_event *e, const char *lines)
{
	struct buf b;
	bool is_there = strstr(text_of(&b, e), lines) != NULL;

	cr_expect(is_there, "%s is in %s", lines, buf_text(&b));
	buf_release(&b);
}

Test(ical_event, times_are_those_of_its_zone)
{
	struct ical_event e = an_event(
	    "Europe/Berlin", "2030-06-01T16:00:00Z", "2030-06-01T18:30:00Z");

	expect_in(&e, "\r\nDTSTART;TZID=Europe/Berlin:20300601T180000\r\n"
		      "DTEND;TZID=Europe/Berlin:20300601T203000\r\n");
}

Test(ical_event, utc_needs_no_zone)
{
	struct ical_event e = an_event(
	    "UTC", "2030-06-01T16:00:00Z", "2030-06-01T18:30:00Z");

	expect_in(
	    &e, "\r\nDTSTART:20300601T160000Z\r\nDTEND:20300601T183000Z\r\n");
}

/* From 01:30 for the first time to half an hour after the clocks are set. */
Test(ical_event, an_hour_that_comes_twice_is_told_in_utc)
{
	struct ical_event e = an_event(
	    "Europe/Berlin", "2030-10-27T00:30:00Z", "2030-10-27T02:30:00Z");

	expect_in(&e, "\r\nDTSTART:20301027T003000Z\r\n"
		      "DTEND;TZID=Europe/Berlin:20301027T033000\r\n");
}

Test(ical_event, a_calendar_says_who_made_it_and_how_often_to_look)
{
	struct buf b;
	struct ical_writer w;

	buf_init(&b, 4096);
	w = ical_writer(&b);
	ical_calendar_begin(&w, "Chess, and more", ICAL_PUBLISH);
	ical_calendar_end(&w);
	cr_expect(eq(str, (char *)buf_text(&b),
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Hearth//"
	    "Hearth " PACKAGE_VERSION "//EN\r\nCALSCALE:GREGORIAN\r\n"
	    "NAME:Chess\\, and more\r\nX-WR-CALNAME:Chess\\, and more\r\n"
	    "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
	    "X-PUBLISHED-TTL:PT1H\r\nEND:VCALENDAR\r\n"));
	buf_release(&b);
}

Test(ical_event, what_is_known_of_it_is_said)
{
	static const char *const categories[] = { "Music", "Food, drink" };
	struct ical_event e = an_event(
	    "UTC", "2030-06-01T16:00:00Z", "2030-06-01T18:30:00Z");

	e.sequence = 3;
	e.created_us = us_of("2030-01-01T00:00:00Z");
	e.changed_us = us_of("2030-01-02T00:00:00Z");
	e.status = ICAL_CANCELLED;
	e.is_private = true;
	e.is_busy = true;
	e.summary = "Jazz";
	e.description = "Come\nearly";
	e.location = "Cellar";
	e.url = "https://example.org/events/1";
	e.has_place = true;
	e.lat = 52.5;
	e.lon = -13.25;
	e.categories = categories;
	e.n_categories = 2;
	expect_in(&e,
	    "BEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20300102T000000Z\r\n"
	    "CREATED:20300101T000000Z\r\nLAST-MODIFIED:20300102T000000Z\r\n"
	    "SEQUENCE:3\r\nDTSTART:20300601T160000Z\r\n"
	    "DTEND:20300601T183000Z\r\nSUMMARY:Jazz\r\n"
	    "DESCRIPTION:Come\\nearly\r\nLOCATION:Cellar\r\n"
	    "GEO:52.500000;-13.250000\r\nURL:https://example.org/events/1\r\n"
	    "CATEGORIES:Music,Food\\, drink\r\nSTATUS:CANCELLED\r\n"
	    "TRANSP:OPAQUE\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n");
}
