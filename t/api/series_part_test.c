/*
 * Changes of a date that are meant for others too: for all of its series, or
 * for it and what follows, which then are a series of their own.
 */
#include <string.h>

#include "app/event_room.h"
#include "app/series.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/work.h"

#include "base/banned.h"

static void
given_dates(const char *more)
{
	given_series("s", more);
	for (int i = 0; i < 5; i++)
		keep_id(text("s%d", i + 1), date("s", i));
}

static void
expect_date(const char *name, const char *member, const char *value)
{
	expect(200, as("ann", GET, "/events/%s", id(name)));
	expect_text(value, body(text("/%s", member)));
}

/* Moves a date and what the word says to an hour of its day. */
static void
move(const char *name, int day, int hour, const char *part)
{
	expect(200,
	    as("ann", PATCH,
		"/events/%s?apply=%s {'start_time': '%s', 'end_time': '%s'}",
		id(name), part, at(day * 24 + hour), at(day * 24 + hour + 1)));
}

Test_engines(api_series_part, one_date_alone_is_meant_by_default)
{
	given_dates(FIVE);
	move("s2", 1, 12, "this");
	expect_date("s2", "start_time", at(24 + 12));
	expect_date("s1", "start_time", at(18));
	expect_date("s3", "start_time", at(48 + 18));
	expect_text(id("s"), body("/series_id"));
}

Test_engines(api_series_part, all_dates_follow_one)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s4"));
	move("s3", 2, 12, "all");
	expect_text(id("s3"), body("/id"));
	expect_text(at(48 + 12), body("/start_time"));
	expect_date("s1", "start_time", at(12));
	expect_date("s5", "end_time", at(4 * 24 + 13));
	expect(200, as("ann", PATCH, "/events/%s?apply=all {'title': 'Band'}",
			id("s3")));
	expect_date("s1", "title", "Band");
	expect_text(at(12), body("/start_time"));
	work();
	expect_int(1, work_mails("bob@example.org"));
}

Test_engines(api_series_part, a_date_and_what_follows_are_a_series_then)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s4"));
	expect(200, attend("bob", "s1"));
	move("s3", 2, 12, "following");
	expect_text(id("s3"), body("/id"));
	expect_text(at(48 + 12), body("/start_time"));
	expect_text("FREQ=DAILY;COUNT=3", body("/rrule"));
	keep_id("t", body("/series_id"));
	cr_expect(strcmp(id("s"), id("t")) != 0);
	cr_expect(count_dates("s", "") == 2);
	cr_expect(count_dates("t", "") == 3);
	expect_text(id("s5"), body("/2/id"));
	expect_text(at(4 * 24 + 12), body("/2/start_time"));
	expect_date("s2", "start_time", at(24 + 18));
	expect_date("s", "rrule", "FREQ=DAILY;COUNT=2");
	expect_date("t", "start_time", at(48 + 12));
	expect_date("s4", "spots_taken", "1");
	expect_text("Choir", body("/title"));
	expect(200, anonymous(GET, "/events?q=choir"));
	expect_int(5, body_count(""));
	work();
	expect_int(1, work_mails("bob@example.org"));
}

Test_engines(api_series_part, an_endless_series_ends_and_another_goes_on)
{
	given_dates(", \"rrule\": \"FREQ=DAILY\"");
	expect(
	    200, as("ann", PATCH,
		     "/events/%s?apply=following {'title': 'Band'}", id("s3")));
	keep_id("t", body("/series_id"));
	expect_text("FREQ=DAILY", body("/rrule"));
	expect_text("Band", body("/title"));
	expect_date("s2", "title", "Choir");
	expect_text(text("FREQ=DAILY;UNTIL=%.4s%.2s%.2sT175959", at(48 + 18),
			at(48 + 18) + 5, at(48 + 18) + 8),
	    body("/rrule"));
	work();
	cr_expect(count_dates("s", "") == 2);
	cr_expect(count_dates("t", "") > APP_SERIES_FIRST_DATES - 3);
}

