/*
 * Parts of a series that are removed, cancelled, and take place again: a date,
 * it and those that follow, or all.
 */
#include <string.h>

#include "app/event_room.h"
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

static int
cancel(const char *name, const char *part)
{
	return as("ann", POST, "/events/%s/cancel?apply=%s {'reason': 'Rain.'}",
	    id(name), part);
}

static int
reinstate(const char *name, const char *part)
{
	return as("ann", POST, "/events/%s/reinstate?apply=%s", id(name), part);
}

static void
expect_states(const char *states)
{
	for (int i = 0; states[i]; i++) {
		expect(
		    200, as("ann", GET, "/events/%s", id(text("s%d", i + 1))));
		expect_text(states[i] == 'c' ? "cancelled" : "published",
		    body("/status"));
	}
}

Test_engines(api_series_state, one_date_alone_is_meant_by_default)
{
	given_dates(FIVE);
	expect(200, as("ann", POST, "/events/%s/cancel", id("s2")));
	expect(200, cancel("s4", "this"));
	expect_states("pcpcp");
	expect_text(id("s"), body("/series_id"));
	expect(200, reinstate("s2", "this"));
	expect(204, as("ann", DELETE, "/events/%s?apply=this", id("s3")));
	expect(404, as("ann", GET, "/events/%s", id("s3")));
	cr_expect(count_dates("s", "") == 4);
}

Test_engines(api_series_state, dates_count_for_nothing_when_they_come_back)
{
	given_dates(FIVE);
	given_event("e");
	expect(200, cancel("s2", "this"));
	api_set("EVENTS_PER_PERSON", "1");
	expect(200, reinstate("s2", "this"));
	expect(200, cancel("e", "this"));
	expect_problem(403, "forbidden", reinstate("e", "this"));
}

Test_engines(api_series_state, a_date_and_what_follows_are_cancelled)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s1"));
	expect(200, attend("cat", "s3"));
	expect(200, attend("cat", "s5"));
	expect(200, cancel("s3", "following"));
	expect_text(id("s3"), body("/id"));
	expect_text("Rain.", body("/cancel_reason"));
	keep_id("t", body("/series_id"));
	expect_states("ppccc");
	expect(200, as("ann", GET, "/events/%s", id("t")));
	expect_text("cancelled", body("/status"));
	expect(200, as("ann", GET, "/events/%s", id("s")));
	expect_text("published", body("/status"));
	expect_text("FREQ=DAILY;COUNT=2", body("/rrule"));
	work();
	expect_int(0, work_mails("bob@example.org"));
	expect_int(1, work_mails("cat@example.org"));
	cr_expect(strstr(work_mail("cat@example.org"), "Rain."));
}

Test_engines(api_series_state, what_was_cancelled_so_takes_place_again)
{
	given_dates(FIVE);
	expect(200, attend("cat", "s4"));
	expect(200, cancel("s5", "this"));
	expect(200, cancel("s3", "following"));
	expect(200, reinstate("s4", "all"));
	expect_text(id("s4"), body("/id"));
	expect_states("ppppc"); /* the last one was cancelled by itself */
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("s4")));
	expect_text("attending", body("/status"));
	work();
	cr_expect(strstr(work_mail("cat@example.org"), "after all"));
}

Test_engines(api_series_state, a_cancelled_series_may_go_on_from_a_date)
{
	given_dates(FIVE);
	expect(200, cancel("s2", "all"));
	expect_states("ccccc");
	expect(200, reinstate("s3", "following"));
	keep_id("t", body("/series_id"));
	cr_expect(strcmp(id("s"), id("t")) != 0);
	expect_states("ccppp");
	expect(200, attend("bob", "s4"));
}

Test_engines(api_series_state, a_date_and_what_follows_are_removed)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s1"));
	expect(200, attend("cat", "s4"));
	expect(204, as("ann", DELETE, "/events/%s?apply=following", id("s3")));
	for (int i = 3; i <= 5; i++)
		expect(404, as("ann", GET, "/events/%s", id(text("s%d", i))));
	expect_states("pp");
	expect_text(id("s"), body("/series_id"));
	expect(200, as("ann", GET, "/events/%s", id("s")));
	expect_text("FREQ=DAILY;COUNT=2", body("/rrule"));
	work();
	expect_int(2, count_dates("s", ""));
	expect_int(0, work_mails("bob@example.org"));
	expect_int(1, work_mails("cat@example.org"));
	cr_expect(strstr(work_mail("cat@example.org"),
	    text("Of these days: %.10s", at(3 * 24))));
}

