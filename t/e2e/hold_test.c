/*
 * Seats that somebody holds, by responders of another hour (libfaketime) and
 * without a worker, unless one comes late.
 */
#define E2E_OPTIONS .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <string.h>

#include "t/e2e/later.h"
#include "t/lib/answer.h"
#include "t/lib/eml.h"

#include "base/banned.h"

static const char *reserve, *confirm, *items;

/* An event with one seat, which bob holds for a quarter of an hour. */
static void
given_hold(void)
{
	given_event("e", .capacity = 1, .waitlist = true, .starts_in_h = 100);
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free'}",
	    id("e"));
	reserve = text("/events/%s/reservations", id("e"));
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("t"));
	confirm = text("/reservations/%s/confirm", id("r"));
	items = text("{\"items\":[{\"ticket_type_id\":\"%s\","
		     "\"quantity\":1}]}",
	    id("t"));
	given_user("cat");
	given_user("dan");
}

static void
expect_reservation(const char *user, const char *status)
{
	expect(200, as(user, GET, "/users/me/reservations"));
	expect_text(status, body("/0/status"));
}

static void
expect_answer(const char *user, const char *status)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	expect_text(status, body("/status"));
}

Test_engines(e2e_hold, what_is_held_is_dead_when_its_time_is)
{
	given_hold();
	later_expect(409, 14, "cat", POST, reserve, items);
	later_expect(410, 16, "bob", POST, confirm, "{}");
	later_expect(201, 16, "cat", POST, reserve, items);
	later_expect(409, 17, "dan", POST, reserve, items);
	expect_reservation("bob", "expired");
	expect_reservation("cat", "held");
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(1, body_int("/spots_taken"));
	later_work("+0.5h");
	expect_reservation("bob", "expired");
	expect_reservation("cat", "held"); /* until a minute later */
	later_work("+0.55h");
	expect_reservation("cat", "expired");
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(0, body_int("/spots_taken"));
}

/* Whoever waits is offered the seat for twelve hours, and then the next one. */
Test_engines(e2e_hold, an_offer_goes_on_when_somebody_works_again)
{
	given_hold();
	for (int i = 0; i < 2; i++)
		expect(202, as(i ? "dan" : "cat", PUT,
				"/events/%s/rsvps/me {'status': 'attending', "
				"'ticket_type_id': '%s'}",
				id("e"), id("t")));
	expect(204, as("bob", DELETE, "/reservations/%s", id("r")));
	expect_answer("cat", "offered");
	later_work("+11.9h");
	expect_answer("cat", "offered");
	expect(200, as("cat", GET, "/users/me/reservations"));
	keep_id("o", body("/0/id"));
	later_expect(410, 12 * 60 + 1, "cat", POST,
	    text("/reservations/%s/confirm", id("o")), "{}");
	later_work("+12.1h");
	expect_answer("cat", "not_attending");
	expect_answer("dan", "offered");
	later_work("+24h");
	expect_answer("dan", "offered");
	expect(200, as("dan", GET, "/users/me/reservations"));
	keep_id("o", body("/0/id"));
	later_expect(200, 24 * 60, "dan", POST,
	    text("/reservations/%s/confirm", id("o")), "{}");
	later_work("+99h");
	expect_answer("dan", "attending");
}
