/*
 * Series as calendar programs read them: one event that recurs, and the dates
 * that are otherwise.
 */
#include <string.h>

#include "base/clock.h"
#include "generated/query/calendar.h"
#include "t/api/calendar_read.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* A series of ann's of an hour, in Berlin, from 2030 on. */
static void
given_series_at(const char *start, const char *end, const char *more)
{
	given("s", "ann",
	    "/events {'title': 'Tea', 'start_time': '2030-%sZ', 'end_time': "
	    "'2030-%sZ', 'timezone': 'Europe/Berlin'%s}",
	    start, end, more);
}

static void
given_weekly(const char *more)
{
	given_series_at("06-01T16:00:00", "06-01T17:00:00", more);
}

/* What clocks in Tokyo, which are never set, show some days after the first
 * date of given_daily, and hours. */
static char *
tokyo(int days, int hours)
{
	char *out = at(24 * days + 18 + hours + 9), *to = out;

	for (const char *p = out; *p != 'Z'; p++)
		if (*p != '-' && *p != ':')
			*to++ = *p;
	*to = '\0';
	return text("TZID=Asia/Tokyo:%s", out);
}

/* A series of ann's of an hour, six days in a row, where it is three in the
 * morning. */
static void
given_daily(void)
{
	given("s", "ann",
	    "/events {'title': 'Tea', 'start_time': '%s', 'end_time': '%s', "
	    "'timezone': 'Asia/Tokyo', 'rrule': 'FREQ=DAILY;COUNT=6', "
	    "'capacity': 1, 'waitlist': true}",
	    at(18), at(19));
}

/* So many times a line is in the calendar. */
static int
count(const char *line)
{
	const char *whole = text("\r\n%s\r\n", line);
	int n = 0;

	for (const char *p = calendar(); (p = strstr(p, whole)); p++)
		n++;
	return n;
}

static void
expect_events(int n)
{
	expect_int(n, count("BEGIN:VEVENT"));
}

/* So many events are that one. */
static int
uids(const char *event)
{
	const char *uid = text("\r\nUID:%s@", id(event));
	int n = 0;

	for (const char *p = calendar(); (p = strstr(p, uid)); p++)
		n++;
	return n;
}

Test_engines(api_calendar_series, a_series_is_one_event_that_recurs)
{
	given_weekly(", \"rrule\": \"FREQ=WEEKLY;COUNT=4\", \"rdates\": "
		     "[\"2030-06-04T18:00:00\"], \"exdates\": "
		     "[\"2030-06-08T18:00:00\"]");
	expect(200, read_file("ann", "s"));
	expect_events(1);
	expect_line("DTSTART;TZID=Europe/Berlin:20300601T180000");
	expect_line("DTEND;TZID=Europe/Berlin:20300601T190000");
	expect_line("RRULE:FREQ=WEEKLY;COUNT=4");
	expect_line("RDATE;TZID=Europe/Berlin:20300604T180000");
	expect_line("EXDATE;TZID=Europe/Berlin:20300608T180000");
	expect_line("STATUS:CONFIRMED");
	expect_int(1, uids("s"));
	cr_expect(strstr(calendar(), "RECURRENCE-ID") == NULL);
}

Test_engines(api_calendar_series, dates_that_are_otherwise_are_written_whole)
{
	given_daily();
	expect(200,
	    as("ann", PATCH, "/events/%s {'title': 'Cake'}", date("s", 1)));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			date("s", 2), at(48 + 20), at(48 + 22)));
	expect(200, as("ann", POST, "/events/%s/cancel", date("s", 3)));
	expect(204, as("ann", DELETE, "/events/%s", date("s", 4)));
	expect(200, read_file("bob", "s"));
	expect_events(4);
	expect_int(4, uids("s"));
	expect_line(text("DTSTART;%s", tokyo(0, 0)));
	expect_line(text("RECURRENCE-ID;%s", tokyo(1, 0)));
	expect_line("SUMMARY:Cake");
	expect_line(text("RECURRENCE-ID;%s", tokyo(2, 0)));
	expect_line(text("DTSTART;%s", tokyo(2, 2)));
	expect_line(text("DTEND;%s", tokyo(2, 4)));
	expect_line(text("RECURRENCE-ID;%s", tokyo(3, 0)));
	expect_line("STATUS:CANCELLED");
	expect_line(text("EXDATE;%s", tokyo(4, 0)));
}

