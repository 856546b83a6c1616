/*
 * Ticket types of series: what their dates have of them, then and later.
 */
#include <string.h>

#include "base/str.h"
#include "t/api/invariants.h"
#include "t/api/series_given.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define OPEN_3 FIVE ", \"open_dates\": 3"

/* A series of five dates, of which three take answers, with a type. */
static void
given_template(const char *members)
{
	given_series("s", OPEN_3);
	given("t", "ann", "/events/%s/ticket-types {'name': 'Seat', %s}",
	    id("s"), quoted(members));
}

static int
list(int of_date)
{
	expect(
	    200, as("bob", GET, "/events/%s/ticket-types", date("s", of_date)));
	return body_count("");
}

/* The only type of a date. */
static void
keep_copy(const char *name, int of_date)
{
	expect_int(1, list(of_date));
	keep_id(name, body("/0/id"));
}

static int
patch(const char *type, const char *members)
{
	return as(
	    "ann", PATCH, "/ticket-types/%s {%s}", id(type), quoted(members));
}

static int
reserve(const char *type, const char *event)
{
	return as("bob", POST,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 2}], 'confirm': true}",
	    event, id(type));
}

static void
expect_of(const char *type, const char *pointer, const char *value)
{
	expect(200, as("ann", GET, "/ticket-types/%s", id(type)));
	expect_text(value, body(pointer));
}

Test_engines(api_ticket_template, each_date_has_a_copy_from_when_its_turn_comes)
{
	given_template("'payment_type': 'paid', 'price': '5', "
		       "'event_capacity': 4, 'per_person_max': 3");
	for (int i = 0; i < 3; i++) {
		keep_copy("c", i);
		expect_text(id("t"), body("/0/template_id"));
		expect_text("5.00", body("/0/price"));
		expect_int(4, body_int("/0/spots_left"));
		expect_int(3, body_int("/0/per_person_max"));
	}
	expect_int(0, list(3));
	expect(200, as("ann", POST, "/events/%s/cancel", date("s", 0)));
	expect_int(1, list(3));
	expect(200, as("bob", GET, "/events/%s", date("s", 3)));
	expect_text("true", body("/has_tickets"));
	expect_problem(409, "ticket_required",
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		date("s", 3)));
}

static void
expect_not_coming(const char *who, const char *event)
{
	expect_problem(
	    404, "not_found", as(who, GET, "/events/%s/rsvps/me", event));
}

/* While a date waits for those who have answered its series. */
Test_engines(api_ticket_template, a_date_whose_turn_has_come_has_a_copy_too)
{
	given_series("s", OPEN_3);
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("s")));
	expect_int(3, body_int("/dates/attending"));
	expect(200, as("ann", POST, "/events/%s/cancel", date("s", 0)));
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free'}",
	    id("s"));
	expect_int(0, list(3));
	work();
	expect_int(1, list(3));
	expect(200, as("bob", GET, "/events/%s", date("s", 3)));
	expect_text("true", body("/has_tickets"));
	expect_not_coming("bob", date("s", 3));
}

Test_engines(api_ticket_template, seats_are_had_of_dates_alone)
{
	given_template("'payment_type': 'free'");
	expect_problem(409, "invalid_transition", reserve("t", id("s")));
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("s")));
	expect_int(0, body_int("/dates/attending"));
	keep_copy("c", 1);
	expect_problem(422, "validation_failed", reserve("t", date("s", 1)));
	expect(201, reserve("c", date("s", 1)));
	expect_text("confirmed", body("/status"));
}

