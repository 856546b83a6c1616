/*
 * Events as calendar programs read them: files, and calendars to subscribe to.
 */
#include <string.h>

#include "t/api/calendar_read.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

static int
read_file_as_nobody(const char *event)
{
	return anonymous(GET, "/events/%s/calendar.ics", id(event));
}

Test_engines(api_calendar, an_event_is_a_file_in_its_own_time)
{
	given("e", "ann",
	    "/events {'title': 'Jazz; and more', 'start_time': "
	    "'2030-06-01T16:00:00Z', 'end_time': '2030-06-01T18:30:00Z', "
	    "'timezone': 'Europe/Berlin', 'description': 'Come early', "
	    "'venue': {'name': 'Cellar', 'address': 'Main St 1', 'lat': 52.5, "
	    "'lon': 13.25}}");
	expect(200, read_file_as_nobody("e"));
	expect_text("text/calendar; charset=utf-8", header("Content-Type"));
	expect_line("DTSTART;TZID=Europe/Berlin:20300601T180000");
	expect_line("DTEND;TZID=Europe/Berlin:20300601T203000");
	expect_line("TZID:Europe/Berlin");
	expect_line("SUMMARY:Jazz\\; and more");
	expect_line("LOCATION:Cellar\\, Main St 1");
	expect_line("GEO:52.500000;13.250000");
	expect_line("SEQUENCE:0");
	expect_line("CLASS:PUBLIC");
	expect_line("STATUS:TENTATIVE");
	expect_line("TRANSP:TRANSPARENT");
	cr_expect(strstr(calendar(), text("\r\nUID:%s@", id("e"))) != NULL);
}

Test_engines(api_calendar, it_says_what_its_reader_has_answered)
{
	given_event("e", .more = ", 'online_url': 'https://meet.example/1'");
	expect(200, attend("bob", "e"));
	expect(200, read_file("bob", "e"));
	expect_line("STATUS:CONFIRMED");
	expect_line("TRANSP:OPAQUE");
	cr_expect(strstr(calendar(), "https://meet.example/1") != NULL);
	expect(200, read_file("ann", "e"));
	expect_line("TRANSP:OPAQUE");
	expect(200, read_file("cat", "e"));
	expect_line("TRANSP:TRANSPARENT");
	cr_expect(strstr(calendar(), "https://meet.example/1") == NULL);
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(200, read_file("bob", "e"));
	expect_line("STATUS:CANCELLED");
	expect_line("SEQUENCE:1");
}

Test_engines(api_calendar, who_does_not_see_it_has_no_file)
{
	given_event("e", .is_private = true);
	expect(404, read_file("bob", "e"));
	expect(404, read_file_as_nobody("e"));
	expect(200, read_file("ann", "e"));
	expect_line("CLASS:PRIVATE");
}

Test_engines(api_calendar, a_text_makes_no_lines_of_its_own)
{
	given_event("e",
	    .more = ", 'description': 'x\\r\\nEND:VEVENT\\r\\nATTENDEE:y'");
	expect(200, read_file_as_nobody("e"));
	expect_no_line("ATTENDEE:y");
	cr_expect(
	    strstr(calendar(),
		"\r\nDESCRIPTION:x\\nEND:VEVENT\\nATTENDEE:y\\n\\n") != NULL);
}

Test_engines(api_calendar, what_has_not_changed_is_not_sent_again)
{
	given_event("e");
	expect(200, read_file("bob", "e"));
	with("If-None-Match", header("ETag"));
	expect(304, read_file("bob", "e"));
	expect(200, attend("bob", "e"));
	expect(200, read_file("bob", "e"));
	with("If-None-Match", header("ETag"));
	expect(304, read_file("bob", "e"));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'Y'}", id("e")));
	expect(200, read_file("bob", "e"));
}

Test_engines(api_calendar, a_feed_that_has_not_changed_is_not_sent_again)
{
	char *feed = given_feed("bob", "person", ""), *tag;

	given_event("e", .title = "A");
	expect(200, attend("bob", "e"));
	expect(200, anonymous(GET, "%s", feed));
	expect_text("private, no-store", header("Cache-Control"));
	tag = text("%s", header("ETag"));
	with("If-None-Match", tag);
	expect(304, anonymous(GET, "%s", feed));
	given_event("f", .title = "B", .by = "bob", .starts_in_h = 30);
	with("If-None-Match", tag);
	expect_summaries("AB", feed);
}

Test_engines(api_calendar, somebody_subscribes_to_what_concerns_them)
{
	char *feed = given_feed("bob", "person", "");

	given_event("a", .title = "A", .starts_in_h = 30);
	given_event("b", .title = "B", .starts_in_h = 20);
	given_event("c", .title = "C", .by = "bob", .starts_in_h = 10,
	    .is_private = true);
	given_event("d", .title = "D");
	given_event("x", .title = "X");
	given_event("h", .title = "H", .starts_in_h = 40);
	expect(200, attend("bob", "a"));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("b")));
	expect(200, decline("bob", "d"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("h"), id("bob")));
	expect_summaries("CBAH", feed);
	expect_line("NAME:Hearth");
	expect(200, decline("bob", "a"));
	expect_summaries("CBH", feed);
}

