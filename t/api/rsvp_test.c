/*
 * Answers to events: their seats, and who sees what.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"

#include <string.h>

#include "base/clock.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"

#include "base/banned.h"

static void
expect_seats(const char *event, int taken, int left)
{
	expect(200, as("ann", GET, "/events/%s", id(event)));
	expect_int(taken, body_int("/spots_taken"));
	expect_int(left, body_int("/spots_left"));
}

Test_engines(api_rsvp, the_last_seat_is_taken_once)
{
	given_event("e", .capacity = 1);
	expect(200, attend("bob", "e"));
	expect_text("attending", body("/status"));
	expect_text("null", body("/position"));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_problem(409, "event_full", attend("cat", "e"));
	expect_text("No spots left.", body("/detail"));
	expect(404, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_seats("e", 1, 0);
	expect(200, attend("bob", "e"));
	expect_seats("e", 1, 0);
}

/* As somebody tries who read the event before. */
static int64_t
seats_taken_now(const char *event_name)
{
	struct event_id event;
	struct user_id bob = given_user_id("bob");
	int64_t now = clock_now_us(), seated, n;

	cr_assert(uuid_parse(id(event_name), &event.v));
	cr_assert(q_seats_take(given_db(), .event = event, .viewer = bob,
		      .seats = 1, .now = now, &seated) == ERR_OK);
	cr_assert(db_exec(given_db(),
		      Q_rsvp_add_seated(.event = event, .viewer = bob,
			  .seats = 1, .note = NULL, .now = now, .version = 1,
			  .source = RSVP_SOURCE_API),
		      &n) == ERR_OK);
	return seated + n;
}

Test_engines(api_rsvp, a_seat_is_given_by_what_the_event_is_now)
{
	given_event("open", .capacity = 3);
	cr_expect(seats_taken_now("open") == 2);
	given_event("cancelled", .capacity = 3);
	expect(200, as("ann", POST, "/events/%s/cancel", id("cancelled")));
	cr_expect(seats_taken_now("cancelled") == 0);
	expect_seats("cancelled", 0, 3);
	given_event("private", .capacity = 3, .is_private = true);
	cr_expect(seats_taken_now("private") == 0);
	given_event("over", .capacity = 3, .starts_in_h = -5);
	cr_expect(seats_taken_now("over") == 0);
	given_event("closed", .capacity = 3);
	expect(200, as("ann", PATCH,
			"/events/%s {'rsvp_closes_at': '2020-01-01T00:00:00Z'}",
			id("closed")));
	cr_expect(seats_taken_now("closed") == 0);
}

Test_engines(api_rsvp, a_changed_mind_frees_the_seat)
{
	given_event("e", .capacity = 2);
	expect(200, attend_with("bob", "e", 2));
	expect_seats("e", 2, 0);
	expect(200, decline("bob", "e"));
	expect_seats("e", 0, 2);
	expect(200, attend("bob", "e"));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect_seats("e", 0, 2);
	expect(200, attend("bob", "e"));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_seats("e", 0, 2);
	expect(404, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
}

Test_engines(api_rsvp, parties_take_as_many_seats)
{
	given_event("e", .capacity = 5);
	expect(200, attend_with("bob", "e", 3));
	expect_problem(409, "event_full", attend_with("cat", "e", 3));
	expect(200, attend_with("cat", "e", 2));
	expect_problem(409, "event_full", attend_with("bob", "e", 4));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_int(3, body_int("/party_size"));
	expect(200, attend("bob", "e"));
	expect_seats("e", 3, 2);
	expect_problem(422, "validation_failed", attend_with("dan", "e", 0));
	expect_problem(422, "validation_failed", attend_with("dan", "e", 51));
}

Test_engines(api_rsvp, without_a_capacity_everybody_comes)
{
	given_event("e");
	expect(200, attend_with("bob", "e", 50));
	expect(200, attend_with("cat", "e", 50));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(100, body_int("/spots_taken"));
	expect_text("null", body("/spots_left"));
}

/* Two requests of one person may both have read that they attend or wait. */
Test_engines(api_rsvp, nobody_frees_what_they_do_not_have)
{
	struct q_seats_move_in in = { .taken = -1 };
	int64_t n;

	given_event("e", .capacity = 1, .waitlist = true);
	cr_assert(uuid_parse(id("e"), &in.event.v));
	cr_expect(q_seats_move_with(given_db(), &in, &n) == ERR_OK && n == 0);
	in.taken = 0;
	in.waiting = -1;
	cr_expect(q_seats_move_with(given_db(), &in, &n) == ERR_OK && n == 0);
}

Test_engines(api_rsvp, closes_when_it_says)
{
	given_event(
	    "e", .more = text(", 'rsvp_closes_at': '%s'", in_seconds(-60)));
	expect_problem(409, "rsvp_closed", attend("bob", "e"));
	given_event("d", .draft = true);
	expect_problem(409, "rsvp_closed", attend("ann", "d"));
}

Test_engines(api_rsvp, a_note_is_for_the_organizer)
{
	given_event("e");
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me "
			"{'status': 'attending', 'note': 'vegan, please'}",
			id("e")));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_text("vegan, please", body("/0/note"));
	expect(200, as("cat", GET, "/events/%s/rsvps", id("e")));
	expect_int(1, body_count(""));
	cr_expect(!response_contains("vegan"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("vegan, please", body("/note"));
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me "
			"{'status': 'attending', 'note': null}",
			id("e")));
	expect_text("null", body("/note"));
}

