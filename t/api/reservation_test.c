/*
 * Seats that are held, confirmed, paid and given back.
 */
#include <string.h>

#include "t/api/hold_age.h"
#include "t/api/invariants.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* An event with a free type of three and one that costs, of which three are
 * given back until an hour before. */
static void
given_tickets(int capacity)
{
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	given_event("e", .capacity = capacity, .waitlist = true);
	given("free", "ann",
	    "/events/%s/ticket-types {'name': 'Free', 'payment_type': 'free', "
	    "'event_capacity': 3, 'per_person_max': 2}",
	    id("e"));
	given("paid", "ann",
	    "/events/%s/ticket-types {'name': 'Paid', 'payment_type': 'paid', "
	    "'price': '7.5', 'event_capacity': 3, 'refundable_before': 1}",
	    id("e"));
}

static int
reserve(const char *user, const char *type, int n, const char *confirm)
{
	int status = as(user, POST,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': %d}], 'confirm': %s}",
	    id("e"), id(type), n, confirm);

	if (status == 201)
		keep(text("r %s", user));
	return status;
}

static int
buy(const char *user, int n)
{
	return reserve(user, "free", n, "true");
}

static int
confirm(const char *user)
{
	char *reservation = body("/id");

	return as(user, POST, "/reservations/%s/confirm", reservation);
}

static void
expect_taken(int n)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(n, body_int("/spots_taken"));
	expect_invariants();
}

static void
expect_answer(const char *user, const char *status, int party)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	expect_text(status, body("/status"));
	expect_int(party, body_int("/party_size"));
}

static void
expect_status(const char *user, const char *of, const char *status)
{
	expect(200, as(user, GET, "/reservations/%s", of));
	expect_text(status, body("/status"));
}

Test_engines(api_reservation, what_is_paid_for_does_not_go)
{
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	given_event("e");
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'paid', "
	    "'price': '5'}",
	    id("e"));
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("t"));
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r")));
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r")));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/events/%s", id("e")));
	expect(204, as("ann", DELETE, "/reservations/%s", id("r")));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/events/%s", id("e")));
	expect(200, as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
}

Test_engines(api_reservation, what_costs_nothing_is_had_at_once)
{
	given_tickets(5);
	expect_problem(409, "ticket_required", attend("bob", "e"));
	expect(201, buy("bob", 2));
	expect_text("confirmed", body("/status"));
	expect_text("0.00", body("/total"));
	expect_int(2, body_int("/items/0/quantity"));
	expect_answer("bob", "attending", 2);
	expect_taken(2);
	expect_problem(409, "ticket_required",
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		id("e")));
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me {'status': 'attending', "
			"'party_size': 2, 'note': 'hi'}",
			id("e")));
	expect(200, as("bob", GET, "/users/me/reservations"));
	expect_int(1, body_count(""));
}

Test_engines(api_reservation, a_hold_is_confirmed_or_replaced)
{
	given_tickets(5);
	expect(201, reserve("bob", "free", 1, "false"));
	expect_text("held", body("/status"));
	keep_id("first", body("/id"));
	expect_taken(1);
	expect(201, reserve("bob", "free", 2, "false"));
	expect_taken(2);
	expect_status("bob", id("first"), "cancelled");
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r bob")));
	expect_text("confirmed", body("/status"));
	expect_taken(2);
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/reservations/%s/confirm", id("r bob")));
	expect_problem(409, "limit_per_person", buy("bob", 1));
}

Test_engines(api_reservation, what_is_not_had_is_refused)
{
	given_tickets(5);
	expect(201, buy("bob", 2));
	expect_problem(409, "sold_out", buy("cat", 2));
	expect_int(1, body_int("/left"));
	expect(200, as("ann", PATCH,
			"/ticket-types/%s {'sales_closes_at': "
			"'2020-01-01T00:00:00Z'}",
			id("free")));
	expect_problem(409, "sales_closed", buy("cat", 1));
	expect(200,
	    as("ann", PATCH, "/ticket-types/%s {'hidden': true}", id("free")));
	expect_problem(422, "validation_failed", buy("cat", 1));
	expect_problem(422, "validation_failed",
	    as("cat", POST,
		"/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
		"'quantity': 1, 'price': '1'}]}",
		id("e"), id("paid")));
	expect_problem(422, "validation_failed",
	    as("cat", POST,
		"/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
		"'quantity': 1}, {'ticket_type_id': '%s', 'quantity': 1}]}",
		id("e"), id("paid"), id("paid")));
	expect_taken(2);
}

Test_engines(api_reservation, what_is_held_is_dead_when_its_time_is)
{
	given_tickets(2);
	expect(201, reserve("bob", "free", 2, "false"));
	expect_problem(409, "sold_out", buy("cat", 1));
	let_holds_die();
	expect_status("bob", id("r bob"), "expired");
	expect_problem(410, "reservation_expired",
	    as("bob", POST, "/reservations/%s/confirm", id("r bob")));
	expect(201, buy("cat", 1)); /* no worker has run */
	expect_taken(1);
	expect_problem(410, "reservation_expired",
	    as("bob", POST, "/reservations/%s/confirm", id("r bob")));
}

