/*
 * Answers to a series, which stand for all its dates.
 */
#include "t/api/guest_ask.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* What somebody has answered to a date, as it says itself: "attending standing
 * 2", or "none". */
static char *
answer_to(const char *user, const char *date)
{
	if (as(user, GET, "/events/%s/rsvps/me", id(date)) == 404)
		return text("none");
	return text(
	    "%s %s %s", body("/status"), body("/source"), body("/party_size"));
}

#define expect_answer(expected, user, date) \
	expect_text(expected, answer_to(user, date))

/* A series with its dates d0, d1, ... */
static void
given_dates(const char *more, int n)
{
	given_series("s", more);
	for (int i = 0; i < n; i++)
		keep_id(text("d%d", i), date("s", i));
}

static int
answer_series(const char *user, const char *status, int party)
{
	return as(user, PUT,
	    "/events/%s/rsvps/me {'status': '%s', 'party_size': %d, 'note': "
	    "'Alto'}",
	    id("s"), status, party);
}

static void
begin_first(void)
{
	work_sql("UPDATE event SET start_time = now() - interval '1 minute' "
		 "WHERE id = (SELECT id FROM event WHERE is_open ORDER BY "
		 "start_time LIMIT 1)",
	    "UPDATE event SET start_time = unixepoch() * 1000000 - 60000000 "
	    "WHERE id = (SELECT id FROM event WHERE is_open ORDER BY "
	    "start_time LIMIT 1)");
	work_sql("UPDATE recurrence SET due_at = 'epoch'",
	    "UPDATE recurrence SET due_at = 0");
	work();
}

Test_engines(api_standing, stands_for_the_dates_that_take_answers)
{
	given_dates(FIVE ", \"open_dates\": 2", 3);
	expect(200, answer_series("bob", "attending", 2));
	expect_text("true", body("/is_standing"));
	expect_int(2, body_int("/dates/attending"));
	expect_int(0, body_int("/dates/full"));
	expect_answer("attending standing 2", "bob", "d0");
	expect_text("Alto", body("/note"));
	expect_answer("attending standing 2", "bob", "d1");
	expect_answer("none", "bob", "d2");
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("s")));
	expect_text("api", body("/source"));
	expect(200, as("bob", GET, "/events/%s", id("s")));
	expect_text("attending", body("/my_rsvp/status"));
	expect(200, as("bob", GET, "/users/me/rsvps"));
	expect_int(2, body_count(""));
	expect_text("true", body("/1/is_standing"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("d1")));
	expect_text("standing", body("/0/source"));
}

Test_engines(api_standing, comes_first_when_the_turn_of_a_date_comes)
{
	given_dates(FIVE ", \"open_dates\": 1, \"capacity\": 2", 2);
	expect(200, answer_series("bob", "attending", 1));
	expect(200, answer_series("cat", "attending", 1));
	expect(200, answer_series("dan", "attending", 1));
	expect_int(1, body_int("/dates/full"));
	expect_problem(409, "rsvp_not_open", attend("eve", "d1"));
	begin_first();
	expect_answer("attending standing 1", "bob", "d1");
	expect_answer("attending standing 1", "cat", "d1");
	expect_answer("none", "dan", "d1");
	expect_problem(409, "event_full", attend("eve", "d1"));
}

Test_engines(api_standing, waits_in_the_order_in_which_it_was_given)
{
	static const char *const people[] = { "bob", "cat", "dan", "eve" };

	given_dates(FIVE ", \"open_dates\": 1, \"capacity\": 1, \"waitlist\": "
			 "true",
	    2);
	for (int i = 0; i < 4; i++)
		expect(200, answer_series(people[i], "attending", 1));
	expect_int(1, body_int("/dates/waitlisted"));
	begin_first();
	for (int i = 1; i < 4; i++) {
		expect(200,
		    as(people[i], GET, "/events/%s/waitlist/me", id("d1")));
		expect_int(i, body_int("/position"));
	}
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("s")));
	expect_answer("attending standing 1", "cat", "d1");
	work();
	expect_int(1, work_mails("cat@example.org"));
}

Test_engines(api_standing, comes_behind_others_after_a_refusal)
{
	given_dates(FIVE ", \"open_dates\": 1, \"capacity\": 1, \"waitlist\": "
			 "true",
	    2);
	expect(200, answer_series("bob", "not_attending", 1));
	expect(200, answer_series("cat", "attending", 1));
	expect(200, answer_series("bob", "attending", 1));
	begin_first();
	expect_answer("attending standing 1", "cat", "d1");
	expect_answer("waitlisted standing 1", "bob", "d1");
}