Test_engines(api_series_state, nobody_is_told_when_nobody_is_to_be)
{
	given_dates(FIVE);
	expect(200, attend("cat", "s4"));
	expect(200,
	    as("ann", POST, "/events/%s/cancel?apply=following&notify=false",
		id("s4")));
	expect(204, as("ann", DELETE, "/events/%s?apply=following&notify=false",
			id("s2")));
	work();
	expect_int(0, work_mails("cat@example.org"));
}

Test_engines(api_series_state, from_the_first_date_on_is_all)
{
	given_dates(FIVE);
	expect(200, cancel("s1", "following"));
	expect_text(id("s"), body("/series_id"));
	expect_states("ccccc");
	expect(200, reinstate("s1", "following"));
	expect(204, as("ann", DELETE, "/events/%s?apply=following", id("s1")));
	expect(404, as("ann", GET, "/events/%s", id("s")));
	given_dates(FIVE);
	expect(204, as("ann", DELETE, "/events/%s?apply=all", id("s4")));
	expect(404, as("ann", GET, "/events/%s", id("s")));
	expect(404, as("ann", GET, "/events/%s", id("s1")));
}

Test_engines(api_series_state, the_state_is_that_of_what_is_meant)
{
	given_dates(FIVE);
	expect(200, cancel("s2", "this"));
	expect_problem(409, "invalid_transition", reinstate("s2", "following"));
	expect_problem(409, "invalid_transition", reinstate("s2", "all"));
	expect(200, cancel("s2", "all")); /* the series is not, yet */
	expect_problem(409, "invalid_transition", cancel("s2", "all"));
	expect_problem(422, "validation_failed", cancel("s", "following"));
	expect_problem(422, "validation_failed", reinstate("s", "this"));
	expect_problem(422, "validation_failed",
	    as("ann", DELETE, "/events/%s?apply=this", id("s")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/reinstate?apply=all {'end_time': '%s'}",
		id("s2"), at(90)));
	expect_problem(409, "invalid_transition",
	    as("ann", POST,
		"/events/%s/reinstate?apply=all {'start_time': '%s'}", id("s2"),
		at(48)));
	expect(204, as("ann", DELETE, "/events/%s?apply=all", id("s")));
}

Test_engines(api_series_state, a_date_behind_the_end_stands_alone)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s5"));
	expect(200, as("ann", PATCH,
			"/events/%s {'rrule': 'FREQ=DAILY;COUNT=3'}", id("s")));
	expect(200, as("ann", GET, "/events/%s", id("s5")));
	expect_text("cancelled", body("/status"));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/events/%s?apply=following", id("s5")));
	expect(204, as("ann", DELETE, "/events/%s", id("s5")));
}

Test_engines(api_series_state, hosts_cancel_but_do_not_remove)
{
	given_dates(FIVE);
	expect(200, attend("bob", "s"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("s"), id("bob")));
	expect(200,
	    as("bob", POST, "/events/%s/cancel?apply=following", id("s3")));
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/events/%s?apply=following", id("s2")));
	expect_problem(403, "forbidden",
	    as("cat", DELETE, "/events/%s?apply=all", id("s2")));
	expect_problem(403, "forbidden",
	    as("cat", POST, "/events/%s/cancel?apply=all", id("s2")));
}

Test_engines(api_series_state, what_takes_place_again_counts_as_what_is_new)
{
	given_dates(FIVE);
	for (int i = 1; i < APP_EVENT_ROOM_SERIES; i++)
		given_series("other", FIVE);
	/* one more series, but none that has dates ahead */
	expect(200, cancel("s3", "following"));
	expect_problem(403, "forbidden", reinstate("s3", "all"));
	expect(200, cancel("other", "all"));
	expect(200, reinstate("s3", "all"));
	expect_problem(403, "forbidden", reinstate("other", "all"));
}