Test_engines(api_rsvp, others_see_who_attends_and_no_more)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect(200, decline("dan", "e"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(3, body_count(""));
	expect(
	    200, as("ann", GET, "/events/%s/rsvps?status=waitlisted", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("cat"), body("/0/user_id"));
	expect_text("Cat", body("/0/user/first_name"));
	expect(200, as("eve", GET, "/events/%s/rsvps", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("bob"), body("/0/user_id"));
	expect(
	    200, as("eve", GET, "/events/%s/rsvps?status=attending", id("e")));
	expect_problem(403, "forbidden",
	    as("eve", GET, "/events/%s/rsvps?status=waitlisted", id("e")));
	expect_text("You may not manage events of others (events.manage).",
	    body("/detail"));
	given_admin("root");
	expect(200, as("root", GET, "/events/%s/rsvps", id("e")));
	expect_int(3, body_count(""));
	expect(200, as("ann", GET, "/events/%s/rsvps?limit=2", id("e")));
	expect_int(2, body_count(""));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
}

Test_engines(api_rsvp, mine_are_listed_with_their_events)
{
	const char *soon_end, *late_start;

	given_event("late", .title = "Late", .starts_in_h = 50);
	given_event("soon", .title = "Soon", .starts_in_h = 5);
	expect(200, attend("bob", "late"));
	expect(200, decline("bob", "soon"));
	expect(200, as("bob", GET, "/users/me/rsvps"));
	expect_int(2, body_count(""));
	expect_text("Soon", body("/0/event/title"));
	expect_text("not_attending", body("/0/status"));
	expect_text("Late", body("/1/event/title"));
	soon_end = body("/0/event/end_time");
	late_start = body("/1/event/start_time");
	expect(200, as("bob", GET, "/users/me/rsvps?status=attending"));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/users/me/rsvps?from=%s", soon_end));
	expect_int(1, body_count(""));
	expect_text("Late", body("/0/event/title"));
	expect(200, as("bob", GET, "/users/me/rsvps?from=%s", late_start));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/users/me/rsvps?limit=1"));
	expect_text("Soon", body("/0/event/title"));
	expect(200, as("bob", GET, "/%s", next_page()));
	expect_text("Late", body("/0/event/title"));
	cr_expect(!next_page());
	expect(200, as("ann", GET, "/users/me/rsvps"));
	expect_int(0, body_count(""));
}

Test_engines(api_rsvp, who_was_let_in_keeps_seeing_a_private_event)
{
	given_event("e", .more = ", 'tags': ['x']");
	expect(200, attend("bob", "e"));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(404, attend("cat", "e"));
}

Test_engines(api_rsvp, an_event_that_is_over_takes_no_rsvp)
{
	given("e", "ann",
	    "/events {'title': 'Past', 'start_time': '%s', 'end_time': '%s'}",
	    in_hours(-3), in_hours(-1));
	expect_problem(409, "rsvp_closed", attend("bob", "e"));
}

Test_engines(api_rsvp, an_rsvp_is_the_callers_own)
{
	given_user("cat");
	given_event("e", .capacity = 1, .waitlist = true);
	given_event("f", .capacity = 1);
	expect(200, attend("bob", "e"));
	expect(202,
	    as("dan", PUT,
		"/events/%s/rsvps/me {'status': 'attending', 'user_id': '%s', "
		"'event_id': '%s', 'position': 0, 'passed': 9, "
		"'queued_at': '2000-01-01T00:00:00Z', 'version': 1}",
		id("e"), id("cat"), id("f")));
	expect_text(id("dan"), body("/user_id"));
	expect_text(id("e"), body("/event_id"));
	expect_int(1, body_int("/position"));
	expect(404, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_problem(422, "validation_failed",
	    as("cat", PUT, "/events/%s/rsvps/me {'status': 'waitlisted'}",
		id("e")));
}

/* Else somebody who read the old RSVP could write over the new one. */
Test_engines(api_rsvp, an_rsvp_given_again_is_another_version)
{
	char *first;

	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	first = header("ETag");
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect(200, attend("bob", "e"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	cr_expect(!str_eq(first, header("ETag")), "%s again", first);
	with("If-None-Match", first);
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
}

Test_engines(api_rsvp, a_stale_if_match_changes_no_rsvp)
{
	char *old;

	given_event("e", .capacity = 2);
	with("If-Match", "*");
	expect_problem(412, "precondition_failed", attend("bob", "e"));
	expect_seats("e", 0, 2);
	expect(200, attend("bob", "e"));
	old = header("ETag");
	with("If-Match", old);
	expect(200, attend_with("bob", "e", 2));
	with("If-Match", old);
	expect_problem(412, "precondition_failed", attend("bob", "e"));
	with("If-Match", old);
	expect_problem(412, "precondition_failed",
	    as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_seats("e", 2, 0);
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	with("If-Match", header("ETag"));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_seats("e", 0, 2);
	given_event("hidden", .draft = true);
	with("If-Match", "*");
	expect_problem(404, "not_found", attend("bob", "hidden"));
}

Test_engines(api_rsvp, if_none_match_any_makes_a_first_response_only)
{
	given_event("e", .capacity = 2);
	with("If-None-Match", "*");
	expect(200, attend("bob", "e"));
	with("If-None-Match", "*");
	expect_problem(412, "precondition_failed", attend_with("bob", "e", 2));
	with("If-None-Match", "*");
	expect_problem(412, "precondition_failed",
	    as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_seats("e", 1, 1);
	with("If-None-Match", "\"1.a\"");
	expect(200, attend_with("bob", "e", 2));
	expect_seats("e", 2, 0);
}

Test_engines(api_rsvp, a_party_is_as_large_as_the_event_says)
{
	given_event("e", .more = text(", 'max_party': 2"));
	expect_int(2, body_int("/max_party"));
	expect_problem(422, "validation_failed", attend_with("bob", "e", 3));
	expect_text("maximum", error_at("/party_size"));
	expect(200, attend_with("bob", "e", 2));
	expect(200, as("ann", PATCH, "/events/%s {'max_party': 1}", id("e")));
	expect(200, attend_with("bob", "e", 2)); /* larger ones stay */
	expect_problem(422, "validation_failed", attend_with("bob", "e", 3));
	expect_problem(422, "validation_failed",
	    as("ann", PUT,
		"/events/%s/rsvps/%s {'status': 'maybe', 'party_size': 3}",
		id("e"), id("bob")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'max_party': 51}", id("e")));
}

/* How many the viewer sees, -1: the list is not for them. */
static int
attendees(const char *viewer)
{
	int status = as(viewer, GET, "/events/%s/rsvps", id("e"));

	return status == 200 ? body_count("") : -1;
}

static void
show_to(const char *whom)
{
	expect(200, as("ann", PATCH, "/events/%s {'attendee_list': '%s'}",
			id("e"), whom));
	expect_text(whom, body("/attendee_list"));
}

/* Bob and cat come, dan may; eve did not answer. Nobody is seen otherwise. */
Test_engines(api_rsvp, who_comes_is_shown_as_the_organizer_wants_it)
{
	static const struct {
		const char *whom;
		int bob, dan, eve, door;
	} rows[] = {
		{ "everyone", 2, 2, 2, 2 },
		{ "attending", 2, -1, -1, 2 },
		{ "hosts", -1, -1, -1, 2 },
	};

	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, attend("cat", "e"));
	expect(200,
	    as("dan", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect(200, as("door", PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("e")));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'door'}",
			id("e"), id("door")));
	for (size_t i = 0; i < N_OF(rows); i++) {
		show_to(rows[i].whom);
		expect_int(rows[i].bob, attendees("bob"));
		expect_int(rows[i].dan, attendees("dan"));
		expect_int(rows[i].eve, attendees("eve"));
		expect_int(rows[i].door, attendees("door"));
		expect_int(4, attendees("ann"));
		/* who may not list somebody's answer does not see them by it */
		expect(rows[i].bob < 0 ? 404 : 200,
		    as("bob", GET, "/users/%s", id("cat")));
		expect(rows[i].eve < 0 ? 404 : 200,
		    as("eve", GET, "/users/%s", id("cat")));
		expect(200, as("door", GET, "/users/%s", id("cat")));
		expect(200, as("ann", GET, "/users/%s", id("dan")));
	}
	/* what is left out of a replacement is as at first */
	expect(200, as("ann", PUT,
			"/events/%s {'title': 'x', 'start_time': '%s', "
			"'end_time': '%s'}",
			id("e"), in_hours(1), in_hours(2)));
	expect_text("everyone", body("/attendee_list"));
	expect_int(50, body_int("/max_party"));
}