Test_engines(api_standing, gives_way_to_what_is_said_of_a_date)
{
	given_dates(FIVE, 3);
	expect(200, attend_with("bob", "d0", 3));
	expect(200, answer_series("bob", "attending", 1));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("d1")));
	expect_answer("attending api 3", "bob", "d0");
	expect_answer("not_attending api 1", "bob", "d1");
	expect(200, answer_series("bob", "attending", 2));
	expect_int(3, body_int("/dates/attending"));
	expect(200, answer_series("bob", "maybe", 1));
	expect_answer("attending api 3", "bob", "d0");
	expect_answer("not_attending api 1", "bob", "d1");
	expect_answer("maybe standing 1", "bob", "d2");
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("s")));
	expect_answer("attending api 3", "bob", "d0");
	expect_answer("none", "bob", "d2");
	expect(404, as("bob", DELETE, "/events/%s/rsvps/me", id("s")));
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("s")));
}

Test_engines(api_standing, holds_again_when_a_date_has_no_answer_of_its_own)
{
	given_dates(FIVE ", \"capacity\": 3", 2);
	expect(200, answer_series("bob", "attending", 2));
	expect(200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("d0")));
	expect(200, attend("cat", "d0"));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("d0")));
	expect_answer("attending standing 2", "bob", "d0");
	expect(200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("d0")));
	expect(200, attend("dan", "d0"));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("d0")));
	expect_answer("none", "bob", "d0"); /* there is no room any more */
	expect(404, as("bob", DELETE, "/events/%s/rsvps/me", id("d0")));
}

Test_engines(api_standing, waits_where_more_is_asked_for_than_was_held)
{
	given_dates(FIVE ", \"capacity\": 3, \"waitlist\": true", 1);
	expect(200, attend("bob", "d0"));
	expect(200, attend_with("cat", "d0", 1));
	expect(200, answer_series("bob", "attending", 3));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("d0")));
	expect_answer("waitlisted standing 3", "bob", "d0");
	expect(200, answer_series("bob", "attending", 2));
	expect_answer("attending standing 2", "bob", "d0");
}

Test_engines(api_standing, takes_seats_only_where_they_are)
{
	given_dates(FIVE ", \"capacity\": 3", 2);
	expect(200, attend_with("cat", "d0", 2));
	expect(200, answer_series("bob", "attending", 2));
	expect_int(1, body_int("/dates/full"));
	expect_answer("none", "bob", "d0");
	expect(200, answer_series("bob", "attending", 1));
	expect_answer("attending standing 1", "bob", "d0");
	expect(200, answer_series("bob", "attending", 3));
	expect_answer("attending standing 1", "bob", "d0"); /* keeps its own */
	expect_answer("attending standing 3", "bob", "d1");
	expect(200, answer_series("bob", "not_attending", 1));
	expect_answer("not_attending standing 1", "bob", "d0");
	expect(200, attend("dan", "d0"));
	expect(200, attend_with("dan", "d1", 3));
}

Test_engines(api_standing, is_tried_again_where_seats_become_free)
{
	given_dates(FIVE ", \"capacity\": 2, \"open_dates\": 3", 3);
	expect(200, attend_with("bob", "d0", 2));
	expect(200, attend("bob", "d1"));
	expect(200, attend_with("bob", "d2", 2));
	expect(200, answer_series("cat", "attending", 2));
	expect_int(3, body_int("/dates/full"));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("d0")));
	work();
	expect_answer("attending standing 2", "cat", "d0");
	expect_answer("none", "cat", "d1");
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 3}", id("d1")));
	work();
	expect_answer("attending standing 2", "cat", "d1");
	expect(200, as("ann", PATCH, "/events/%s {'waitlist': true}", id("s")));
	work();
	expect_answer("waitlisted standing 2", "cat", "d2");
}

/* One answer to a series makes room for another one. */
Test_engines(api_standing, makes_room_for_others_on_all_dates)
{
	given_dates(FIVE ", \"capacity\": 1, \"open_dates\": 2", 2);
	expect(200, answer_series("bob", "attending", 1));
	expect(200, answer_series("cat", "attending", 1));
	expect_int(2, body_int("/dates/full"));
	expect(200, answer_series("bob", "not_attending", 1));
	work();
	expect_answer("attending standing 1", "cat", "d0");
	expect_answer("attending standing 1", "cat", "d1");
	expect(204, as("cat", DELETE, "/events/%s/rsvps/me", id("s")));
	expect(200, answer_series("bob", "attending", 1));
	expect_answer("attending standing 1", "bob", "d0");
}