Test_engines(api_ticket_template, when_they_are_sold_is_said_of_each_date)
{
	static const char *const times[] = { "sales_opens_at",
		"sales_closes_at" };

	given_template("'payment_type': 'free'");
	keep_copy("c", 0);
	for (int i = 0; i < 2; i++) {
		char *time = text("'%s': '203%d-01-01T00:00:00Z'", times[i], i);

		expect_problem(422, "validation_failed", patch("t", time));
		expect_text("unexpected", body("/errors/0/code"));
		expect_problem(422, "validation_failed",
		    as("ann", POST,
			"/events/%s/ticket-types {'name': 'x', "
			"'payment_type': 'free', %s}",
			id("s"), quoted(time)));
		expect(200, patch("c", time));
	}
	expect(200, patch("t", "'name': 'Chair'"));
	expect_of("c", "/sales_closes_at", "2031-01-01T00:00:00Z");
	expect_of("c", "/name", "Chair");
}

Test_engines(api_ticket_template, a_copy_keeps_what_it_says_otherwise)
{
	given_template("'payment_type': 'paid', 'price': '5', "
		       "'event_capacity': 4");
	keep_copy("c", 0);
	keep_copy("d", 1);
	expect(200, patch("c", "'price': '6'"));
	expect(200, patch("t", "'price': '7', 'event_capacity': 3, "
			       "'name': 'Chair', 'per_person_max': 2, "
			       "'refundable_before': 5, 'hidden': true"));
	expect_of("c", "/price", "6.00");
	expect_of("d", "/price", "7.00");
	for (int i = 0; i < 2; i++) {
		expect_of(i ? "c" : "d", "/name", "Chair");
		expect_int(3, body_int("/event_capacity"));
		expect_int(2, body_int("/per_person_max"));
		expect_int(5, body_int("/refundable_before"));
		expect_text("true", body("/hidden"));
	}
}

Test_engines(api_ticket_template, what_one_date_refuses_no_date_has)
{
	given_template("'payment_type': 'free', 'event_capacity': 4");
	keep_copy("c", 0);
	keep_copy("d", 1);
	expect(201, reserve("d", date("s", 1)));
	expect_problem(
	    409, "capacity_below_taken", patch("t", "'event_capacity': 1"));
	cr_expect(strstr(body("/detail"), text("%.10s", at(42))), "%s",
	    body("/detail"));
	expect_problem(409, "invalid_transition",
	    patch("t", "'payment_type': 'paid', 'price': '5'"));
	expect_of("t", "/event_capacity", "4");
	expect_of("c", "/event_capacity", "4");
	expect_of("c", "/payment_type", "free");
	expect(200, patch("t", "'event_capacity': 2"));
	expect_of("d", "/spots_left", "0");
}

Test_engines(api_ticket_template, a_date_with_types_of_its_own_has_no_others)
{
	given_series("s", OPEN_3);
	for (int i = 0; i < 2; i++)
		expect(201, as("ann", POST,
				"/events/%s/ticket-types {'name': 'Own', "
				"'payment_type': 'paid', 'price': '1', "
				"'currency': 'USD'}",
				date("s", i ? 3 : 1)));
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': "
	    "'paid', 'price': '1', 'currency': 'EUR'}",
	    id("s"));
	expect(200, as("ann", POST, "/events/%s/cancel", date("s", 0)));
	for (int i = 1; i < 4; i++) {
		expect_int(1, list(i));
		expect_text(i % 2 ? "USD" : "EUR", body("/0/currency"));
	}
}

/* It stays in the currency that its copy kept, when the series has another. */
Test_engines(api_ticket_template, a_date_has_no_types_in_two_currencies)
{
	given_template("'payment_type': 'paid', 'price': '5', "
		       "'currency': 'EUR'");
	keep_copy("c", 0);
	expect(200, patch("c", "'price': '6'"));
	expect(200, patch("t", "'currency': 'USD'"));
	given("u", "ann",
	    "/events/%s/ticket-types {'name': 'Box', 'payment_type': "
	    "'paid', 'price': '9'}",
	    id("s"));
	for (int i = 0; i < 2; i++) {
		expect_int(1 + i, list(i));
		expect_text(i ? "USD" : "EUR", body("/0/currency"));
	}
	expect_invariants();
}

