/*
 * What an event says of answers holds for its seats: when they are held, and
 * once more when they are confirmed.
 */
#include "t/api/guest_ask.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"

#include "base/banned.h"

static void
given_type(const char *event)
{
	given("type", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free', "
	    "'per_person_max': 2}",
	    id(event));
}

static int
hold(const char *user, const char *event)
{
	return as(user, POST,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id(event), id("type"));
}

/* By bob, before what decides. */
static void
given_hold(const char *event)
{
	given_type(event);
	expect(201, hold("bob", event));
	keep("hold");
}

static void
expect_refused(int status, const char *code, const char *event)
{
	expect_problem(status, code,
	    as("bob", POST, "/reservations/%s/confirm", id("hold")));
	expect_problem(status, code, hold("bob", event));
}

Test_engines(api_reservation_sight, who_was_removed_has_no_seat)
{
	given_event("e");
	expect(200, attend("bob", "e"));
	keep_id("bob", body("/user_id"));
	given_hold("e");
	expect(
	    204, as("ann", DELETE, "/events/%s/rsvps/%s", id("e"), id("bob")));
	expect_refused(403, "forbidden", "e");
}

Test_engines(api_reservation_sight, where_answers_end_seats_do)
{
	given_event("e");
	given_hold("e");
	expect(200, as("ann", PATCH,
			"/events/%s {'rsvp_closes_at': '2020-01-01T00:00:00Z'}",
			id("e")));
	expect_refused(409, "rsvp_closed", "e");
}

Test_engines(api_reservation_sight, who_is_banned_confirms_nothing)
{
	given_user("bob");
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	given_hold("e");
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_refused(403, "banned", "e");
}

Test_engines(api_reservation_sight, a_date_that_is_not_open_yet_has_no_seats)
{
	given_series("s", FIVE ", \"open_dates\": 2");
	keep_id("second", date("s", 1));
	given_hold("second");
	work_sql("UPDATE event SET is_open = FALSE WHERE series_id IS NOT NULL",
	    "UPDATE event SET is_open = FALSE WHERE series_id IS NOT NULL");
	expect_refused(409, "rsvp_not_open", "second");
}

/* Somebody without an account, who may come; what opens their answer. */
static char *
given_guest(const char *email)
{
	expect(202, ask_for("e", email, "maybe", 1));
	expect(200, anonymous(POST, "/guest-rsvps/confirm {'token': '%s'}",
			token_mailed(email)));
	return body("/token");
}

/* An answer alone is none where seats are had by tickets. */
Test_engines(api_reservation_sight, who_only_answers_needs_a_ticket)
{
	char *guest, *new;

	given_open_event();
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	keep_id("bob", body("/user_id"));
	guest = given_guest("eva@example.org");
	expect(202, ask("gus@example.org"));
	new = token_mailed("gus@example.org");
	given_type("e");
	expect_problem(409, "ticket_required",
	    anonymous(POST, "/guest-rsvps/confirm {'token': '%s'}", new));
	expect_problem(409, "ticket_required",
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'attending'}", guest));
	expect_problem(409, "ticket_required",
	    as("bob", POST, "/rsvp/ {'event_id': '%s', 'status': 'attending'}",
		id("e")));
	expect_problem(409, "ticket_required",
	    as("ann", PUT, "/events/%s/rsvps/%s {'status': 'attending'}",
		id("e"), id("bob")));
}

Test_engines(api_reservation_sight, nobody_waits_for_more_than_they_may_have)
{
	given_event("e", .capacity = 1, .waitlist = true);
	given_hold("e");
	expect_problem(409, "limit_per_person",
	    as("cat", PUT,
		"/events/%s/rsvps/me {'status': 'attending', 'party_size': 3, "
		"'ticket_type_id': '%s'}",
		id("e"), id("type")));
}

Test_engines(api_reservation_sight, what_is_known_is_not_told_again)
{
	given_event("e");
	given_hold("e");
	expect(200, as("bob", GET, "/reservations/%s", id("hold")));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "/reservations/%s", id("hold")));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/reservations/%s/mark-refunded", id("hold")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/reservations/%s/mark-refunded", id("hold")));
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("hold")));
	expect(200, as("bob", GET, "/users/me/tickets"));
	keep_id("ticket", body("/0/id"));
	expect(200, as("bob", GET, "/tickets/%s", id("ticket")));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "/tickets/%s", id("ticket")));
}