static int
wait_for(const char *user, const char *type)
{
	return as(user, PUT,
	    "/events/%s/rsvps/me {'status': 'attending', 'ticket_type_id': "
	    "'%s'}",
	    id("e"), id(type));
}

static void
keep_offer(const char *user)
{
	expect(200, as(user, GET, "/users/me/reservations"));
	expect_text("true", body("/0/is_offer"));
	keep_id(text("r %s", user), body("/0/id"));
}

Test_engines(api_reservation, who_waits_is_offered_what_becomes_free)
{
	given_tickets(9);
	expect_problem(409, "ticket_required", wait_for("dan", "free"));
	expect(201, buy("bob", 2));
	expect(201, buy("cat", 1));
	expect(202, wait_for("dan", "free"));
	expect(202, wait_for("eve", "free"));
	expect(200, as("dan", GET, "/events/%s/waitlist/me", id("e")));
	expect_text("type_full", body("/reason"));
	expect(201, reserve("fay", "paid", 1, "false")); /* another type */
	expect(204, as("cat", DELETE, "/reservations/%s", id("r cat")));
	expect_answer("dan", "offered", 1);
	expect_answer("eve", "waitlisted", 1);
	cr_expect(jobs_with("seat_offered", id("dan")) == 1);
	expect_problem(409, "sold_out", buy("gus", 1));
	keep_offer("dan");
	expect(200, as("dan", POST, "/reservations/%s/confirm", id("r dan")));
	expect_answer("dan", "attending", 1);
	expect_taken(4);
}

/* To dan, of the seat that cat gives up; eve is next. */
static void
given_offer(void)
{
	given_tickets(9);
	expect(201, buy("bob", 2));
	expect(201, buy("cat", 1));
	expect(202, wait_for("dan", "free"));
	expect(202, wait_for("eve", "free"));
	expect(204, as("cat", DELETE, "/reservations/%s", id("r cat")));
}