Test_engines(api_series_part, whom_a_series_names_its_second_half_does)
{
	given_user("bob");
	given_user("cat");
	expect(200, as("cat", GET, "/users/me"));
	given_dates(FIVE ", \"visibility\": \"private\", \"open_dates\": 2");
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("s"), id("bob")));
	expect(200, attend("bob", "s"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("s"), id("bob")));
	expect(
	    200, as("bob", PATCH,
		     "/events/%s?apply=following {'title': 'Band'}", id("s3")));
	keep_id("t", body("/series_id"));
	expect(200, as("bob", GET, "/events/%s", id("s5")));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("t")));
	expect_text("attending", body("/status"));
	work(); /* dates that take answers, now those of both halves */
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("s4")));
	expect_text("true", body("/is_standing"));
	expect(404, as("cat", GET, "/events/%s", id("t")));
}

Test_engines(api_series_part, whom_a_series_invites_its_second_half_does)
{
	given_dates(FIVE);
	expect(200,
	    as("ann", POST, "/events/%s/invites {'emails': ['x@else.example']}",
		id("s")));
	expect(
	    200, as("ann", PATCH,
		     "/events/%s?apply=following {'title': 'Band'}", id("s3")));
	expect(200, as("ann", GET, "/events/%s/invites", body("/series_id")));
	expect_int(1, body_count(""));
	expect_text("x@else.example", body("/0/email"));
}

Test_engines(api_series_part, a_second_half_is_one_more_of_its_organizer)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("s"), id("bob")));
	for (int i = 1; i < APP_EVENT_ROOM_SERIES; i++)
		given_series("other", FIVE);
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/events/%s?apply=following {'title': 'Band'}",
		id("s3")));
	expect(
	    200, as("bob", PATCH,
		     "/events/%s?apply=following {'title': 'Band'}", id("s1")));
}

Test_engines(api_series_part, from_the_first_date_on_is_all)
{
	given_dates(FIVE);
	move("s1", 0, 12, "following");
	expect_text(id("s"), body("/series_id"));
	expect_date("s5", "start_time", at(4 * 24 + 12));
}

Test_engines(api_series_part, another_rule_may_be_said_from_a_date_on)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s4"));
	expect(200, as("ann", PATCH,
			"/events/%s?apply=following {'rrule': "
			"'FREQ=DAILY;INTERVAL=2;COUNT=2'}",
			id("s3")));
	keep_id("t", body("/series_id"));
	cr_expect(count_dates("t", "&status=published") == 2);
	expect_date("s4", "status", "cancelled");
	expect_date("s2", "status", "published");
}

Test_engines(
    api_series_part, a_date_that_goes_with_its_change_is_answered_by_its_series)
{
	given_dates(FIVE);
	expect(200, as("ann", PATCH,
			"/events/%s?apply=all {'rrule': "
			"'FREQ=DAILY;INTERVAL=2;COUNT=3'}",
			id("s2")));
	expect_text(id("s"), body("/id"));
	expect(404, as("ann", GET, "/events/%s", id("s2")));
}

Test_engines(api_series_part, a_moved_date_says_for_all_when_it_is_to_be)
{
	given_dates(FIVE);
	move("s2", 1, 12, "this");
	expect(200, as("ann", PATCH, "/events/%s?apply=all {'title': 'Band'}",
			id("s2")));
	expect_date("s3", "start_time", at(48 + 18));
	move("s2", 1, 14, "all");
	expect_date("s3", "start_time", at(48 + 14));
	expect_date("s2", "start_time", at(24 + 12)); /* at its own time */
}

Test_engines(api_series_part, words_that_mean_nothing_are_refused)
{
	given_dates(FIVE);
	given_event("e");
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s?apply=this {'title': 'x'}", id("s")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s?apply=none {'title': 'x'}", id("s2")));
	expect(200,
	    as("ann", PATCH, "/events/%s?apply=all {'title': 'x'}", id("s")));
	expect(200, as("ann", PATCH,
			"/events/%s?apply=following {'title': "
			"'x'}",
			id("e")));
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/events/%s?apply=all {'title': 'x'}", id("s2")));
}