Test_engines(api_calendar, whom_a_series_names_has_it_whole)
{
	char *feed = given_feed("bob", "person", "");

	given_event(
	    "s", .title = "S", .more = ", 'rrule': 'FREQ=DAILY;COUNT=3'");
	given_event("c", .by = "bob", .title = "C", .starts_in_h = 30);
	expect_summaries("C", feed);
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("s"), id("bob")));
	expect_summaries("SC", feed);
	expect_line("TRANSP:OPAQUE");
}

Test_engines(api_calendar, a_calendar_reaches_90_days_back)
{
	char *feed = given_feed("bob", "person", "");

	given_event("a", .title = "A");
	given_event("b", .title = "B");
	expect(200, attend("bob", "a"));
	expect(200, attend("bob", "b"));
	given_moved("a", "ann", -24 * 91, -24 * 91 + 1);
	given_moved("b", "ann", -24 * 89, -24 * 89 + 1);
	expect_summaries("B", feed);
}

/* Ann's cluster c with a group g; bob is in both, cat in the cluster. */
static void
given_spaces(void)
{
	given("c", "ann", "/clusters {'name': 'Town'}");
	given("g", "ann", "/groups {'name': 'Chess', 'cluster_id': '%s'}",
	    id("c"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
}

static void
given_in(const char *title, const char *visibility, const char *member,
    const char *space)
{
	given(title, "ann",
	    "/events {'title': '%s', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': '%s', '%s': '%s'}",
	    title, in_hours(title[0]), in_hours(title[0] + 1), visibility,
	    member, id(space));
}

static char *
of_group(void)
{
	return text(", \"group_id\": \"%s\"", id("g"));
}

static char *
of_cluster(void)
{
	return text(", \"cluster_id\": \"%s\"", id("c"));
}

Test_engines(api_calendar, a_space_shows_its_members_what_they_see_of_it)
{
	char *group, *cluster;

	given_spaces();
	given_event("x", .title = "X");
	given_in("A", "public", "group_id", "g");
	given_in("B", "group", "group_id", "g");
	given_in("C", "cluster", "group_id", "g");
	given_in("D", "cluster", "cluster_id", "c");
	given_in("E", "private", "group_id", "g");
	group = given_feed("bob", "group", of_group());
	cluster = given_feed("cat", "cluster", of_cluster());
	expect_summaries("ABC", group);
	expect_line("NAME:Chess");
	expect_summaries("ACD", cluster);
	expect_line("NAME:Town");
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("E"), id("bob")));
	expect_summaries("ABCE", group);
}

Test_engines(api_calendar, who_leaves_a_space_has_nothing_of_it_at_once)
{
	char *feed;

	given_spaces();
	given_in("A", "public", "group_id", "g");
	given_in("B", "group", "group_id", "g");
	feed = given_feed("bob", "group", of_group());
	expect_summaries("AB", feed);
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_summaries("", feed);
}

static char *
only_feed_of(const char *user)
{
	expect(200, as(user, GET, "/users/me/calendar-feeds"));
	return text("%s", body("/0/id"));
}

Test_engines(api_calendar, a_feed_that_has_ended_is_none)
{
	char *feed = given_feed("bob", "person", "");
	char *it = only_feed_of("bob");

	expect(200, anonymous(GET, "%s", feed));
	expect(404, anonymous(GET, "/feeds/%s.ics", it));
	expect(404, as("ann", DELETE, "/users/me/calendar-feeds/%s", it));
	expect(200, anonymous(GET, "%s", feed));
	expect(204, as("bob", DELETE, "/users/me/calendar-feeds/%s", it));
	expect(404, anonymous(GET, "%s", feed));
}

Test_engines(api_calendar, the_feed_of_who_is_suspended_is_none)
{
	char *feed = given_feed("bob", "person", "");

	given_suspended("bob");
	expect(404, anonymous(GET, "%s", feed));
	given_restored("bob");
	expect(200, anonymous(GET, "%s", feed));
}

Test_engines(api_calendar, a_list_says_which_are_read_and_not_where_they_are)
{
	char *feed = given_feed("bob", "person", "");

	expect(200, as("bob", GET, "/users/me/calendar-feeds"));
	expect_text("null", body("/0/last_used_at"));
	expect_text("person", body("/0/kind"));
	expect(200, anonymous(GET, "%s", feed));
	expect(200, as("bob", GET, "/users/me/calendar-feeds"));
	cr_expect(strstr(body("/0/last_used_at"), "T") != NULL);
	cr_expect(strstr(response()->body, "/feeds/") == NULL);
	expect(200, as("ann", GET, "/users/me/calendar-feeds"));
	expect_int(0, body_count(""));
}

Test_engines(api_calendar, a_feed_names_the_space_that_its_kind_has)
{
	given_spaces();
	given_user("dan");
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/users/me/calendar-feeds {'kind': 'group'}"));
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/users/me/calendar-feeds {'kind': 'person'%s}",
		of_group()));
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/users/me/calendar-feeds {'kind': 'cluster'%s}",
		of_group()));
	expect_problem(404, "not_found",
	    as("bob", POST,
		"/users/me/calendar-feeds {'kind': 'group', 'group_id': '%s'}",
		id("bob")));
	expect_problem(403, "forbidden",
	    as("cat", POST, "/users/me/calendar-feeds {'kind': 'group'%s}",
		of_group()));
}

Test_engines(api_calendar, twenty_feeds_are_the_most)
{
	for (int i = 0; i < 20; i++)
		given_feed("bob", "person", "");
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/users/me/calendar-feeds {'kind': 'person'}"));
	given_feed("ann", "person", "");
}