Test_engines(api_standing, is_refused_as_an_answer_is)
{
	given_dates(FIVE ", \"max_party\": 2", 1);
	expect_problem(
	    422, "validation_failed", answer_series("bob", "attending", 3));
	expect(404, as("bob", DELETE, "/events/%s/rsvps/me", id("s")));
	expect(200, answer_series("bob", "attending", 1));
	with("If-Match", "\"1\"");
	expect_problem(
	    412, "precondition_failed", answer_series("bob", "attending", 2));
	expect(200, as("ann", POST, "/events/%s/cancel", id("s")));
	expect_problem(
	    409, "rsvp_closed", answer_series("cat", "attending", 1));
	given("t", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'private', "
	    "'rrule': 'FREQ=DAILY;COUNT=5'}",
	    at(18), at(20));
	expect(404,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("t")));
}

Test_engines(api_standing, ends_with_what_it_stands_on)
{
	given_user("bob");
	given_dates(FIVE ", \"open_dates\": 1, \"visibility\": \"private\"", 2);
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("s"), id("bob")));
	expect(200, answer_series("bob", "attending", 1));
	expect(200, attend("bob", "d0"));
	expect(
	    204, as("ann", DELETE, "/events/%s/guests/%s", id("s"), id("bob")));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("d0")));
	expect_int(0, body_count(""));
	begin_first();
	expect(200, as("ann", GET, "/events/%s/rsvps", id("d1")));
	expect_int(0, body_count(""));
}

Test_engines(api_standing, who_is_suspended_comes_to_no_date)
{
	given_dates(FIVE ", \"open_dates\": 1, \"capacity\": 1", 2);
	expect(200, answer_series("bob", "attending", 1));
	given_suspended("bob");
	work();
	expect(200, attend("cat", "d0"));
	given_restored("bob");
	given_session("bob");
	begin_first();
	expect(200, attend("cat", "d1"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("s")));
	expect_text("not_attending", body("/status"));
}

Test_engines(api_standing, who_does_not_see_the_heir_of_a_series_comes_no_more)
{
	given_event("other", .by = "bob"); /* so that ann sees bob */
	given_user("dan");
	given_dates(FIVE ", \"open_dates\": 2, \"capacity\": 1, \"waitlist\": "
			 "true",
	    3);
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("s"), id("dan")));
	expect(200, answer_series("cat", "attending", 1));
	expect(202, attend("dan", "d1"));
	expect(200, answer_series("eve", "maybe", 1));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("s"), id("bob")));
	expect(200, as("ann", POST, "/events/%s/transfer {'user_id': '%s'}",
			id("s"), id("bob")));
	expect_answer("none", "cat", "s");
	expect_answer("none", "cat", "d0");
	expect_answer("attending api 1", "dan", "d1");
	expect_answer("maybe standing 1", "eve", "d1");
}

Test_engines(api_standing, is_given_by_the_link_of_a_mail)
{
	char *token;

	given_dates(FIVE ", \"open_dates\": 2", 1);
	expect(200, as("ann", POST,
			"/events/%s/invites {'emails': ['gus@else.example']}",
			id("s")));
	token = token_mailed("gus@else.example");
	expect(200, anonymous(PATCH,
			"/guest-rsvps/%s {'status': 'attending', 'first_name': "
			"'Gus', 'last_name': 'Guest'}",
			token));
	expect_int(2, body_int("/dates/attending"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("d0")));
	expect_text(token, token_mailed("gus@else.example"));
	expect_int(2, work_mails("gus@else.example"));
	expect(204, anonymous(DELETE, "/guest-rsvps/%s", token));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("d0")));
	expect_int(0, body_count(""));
}

Test_engines(api_standing, a_host_who_removes_somebody_ends_it)
{
	given_dates(FIVE ", \"open_dates\": 1", 2);
	expect(200, answer_series("bob", "attending", 1));
	expect(
	    204, as("ann", DELETE, "/events/%s/rsvps/%s", id("s"), id("bob")));
	expect_answer("none", "bob", "d0");
	expect_problem(403, "forbidden", answer_series("bob", "attending", 1));
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/events/%s/rsvps/me", id("s")));
	expect_problem(403, "forbidden", attend("bob", "d0"));
	begin_first();
	expect_answer("none", "bob", "d1");
	expect_int(1, work_mails("bob@example.org"));
}