Test_engines(api_calendar_series, an_answer_is_to_all_dates_or_to_some)
{
	char *bob = given_feed("bob", "person", ""),
	     *cat = given_feed("cat", "person", "");

	given_daily();
	keep_id("first", date("s", 0));
	keep_id("second", date("s", 1));
	expect(200, attend("cat", "second"));
	expect(200, attend("bob", "s"));
	expect(200, decline("bob", "first"));
	expect(200, anonymous(GET, "%s", bob));
	expect_events(2);
	expect_line("RRULE:FREQ=DAILY;COUNT=6");
	expect_line(text("EXDATE;%s", tokyo(0, 0)));
	expect_line(text("RECURRENCE-ID;%s", tokyo(1, 0)));
	expect_int(1, count("TRANSP:OPAQUE"));
	expect_int(1, count("STATUS:TENTATIVE"));
	expect(200, anonymous(GET, "%s", cat));
	expect_events(1);
	expect_int(1, uids("second"));
	cr_expect(strstr(calendar(), "RECURRENCE-ID") == NULL);
	cr_expect(strstr(calendar(), "RRULE:FREQ=DAILY") == NULL);
}

Test_engines(api_calendar_series, who_declines_all_still_sees_what_there_is)
{
	given_daily();
	expect(200, decline("bob", "s"));
	expect(200, read_file("bob", "s"));
	expect_events(1);
	expect_line("TRANSP:TRANSPARENT");
	cr_expect(strstr(calendar(), "EXDATE") == NULL, "%s", calendar());
}

/* To a date that was full already there is none. */
Test_engines(api_calendar_series, who_has_no_place_at_a_date_does_not_have_it)
{
	char *bob = given_feed("bob", "person", "");

	given_daily();
	keep_id("second", date("s", 1));
	expect(
	    200, as("ann", PATCH, "/events/%s {'waitlist': false}", id("s")));
	expect(200, attend("cat", "second"));
	expect(200, attend("bob", "s"));
	expect(200, anonymous(GET, "%s", bob));
	expect_events(1);
	expect_line(text("EXDATE;%s", tokyo(1, 0)));
}

/* Berlin has no 02:30 on the last Sunday of March. */
Test_engines(api_calendar_series, a_time_that_clocks_leave_out_is_said)
{
	given_series_at(
	    "03-24T01:30:00", "03-24T02:30:00", ", \"rrule\": \"FREQ=WEEKLY\"");
	expect(200, read_file("ann", "s"));
	expect_events(2);
	expect_line("RECURRENCE-ID;TZID=Europe/Berlin:20300331T023000");
	expect_line("DTSTART;TZID=Europe/Berlin:20300331T033000");
}

/* From 23:00 to 04:00, five hours on the wall and four as time goes by. */
Test_engines(api_calendar_series, a_date_while_which_clocks_are_set_ends_so)
{
	given_series_at(
	    "03-23T22:00:00", "03-24T03:00:00", ", \"rrule\": \"FREQ=WEEKLY\"");
	expect(200, read_file("ann", "s"));
	expect_events(2);
	expect_line("RECURRENCE-ID;TZID=Europe/Berlin:20300330T230000");
	expect_line("DTEND;TZID=Europe/Berlin:20300331T040000");
}

Test_engines(api_calendar_series, the_end_of_a_rule_is_an_instant)
{
	given_weekly(", \"rrule\": \"FREQ=WEEKLY;UNTIL=20301228T180000\"");
	expect(200, read_file("ann", "s"));
	expect_line("RRULE:FREQ=WEEKLY;UNTIL=20301228T170000Z");
}

Test_engines(api_calendar_series, whole_days_are_days)
{
	given_series_at("05-31T22:00:00", "06-02T22:00:00",
	    ", \"rrule\": \"FREQ=MONTHLY;UNTIL=20301001\", \"exdates\": "
	    "[\"2030-08-01\"]");
	expect(200, read_file("ann", "s"));
	expect_events(1);
	expect_line("DTSTART;VALUE=DATE:20300601");
	expect_line("DTEND;VALUE=DATE:20300603");
	expect_line("RRULE:FREQ=MONTHLY;UNTIL=20301001");
	expect_line("EXDATE;VALUE=DATE:20300801");
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '2030-07-01T06:00:00Z', "
			"'end_time': '2030-07-01T07:00:00Z'}",
			date("s", 1)));
	expect(200, read_file("ann", "s"));
	expect_line("RECURRENCE-ID;VALUE=DATE:20300701");
	expect_line("DTSTART;TZID=Europe/Berlin:20300701T080000");
}

/* One that was answered, of a rule that has it no more. */
Test_engines(api_calendar_series, a_date_that_no_rule_names_is_by_itself)
{
	given_daily();
	keep_id("last", date("s", 5));
	expect(200, attend("bob", "last"));
	expect(200, as("ann", PATCH,
			"/events/%s {'rrule': 'FREQ=DAILY;COUNT=5'}", id("s")));
	expect(200, read_file("bob", "s"));
	expect_events(2);
	expect_line("STATUS:CANCELLED");
	expect_int(1, uids("last"));
	cr_expect(strstr(calendar(), "RECURRENCE-ID") == NULL);
}

