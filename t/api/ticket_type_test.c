/*
 * What of an event people may have tickets for.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
add(const char *members)
{
	return as("ann", POST,
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': %s}",
	    id("e"), quoted(members));
}

static int
patch(const char *members)
{
	return as(
	    "ann", PATCH, "/ticket-types/%s {%s}", id("t"), quoted(members));
}

Test_engines(api_ticket_type, one_is_made_as_clients_of_clust_say_it)
{
	given_event("e");
	expect(201, as("ann", POST,
			"/events/%s/ticket-types {'name': 'Early bird', "
			"'price': 12.5, 'payment_type': 'paid', "
			"'event_capacity': 40}",
			id("e")));
	expect_text("12.50", body("/price"));
	expect_text("EUR", body("/currency"));
	expect_int(40, body_int("/event_capacity"));
	expect_int(40, body_int("/spots_left"));
	expect_int(10, body_int("/per_person_max"));
	expect(200, anonymous(GET, "/events/%s/ticket-types", id("e")));
	expect_int(1, body_count(""));
	expect_text("Early bird", body("/0/name"));
}

static void
expect_sells(bool has_tickets, const char *currency)
{
	const char *has = has_tickets ? "true" : "false";

	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text(has, body("/has_tickets"));
	expect_text(currency, body("/currency"));
	expect(200, as("bob", GET, "/events"));
	expect_text(has, body("/0/has_tickets"));
	expect_text(currency, body("/0/currency"));
	expect(200, anonymous(GET, "/events"));
	expect_text(has, body("/0/has_tickets"));
	expect_text(currency, body("/0/currency"));
}

Test_engines(api_ticket_type, an_event_says_whether_it_has_some)
{
	char *before;

	given_event("e");
	expect_sells(false, "null");
	expect(200, as("bob", GET, "/events/%s", id("e")));
	before = header("ETag");
	expect(201, add("'paid', 'price': '5', 'currency': 'JPY'"));
	keep("t");
	expect_sells(true, "JPY");
	with("If-None-Match", before);
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("ann", PATCH, "/ticket-types/%s {%s}", id("t"),
			quoted("'currency': 'KWD'")));
	expect_sells(true, "KWD");
	expect(204, as("ann", DELETE, "/ticket-types/%s", id("t")));
	expect_sells(false, "null");
}

/* What is written, and what is read of it: amounts have their currency's
 * digits, on both engines alike. */
static const struct {
	char members[80], price[16], min_price[16];
} amounts[] = {
	{ "'paid', 'price': '7', 'currency': 'EUR'", "7.00", "null" },
	{ "'paid', 'price': 7, 'currency': 'EUR'", "7.00", "null" },
	{ "'paid', 'price': 0.29, 'currency': 'EUR'", "0.29", "null" },
	{ "'paid', 'price': 999999999.99, 'currency': 'EUR'", "999999999.99",
	    "null" },
	{ "'paid', 'price': '7', 'currency': 'JPY'", "7", "null" },
	{ "'paid', 'price': '0.05', 'currency': 'KWD'", "0.050", "null" },
	{ "'paid', 'price': '999999999.99', 'currency': 'USD'", "999999999.99",
	    "null" },
	{ "'donation', 'min_price': '0'", "null", "0.00" },
	{ "'donation', 'min_price': '1', 'price': '10.1'", "10.10", "1.00" },
	{ "'free'", "null", "null" },
};

Test_engines(api_ticket_type, amounts_have_the_digits_of_their_currency)
{
	for (size_t i = 0; i < N_OF(amounts); i++) {
		given_event("e");
		expect(201, add(amounts[i].members));
		expect_text(amounts[i].price, body("/price"));
		expect_text(amounts[i].min_price, body("/min_price"));
	}
}

static const struct {
	char members[80], wrong[20];
} refused[] = {
	{ "'paid'", "/price" },
	{ "'free', 'price': '1'", "/price" },
	{ "'paid', 'price': '1.005'", "/price" },
	{ "'paid', 'price': 1.005", "/price" },
	{ "'paid', 'price': 0.30000000000000004", "/price" },
	{ "'paid', 'price': -1", "/price" },
	{ "'paid', 'price': 1e1", "/price" },
	{ "'paid', 'price': '1.5', 'currency': 'JPY'", "/price" },
	{ "'paid', 'price': '1', 'currency': 'XAU'", "/currency" },
	{ "'paid', 'price': '1', 'currency': 'USD'", "/currency" },
	{ "'donation', 'price': '1'", "/min_price" },
};

Test_engines(api_ticket_type, what_cannot_be_sold_is_refused)
{
	given_event("e");
	expect(201, add("'free'"));
	for (size_t i = 0; i < N_OF(refused); i++) {
		expect_problem(
		    422, "validation_failed", add(refused[i].members));
		cr_expect(error_at(refused[i].wrong), "%s: %s",
		    refused[i].members, response()->body);
	}
}

Test_engines(api_ticket_type, hidden_ones_are_shown_to_who_runs_the_event)
{
	given_event("e");
	expect(201, add("'free', 'hidden': true"));
	expect(200, as("bob", GET, "/events/%s/ticket-types", id("e")));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/events/%s/ticket-types", id("e")));
	expect_int(1, body_count(""));
	keep_id("t", body("/0/id"));
	expect(404, as("bob", GET, "/ticket-types/%s", id("t")));
	expect(200, as("ann", GET, "/ticket-types/%s", id("t")));
}

static void
given_type(const char *members)
{
	given_event("e");
	expect(201, add(members));
	keep("t");
}

Test_engines(api_ticket_type, one_is_changed_as_long_as_it_fits)
{
	char *version;

	given_type("'paid', 'price': '5', 'event_capacity': 3");
	version = header("ETag");
	expect(200, patch("'price': '6'"));
	expect_text("6.00", body("/price"));
	expect_int(3, body_int("/event_capacity"));
	expect(200, patch("'payment_type': 'free', 'price': null, "
			  "'currency': 'USD'"));
	expect_text("USD", body("/currency"));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "/ticket-types/%s", id("t")));
	with("If-Match", version);
	expect_problem(412, "precondition_failed", patch("'name': 'x'"));
	expect_problem(422, "validation_failed", patch("'price': '1'"));
}

Test_engines(api_ticket_type, what_somebody_has_stays)
{
	given_type("'paid', 'price': '5', 'event_capacity': 3");
	work_sql("UPDATE ticket_type SET taken = 2",
	    "UPDATE ticket_type SET taken = 2");
	expect_problem(
	    409, "capacity_below_taken", patch("'event_capacity': 1"));
	expect_problem(409, "invalid_transition", patch("'currency': 'USD'"));
	expect_problem(409, "invalid_transition",
	    patch("'payment_type': 'free', 'price': null"));
	expect(200, patch("'price': '9', 'event_capacity': 2"));
	expect_int(0, body_int("/spots_left"));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/ticket-types/%s", id("t")));
}

Test_engines(api_ticket_type, an_event_has_thirty_at_most)
{
	given_event("e");
	for (int i = 0; i < 30; i++)
		expect(201, add("'free'"));
	expect_problem(409, "invalid_transition", add("'free'"));
}