Test_engines(api_standing, a_host_gives_it_in_place_of_somebody)
{
	given_dates(FIVE ", \"max_party\": 2", 2);
	expect(200, answer_series("bob", "attending", 1));
	expect(
	    204, as("ann", DELETE, "/events/%s/rsvps/%s", id("s"), id("bob")));
	expect_problem(422, "validation_failed",
	    as("ann", PUT,
		"/events/%s/rsvps/%s {'status': 'attending', 'party_size': 3}",
		id("s"), id("bob")));
	expect(200, as("ann", PUT,
			"/events/%s/rsvps/%s {'status': 'attending', "
			"'party_size': 2}",
			id("s"), id("bob")));
	expect_text("host", body("/source"));
	expect_int(5, body_int("/dates/attending"));
	expect_answer("attending standing 2", "bob", "d1");
	expect_text("Alto", body("/note"));
	expect(200, answer_series("bob", "maybe", 1));
	expect_problem(403, "forbidden",
	    as("cat", PUT, "/events/%s/rsvps/%s {'status': 'maybe'}", id("s"),
		id("bob")));
}

Test_engines(api_standing, what_took_no_answers_for_a_while_gets_them)
{
	given_dates(FIVE ", \"capacity\": 1, \"waitlist\": true", 3);
	expect(200, attend("cat", "d1"));
	expect(202, attend("dan", "d1"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("d0")));
	expect(200, answer_series("bob", "attending", 1));
	expect_answer("none", "bob", "d0");
	expect(200, as("ann", POST, "/events/%s/reinstate", id("d0")));
	work();
	expect_answer("attending standing 1", "bob", "d0");
	expect(200, as("ann", POST, "/events/%s/cancel", id("s")));
	expect(204, as("cat", DELETE, "/events/%s/rsvps/me", id("d1")));
	expect(200, as("ann", POST, "/events/%s/reinstate", id("s")));
	expect_answer("attending api 1", "dan", "d1");
	expect_answer("waitlisted standing 1", "bob", "d1");
}

Test_engines(api_standing, a_date_waits_until_its_space_is_open_again)
{
	given("c", "ann", "/clusters {'name': 'c'}");
	given_dates(
	    text(FIVE ", \"open_dates\": 1, \"cluster_id\": \"%s\"", id("c")),
	    2);
	expect(200, answer_series("bob", "attending", 1));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	begin_first();
	expect(200, as("ann", POST, "/clusters/%s/reopen", id("c")));
	expect_answer("none", "bob", "d1");
	expect_problem(409, "rsvp_not_open", attend("eve", "d1"));
	work();
	expect_answer("attending standing 1", "bob", "d1");
	expect(200, attend("eve", "d1"));
}

Test_engines(api_standing, comes_to_a_date_that_takes_answers_for_longer)
{
	given_dates(FIVE ", \"open_dates\": 1", 2);
	expect(200, answer_series("bob", "attending", 1));
	expect(200, as("ann", PATCH, "/events/%s {'rsvp_closes_before': 4000}",
			id("d1")));
	begin_first();
	expect_answer("none", "bob", "d1");
	expect(200, as("ann", PATCH, "/events/%s {'rsvp_closes_before': 60}",
			id("d1")));
	work();
	expect_answer("attending standing 1", "bob", "d1");
}

/* Everybody called x has answered the one series that there is. */
#define ALL_ANSWER(time)                                                     \
	"INSERT INTO rsvp (event_id, user_id, status, party_size, passed, "  \
	"created_at, updated_at, version, is_standing) SELECT e.id, u.id, "  \
	"'attending', 1, 0, " time ", " time ", 1, TRUE FROM event e, "      \
	"(SELECT id, row_number() OVER () AS i FROM users WHERE first_name " \
	"= 'x') AS u WHERE e.is_series"

Test_engines(api_standing, many_take_their_turn_page_by_page)
{
	enum { MANY = 501 };

	given_dates(FIVE ", \"open_dates\": 1", 2);
	work_people(MANY);
	work_sql(ALL_ANSWER("now() + i * interval '1 microsecond'"),
	    ALL_ANSWER("i"));
	begin_first();
	expect(200, as("ann", GET, "/events/%s", id("d1")));
	expect_int(MANY, body_int("/spots_taken"));
	expect_text("true", body("/is_open"));
}