Test_engines(api_ticket_template, what_somebody_has_stays_when_it_is_removed)
{
	given_template("'payment_type': 'free'");
	keep_copy("d", 1);
	expect(201, reserve("d", date("s", 1)));
	expect(204, as("ann", DELETE, "/ticket-types/%s", id("t")));
	expect_int(0, list(0));
	expect_int(1, list(1));
	expect_text("null", body("/0/template_id"));
	for (int i = 0; i < 2; i++) {
		expect(200, as("bob", GET, "/events/%s", date("s", i)));
		expect_text(i ? "true" : "false", body("/has_tickets"));
	}
}

/* bob has reserved one, which stays as one of its date's own. */
Test_engines(api_ticket_template, answers_stand_for_dates_without_tickets_again)
{
	given_template("'payment_type': 'free'");
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("s")));
	keep_copy("c", 0);
	keep_copy("d", 1);
	expect(204, as("ann", DELETE, "/ticket-types/%s", id("c")));
	work();
	expect(200, as("bob", GET, "/events/%s/rsvps/me", date("s", 0)));
	expect_text("attending", body("/status"));
	expect(201, reserve("d", date("s", 1)));
	expect_not_coming("cat", date("s", 2));
	expect(
	    200, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("s")));
	expect_int(1, body_int("/dates/attending"));
	expect(204, as("ann", DELETE, "/ticket-types/%s", id("t")));
	work();
	for (int i = 0; i < 3; i += 2) {
		expect(
		    200, as("cat", GET, "/events/%s/rsvps/me", date("s", i)));
		expect_text("attending", body("/status"));
	}
	expect_not_coming("cat", date("s", 1));
	expect_invariants();
}

Test_engines(api_ticket_template, dates_go_with_their_copies_to_another_series)
{
	given_template("'payment_type': 'paid', 'price': '5'");
	keep_copy("c", 1);
	keep_copy("d", 2);
	expect(201, reserve("d", date("s", 2)));
	expect(200,
	    as("ann", PATCH, "/events/%s?apply=following {'title': 'Band'}",
		date("s", 2)));
	expect(200, as("ann", GET, "/ticket-types/%s", id("d")));
	cr_expect(!str_eq(body("/template_id"), id("t")));
	keep_id("u", body("/template_id"));
	expect(200, patch("t", "'price': '6'"));
	expect(200, patch("u", "'price': '7'"));
	expect_of("c", "/price", "6.00");
	expect_of("d", "/price", "7.00");
	expect_of("u", "/spots_taken", "0");
	expect(200, as("bob", GET, "/events/%s", body("/event_id")));
	expect_text("true", body("/has_tickets"));
}

Test_engines(api_ticket_template, what_was_paid_for_a_date_that_goes_is_due)
{
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	given_template("'payment_type': 'paid', 'price': '5'");
	keep_copy("d", 1);
	expect(201, reserve("d", date("s", 1)));
	keep("r");
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r")));
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r")));
	expect(200, as("ann", PATCH,
			"/events/%s {'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'}",
			id("s")));
	work();
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text("refund_due", body("/status"));
	expect_text("10.00", body("/due"));
}

/* When its series changes; the job that saw to it when it was cancelled is
 * done. */
Test_engines(api_ticket_template, nothing_is_left_to_do_for_a_date_that_is_over)
{
	const char *gone;

	given_template("'payment_type': 'free'");
	gone = date("s", 0);
	expect(200, as("ann", POST, "/events/%s/cancel", gone));
	work();
	work_sql(
	    text("UPDATE event SET start_time = start_time - interval '30 "
		 "days', end_time = end_time - interval '30 days' WHERE id "
		 "= '%s'",
		gone),
	    text("UPDATE event SET start_time = start_time - 2592000000000, "
		 "end_time = end_time - 2592000000000 WHERE uuid_text(id) = "
		 "'%s'",
		gone));
	expect(200, as("ann", PATCH,
			"/events/%s {'rrule': "
			"'FREQ=DAILY;INTERVAL=2;COUNT=3'}",
			id("s")));
	cr_expect(jobs_with(gone, NULL) == 0);
}