Test_engines(api_calendar_series, a_space_shows_a_series_once)
{
	char *feed;

	given("g", "ann", "/groups {'name': 'Chess'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	feed = given_feed(
	    "bob", "group", text(", \"group_id\": \"%s\"", id("g")));
	given_weekly(
	    text(", \"rrule\": \"FREQ=WEEKLY\", \"visibility\": \"group\", "
		 "\"group_id\": \"%s\"",
		id("g")));
	expect(200, anonymous(GET, "%s", feed));
	expect_events(1);
	expect_line("RRULE:FREQ=WEEKLY");
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect(200, anonymous(GET, "%s", feed));
	expect_events(0);
}

/* Asks with the ETag of what came last; whether there is something else. */
static bool
has_changed(const char *feed, char **tag)
{
	int status;

	with("If-None-Match", *tag);
	status = anonymous(GET, "%s", feed);
	cr_assert(status == 200 || status == 304, "%d", status);
	*tag = text("%s", header("ETag"));
	return status == 200;
}

Test_engines(api_calendar_series, whatever_changes_a_date_changes_the_calendar)
{
	char *feed = given_feed("bob", "person", ""), *tag = text("\"x\"");

	given_daily();
	keep_id("first", date("s", 0));
	keep_id("second", date("s", 1));
	expect(200, attend("bob", "s"));
	cr_expect(has_changed(feed, &tag));
	cr_expect(!has_changed(feed, &tag));
	expect(
	    200, as("ann", PATCH, "/events/%s {'title': 'Cake'}", id("first")));
	cr_expect(has_changed(feed, &tag));
	expect(200, decline("bob", "first"));
	cr_expect(has_changed(feed, &tag));
	expect(204, as("ann", DELETE, "/events/%s", id("second")));
	cr_expect(has_changed(feed, &tag));
	cr_expect(!has_changed(feed, &tag));
}

Test_engines(api_calendar_series, the_name_of_a_category_changes_the_calendar)
{
	char *feed = given_feed("bob", "person", ""), *tag = text("\"x\"");

	given_admin("root");
	given("c", "root", "/categories {'name': 'chess'}");
	given("e", "bob",
	    "/events {'title': 'E', 'start_time': '%s', 'end_time': '%s', "
	    "'category_ids': ['%s']}",
	    in_hours(20), in_hours(21), id("c"));
	cr_expect(has_changed(feed, &tag));
	expect_line("CATEGORIES:chess");
	expect(
	    200, as("root", PATCH, "/categories/%s {'name': 'go'}", id("c")));
	cr_expect(has_changed(feed, &tag));
	expect_line("CATEGORIES:go");
}

Test_engines(api_calendar_series, a_rule_may_end_with_the_calendar)
{
	given("s", "ann",
	    "/events {'title': 'Choir', 'timezone': 'America/New_York', "
	    "'start_time': '2030-06-01T16:00:00Z', "
	    "'end_time': '2030-06-01T17:00:00Z', "
	    "'rrule': 'FREQ=DAILY;UNTIL=99991231T235959', "
	    "'exdates': ['9999-12-31T23:00:00']}");
	expect(200, read_file("ann", "s"));
	expect_line("RRULE:FREQ=DAILY;UNTIL=99991231T235959Z");
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '2030-06-01T17:00:00Z', "
			"'end_time': '2030-06-01T18:00:00Z'}",
			id("s")));
	expect_text("FREQ=DAILY;UNTIL=99991231T235959", body("/rrule"));
	expect(200, as("ann", GET, "/events/%s/recurrence", id("s")));
	expect_int(0, body_count("/exdates"));
}

/* How many dates of the series are read for bob, at most two. */
static size_t
dates_read(void)
{
	struct q_calendar_dates_row *rows;
	struct event_id series;
	struct user_id bob;
	size_t n;

	cr_assert(uuid_parse(id("s"), &series.v));
	cr_assert(uuid_parse(id("bob"), &bob.v));
	cr_assert(q_calendar_dates(given_db(), .series = series,
		      .since = CLOCK_MIN_US, .viewer = bob, .is_apart = false,
		      .most = 2, &rows, &n) == ERR_OK);
	return n;
}

Test_engines(api_calendar_series, what_is_as_the_rule_says_is_not_read)
{
	given_daily();
	expect(200, attend("bob", "s"));
	cr_expect(dates_read() == 0);
	expect(200,
	    as("ann", PATCH, "/events/%s {'title': 'Cake'}", date("s", 1)));
	cr_expect(dates_read() == 1);
	keep_id("third", date("s", 2));
	expect(200, decline("bob", "third"));
	expect(200, as("ann", POST, "/events/%s/cancel", date("s", 3)));
	cr_expect(dates_read() == 2);
}