Test_engines(api_reservation, an_offer_goes_on_when_its_time_is_over)
{
	given_offer();
	let_holds_die();
	work();
	expect_answer("dan", "not_attending", 1);
	expect_answer("eve", "offered", 1);
	cr_expect(work_mails("dan@example.org") == 2); /* offered, and over */
	expect(200,
	    as("eve", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect_answer("eve", "maybe", 1);
	expect_taken(2);
}

/* What dan, to whom a seat is offered, or somebody who runs the event does with
 * it; the status that it answers with and the answer that follows; whether the
 * seat goes on to eve. */
static const struct {
	const char *who, *method, *request; /* $d is dan, $t the type, $r the
					       reservation */
	int status;
	const char *to; /* NULL: none */
	bool goes_on;
} offers[] = {
	{ "dan", PUT,
	    "/events/$e/rsvps/me {\"status\": \"attending\", "
	    "\"ticket_type_id\": \"$t\"}",
	    409, "offered", false },
	{ "dan", PUT, "/events/$e/rsvps/me {\"status\": \"maybe\"}", 200,
	    "maybe", true },
	{ "dan", PUT, "/events/$e/rsvps/me {\"status\": \"not_attending\"}",
	    200, "not_attending", true },
	{ "dan", DELETE, "/events/$e/rsvps/me", 204, NULL, true },
	{ "dan", POST, "/reservations/$r/confirm", 200, "attending", false },
	{ "dan", DELETE, "/reservations/$r", 204, "not_attending", true },
	{ "ann", PUT, "/events/$e/rsvps/$d {\"status\": \"maybe\"}", 200,
	    "maybe", true },
	{ "ann", PUT, "/events/$e/rsvps/$d {\"status\": \"not_attending\"}",
	    200, "not_attending", true },
	{ "ann", DELETE, "/events/$e/rsvps/$d", 204, "removed", true },
};

static const char *
with_ids(const char *request)
{
	char *out = text("%s", "");

	for (const char *p = request; *p; p++)
		out = *p != '$' ? text("%s%c", out, *p)
				: text("%s%s", out,
				      id(*++p == 'e'  ? "e"
					  : *p == 'd' ? "dan"
					  : *p == 't' ? "free"
						      : "r dan"));
	return out;
}

static void
try_offer(size_t i)
{
	int status;

	given_offer();
	keep_offer("dan");
	status = as(
	    offers[i].who, offers[i].method, "%s", with_ids(offers[i].request));
	cr_expect(status == offers[i].status, "%zu: %d: %s", i, status,
	    response()->body);
	status = as("dan", GET, "/events/%s/rsvps/me", id("e"));
	expect_text(offers[i].to ? offers[i].to : "(none)",
	    status == 200 ? body("/status") : "(none)");
	expect_answer("eve", offers[i].goes_on ? "offered" : "waitlisted", 1);
	expect_taken(3);
}

Test_engines(api_reservation, each_move_of_an_offer_leads_where_the_table_says)
{
	for (size_t i = 0; i < N_OF(offers); i++)
		try_offer(i);
}

static void
given_unpaid(const char *user, int n)
{
	expect(201, reserve(user, "paid", n, "true"));
	expect_text("held", body("/status"));
	expect(200, confirm(user));
	expect_text("awaiting_payment", body("/status"));
}

Test_engines(api_reservation, what_costs_something_is_paid_to_who_sells_it)
{
	given_tickets(9);
	given_unpaid("bob", 2);
	expect_text("15.00", body("/total"));
	expect_text("To account 7", body("/instructions"));
	expect_int(8, (int)strlen(body("/reference")));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/reservations/%s/mark-paid", id("r bob")));
	expect(200,
	    as("ann", GET, "/events/%s/reservations?status=awaiting_payment",
		id("e")));
	expect_int(1, body_count(""));
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r bob")));
	expect_text("confirmed", body("/status"));
	expect_answer("bob", "attending", 2);
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/reservations/%s/mark-paid", id("r bob")));
	expect(204, as("bob", DELETE, "/reservations/%s", id("r bob")));
	expect_status("bob", id("r bob"), "refund_due");
	expect_taken(0);
	expect(200,
	    as("ann", POST, "/reservations/%s/mark-refunded", id("r bob")));
	expect_text("refunded", body("/status"));
	work();
	cr_expect(strstr(work_mail("bob@example.org"), "Paid back"));
}

Test_engines(api_reservation, what_is_paid_late_is_had_if_there_are_seats)
{
	given_tickets(9);
	given_unpaid("bob", 1);
	given_unpaid("cat", 3 - 1);
	let_holds_die();
	work();
	expect_status("bob", id("r bob"), "expired");
	given_unpaid("dan", 1);
	expect(201, as("cat", POST,
			"/events/%s/reservations {'items': "
			"[{'ticket_type_id': '%s', 'quantity': 1}]}",
			id("e"), id("free")));
	keep_id("another", body("/id"));
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r cat")));
	expect_text("confirmed", body("/status"));
	expect_status("cat", id("another"), "cancelled");
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r bob")));
	expect_text("refund_due", body("/status"));
	expect_taken(3);
	cr_expect(jobs_with("refund_due", id("bob")) == 1);
}

Test_engines(api_reservation, nothing_is_paid_where_nobody_says_how)
{
	given_tickets(9);
	api_set("PAYMENT_INSTRUCTIONS", "");
	expect(201, reserve("bob", "paid", 1, "false"));
	expect_problem(503, "provider_unavailable", confirm("bob"));
	expect(201, reserve("bob", "paid", 1, "false"));
	given_moved("e", "ann", 1, 3);
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	expect_problem(409, "sales_closed",
	    as("bob", POST, "/reservations/%s/confirm", id("r bob")));
}

static void
given_paid(const char *user)
{
	given_unpaid(user, 1);
	expect(200, as("ann", POST, "/reservations/%s/mark-paid",
			id(text("r %s", user))));
}

Test_engines(api_reservation, it_is_given_back_until_the_type_says_so)
{
	given_tickets(9);
	given_paid("bob");
	given_paid("cat");
	expect(200,
	    as("ann", PATCH, "/ticket-types/%s {'refundable_before': null}",
		id("paid")));
	expect_problem(409, "not_refundable",
	    as("bob", DELETE, "/reservations/%s", id("r bob")));
	expect(200, decline("bob", "e")); /* and gets nothing back */
	expect_status("bob", id("r bob"), "cancelled");
	expect(
	    204, as("ann", DELETE, "/events/%s/rsvps/%s", id("e"), id("cat")));
	expect_status("cat", id("r cat"), "refund_due");
	expect_problem(409, "invalid_transition", /* it was, once */
	    as("ann", POST, "/reservations/%s/mark-paid", id("r bob")));
	expect_taken(0);
}

Test_engines(api_reservation, when_the_event_is_cancelled_money_is_due)
{
	given_tickets(9);
	given_paid("bob");
	expect(201, buy("bob", 1));
	given_unpaid("cat", 1);
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	work();
	expect(200, as("ann", GET, "/events/%s/reservations", id("e")));
	expect_text("cancelled", body("/0/status"));
	expect_text("confirmed", body("/1/status")); /* it may be reinstated */
	expect_text("refund_due", body("/2/status"));
	expect_answer("bob", "attending", 1);
	expect_taken(1);
}

Test_engines(api_reservation, nobody_holds_many_or_often)
{
	given_tickets(9);
	api_set("RESERVATIONS_PER_HOUR", "3");
	for (int i = 0; i < 3; i++)
		expect(201, reserve("bob", "free", 1, "false"));
	expect_problem(429, "rate_limited", reserve("bob", "free", 1, "false"));
	api_set("RESERVATIONS_PER_HOUR", "100");
	for (int i = 0; i < 5; i++) {
		given_tickets(9);
		expect(i < 4 ? 201 : 429, reserve("bob", "free", 1, "false"));
	}
}
