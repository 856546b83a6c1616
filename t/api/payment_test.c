/*
 * Paying by a provider: a Stripe that stands beside the test, and what it
 * delivers early, late, twice, not at all, and of what nobody asked for.
 */
#include <string.h>

#include "t/api/hold_age.h"
#include "t/api/invariants.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/stripe.h"
#include "t/lib/work.h"

#include "base/banned.h"

TestSuite(api_payment, .fini = stripe_stop);

/* An event with three seats that cost 7.50 each; bob holds one. */
static void
given_hold(void)
{
	stripe_start(api_set);
	given_event("e", .capacity = 3, .waitlist = true);
	given_seat_held(", 'refundable_before': 1");
}

static int
confirm(void)
{
	return as("bob", POST, "/reservations/%s/confirm", id("r"));
}

/* The same, and a page is open. */
static void
given_page(void)
{
	given_hold();
	expect(200, confirm());
	expect_text("awaiting_payment", body("/status"));
}

static int
deliver_paid(void)
{
	return stripe_deliver("checkout.session.completed",
	    stripe_paid("cs_1", id("r"), "pi_1", 750));
}

static int
deliver_session(const char *type, const char *members)
{
	return stripe_deliver(
	    type, text("{'object': 'checkout.session', 'id': 'cs_1', "
		       "'client_reference_id': '%s', %s}",
		      id("r"), members));
}

static int
deliver_refund(const char *id, const char *status, long amount)
{
	return stripe_deliver("refund.updated",
	    text("{'object': 'refund', 'id': '%s', 'payment_intent': 'pi_1', "
		 "'amount': %ld, 'currency': 'eur', 'status': '%s', "
		 "'metadata': {}}",
		id, amount, status));
}

static void
expect_state(const char *status, const char *paid, const char *refunded)
{
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(status, body("/status"));
	expect_text(paid, body("/paid"));
	expect_text(refunded, body("/refunded"));
	expect_invariants();
}

static void
expect_taken(int n)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(n, body_int("/spots_taken"));
}

static void
look(void)
{
	let_looks_be_due();
	work();
}

Test_engines(api_payment, what_is_paid_on_its_page_gives_tickets)
{
	given_page();
	expect_text("https://pay.example/cs_1", body("/payment_url"));
	expect_text("stripe", body("/provider"));
	cr_expect(strstr(stripe_asked(),
	    text("POST /v1/checkout/sessions res-%s-1 2026-10-28.endive "
		 "mode=payment",
		id("r"))));
	expect(200, confirm()); /* the same page */
	expect_text("https://pay.example/cs_1", body("/payment_url"));
	expect_int(1, stripe_made("cs"));
	expect(204, deliver_paid());
	expect_state("confirmed", "7.50", "0.00");
	expect_text("null", body("/payment_url"));
	expect(204, stripe_deliver_again());
	expect(204, deliver_paid()); /* another delivery of the same */
	expect_state("confirmed", "7.50", "0.00");
	expect(200, as("bob", GET, "/users/me/tickets"));
	expect_int(1, body_count(""));
	expect_taken(1);
	look();
	expect_int(0, stripe_made("re"));
	expect_int(1, work_mails("bob@example.org"));
	expect_problem(409, "invalid_transition", confirm());
}

Test_engines(api_payment, an_answer_that_is_lost_opens_no_second_page)
{
	given_hold();
	stripe_mode("drop");
	api_expect_503();
	expect_problem(503, "provider_unavailable", confirm());
	expect_int(1, stripe_made("cs"));
	stripe_mode("ok");
	with("Idempotency-Key", "a");
	expect(200, confirm());
	expect_text("https://pay.example/cs_1", body("/payment_url"));
	expect_int(1, stripe_made("cs"));
	expect(204, deliver_paid());
	with("Idempotency-Key", "a"); /* of a page no answer is kept */
	expect_problem(409, "invalid_transition", confirm());
	expect_state("confirmed", "7.50", "0.00");
}

Test_engines(api_payment, a_page_that_hearth_has_not_heard_of_is_paid)
{
	given_hold();
	stripe_mode("drop");
	api_expect_503();
	expect_problem(503, "provider_unavailable", confirm());
	expect(204, deliver_paid());
	expect_state("confirmed", "7.50", "0.00");
}

Test_engines(api_payment, what_is_refused_is_asked_for_anew)
{
	given_hold();
	stripe_mode("refuse");
	expect_problem(502, "provider_failed", confirm());
	expect_state("awaiting_payment", "0.00", "0.00");
	stripe_mode("ok");
	expect(200, confirm());
	cr_expect(strstr(stripe_asked(), text("res-%s-2 ", id("r"))));
	stripe_mode("break");
	expect(200, confirm()); /* nobody is asked */
	expect_int(1, stripe_made("cs"));
}

Test_engines(api_payment, nobody_asks_a_provider_for_ever)
{
	given_hold();
	stripe_mode("refuse");
	for (int i = 0; i < 6; i++)
		expect_problem(502, "provider_failed", confirm());
	cr_expect(strstr(stripe_asked(), text("res-%s-5 ", id("r"))));
}

Test_engines(api_payment, something_else_than_it_costs_goes_back)
{
	static const struct {
		long amount;
		const char *currency;
	} cases[] = { { 749, "eur" }, { 751, "eur" }, { 750, "usd" } };

	stripe_start(api_set);
	given_event("e", .capacity = 3);
	given("paid", "ann",
	    "/events/%s/ticket-types {'name': 'Paid', 'payment_type': 'paid', "
	    "'price': '7.5'}",
	    id("e"));
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *session = text("cs_%zu", i + 1);
		char *charge = text("pi_%zu", i + 1), *object, *at;

		given("r", "bob",
		    "/events/%s/reservations {'items': [{'ticket_type_id': "
		    "'%s', 'quantity': 1}]}",
		    id("e"), id("paid"));
		expect(200, confirm());
		object = stripe_paid(session, id("r"), charge, cases[i].amount);
		at = strstr(object, "'eur'");
		cr_assert(at);
		memcpy(at + 1, cases[i].currency, 3);
		expect(
		    204, stripe_deliver("checkout.session.completed", object));
		expect(200, as("bob", GET, "/reservations/%s", id("r")));
		expect_text("refund_due", body("/status"));
		expect_taken(0);
		work();
		expect(200, as("bob", GET, "/reservations/%s", id("r")));
		expect_text("refunded", body("/status"));
		cr_expect(
		    strstr(stripe_asked(), text("payment_intent=%s&amount=%ld",
					       charge, cases[i].amount)),
		    "%s", stripe_asked());
		expect_int((long)i + 1, stripe_made("re"));
	}
}

Test_engines(api_payment, what_is_paid_late_has_the_seats_that_are_left)
{
	given_page();
	let_holds_die();
	work(); /* it ends, */
	work(); /* and so does its page */
	expect_state("expired", "0.00", "0.00");
	cr_expect(strstr(stripe_asked(), "/v1/checkout/sessions/cs_1/expire"),
	    "%s", stripe_asked());
	expect(204, deliver_paid());
	expect_state("confirmed", "7.50", "0.00");
	expect_taken(1);
}

Test_engines(api_payment, what_is_paid_late_goes_back_when_none_are)
{
	given_page();
	expect(204, as("bob", DELETE, "/reservations/%s", id("r")));
	expect(200, as("ann", PATCH, "/ticket-types/%s {'event_capacity': 1}",
			id("paid")));
	given("other", "cat",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("paid"));
	expect(204, deliver_paid());
	expect_state("refund_due", "7.50", "0.00");
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	work();
	expect_state("refunded", "7.50", "7.50");
	expect_int(1, stripe_made("re"));
	expect_taken(1);
	look();
	expect_state("refunded", "7.50", "7.50");
	expect_int(1, stripe_made("re"));
}

/* Who has as many as one may have by then gets the second back. */
Test_engines(api_payment, what_is_paid_late_obeys_the_limit_of_one)
{
	given_page();
	expect(200, as("ann", PATCH, "/ticket-types/%s {'per_person_max': 1}",
			id("paid")));
	expect(204, as("bob", DELETE, "/reservations/%s", id("r")));
	given("second", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("paid"));
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("second")));
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_2", id("second"), "pi_2", 750)));
	expect_taken(1);
	expect(204, deliver_paid());
	expect_state("refund_due", "7.50", "0.00");
	expect_taken(1);
}

Test_engines(api_payment, an_event_stays_while_somebody_pays_for_it)
{
	given_page();
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/events/%s", id("e")));
	expect(204, as("bob", DELETE, "/reservations/%s", id("r")));
	/* the page is open still */
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/events/%s", id("e")));
	work();
	look();
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
}

Test_engines(api_payment, a_key_that_is_none_any_more_gives_up_no_refund)
{
	given_page();
	expect(204, deliver_paid());
	stripe_mode("revoked");
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work();
	expect_state("refund_due", "7.50", "0.00");
	stripe_mode("ok");
	look();
	expect_state("refunded", "7.50", "7.50");
}

Test_engines(api_payment, a_page_whose_delivery_never_came_is_looked_at)
{
	given_page();
	look();
	expect_state("awaiting_payment", "0.00", "0.00");
	http_server_set(&stripe, "cs_1",
	    "{\"status\": \"complete\", \"payment_status\": \"unpaid\"}");
	look();
	expect_state("awaiting_payment", "0.00", "0.00");
	http_server_set(&stripe, "cs_1",
	    "{\"status\": \"complete\", \"payment_status\": \"paid\", "
	    "\"payment_intent\": \"pi_1\"}");
	look();
	expect_state("confirmed", "7.50", "0.00");
	expect(204, deliver_paid());
	expect_state("confirmed", "7.50", "0.00");
}

static void
expect_end(const char *type, const char *members, const char *status)
{
	expect(204, deliver_session("checkout.session.completed",
			"'status': 'complete', 'payment_status': 'unpaid'"));
	expect_state("awaiting_payment", "0.00", "0.00");
	expect(204, deliver_session(type, members));
	expect_state(status, "0.00", "0.00");
	expect_taken(0);
}

Test_engines(api_payment, a_page_that_expires_frees_its_seats)
{
	given_page();
	expect_end(
	    "checkout.session.expired", "'status': 'expired'", "expired");
}

Test_engines(api_payment, money_that_does_not_come_frees_its_seats)
{
	given_page();
	expect_end("checkout.session.async_payment_failed",
	    "'status': 'complete', 'payment_status': 'unpaid'", "cancelled");
}

Test_engines(api_payment, some_of_it_or_all_is_given_back)
{
	given_page();
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/reservations/%s/refund", id("r")));
	expect(204, deliver_paid());
	expect_problem(403, "forbidden",
	    as("bob", POST, "/reservations/%s/refund", id("r")));
	expect_problem(409, "not_refundable",
	    as("ann", POST, "/reservations/%s/refund {'amount': '7.51'}",
		id("r")));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/reservations/%s/refund {'amount': '0.00'}",
		id("r")));
	expect(200, as("ann", POST, "/reservations/%s/refund {'amount': '2'}",
			id("r")));
	work();
	expect_state("confirmed", "7.50", "2.00");
	expect_problem(409, "not_refundable",
	    as("ann", POST, "/reservations/%s/refund {'amount': '5.51'}",
		id("r")));
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	expect_state("refund_due", "7.50", "2.00");
	expect_taken(0);
	work();
	expect_state("refunded", "7.50", "7.50");
	cr_expect(strstr(stripe_asked(), "payment_intent=pi_1&amount=550"));
	expect_int(2, stripe_made("re"));
}

Test_engines(api_payment, a_cancelled_event_gives_everybody_their_money)
{
	given_page();
	expect(204, deliver_paid());
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	work();
	work();
	expect_state("refunded", "7.50", "7.50");
	cr_expect(strstr(work_mail("bob@example.org"), "on its way back"));
}

Test_engines(api_payment, money_that_went_back_elsewhere_ends_the_tickets)
{
	given_page();
	expect(204, deliver_refund("re_9", "succeeded", 750)); /* too early */
	expect(204, deliver_paid());
	expect_state("confirmed", "7.50", "0.00");
	http_server_set(&stripe, "elsewhere",
	    "[{\"object\": \"refund\", \"id\": \"re_9\", \"amount\": 750, "
	    "\"currency\": \"eur\", \"payment_intent\": \"pi_1\", \"status\": "
	    "\"succeeded\"}]");
	look(); /* a minute later */
	expect_state("refunded", "7.50", "7.50");
	expect_taken(0);
}

Test_engines(api_payment, a_refund_that_fails_is_due_again)
{
	given_page();
	expect(204, deliver_paid());
	http_server_set(&stripe, "refund", "{\"status\": \"pending\"}");
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work();
	expect_state("refund_due", "7.50", "0.00");
	expect(204, deliver_refund("re_1", "succeeded", 750));
	expect_state("refunded", "7.50", "7.50");
	expect(204, deliver_refund("re_1", "pending", 750)); /* an older one */
	expect_state("refunded", "7.50", "7.50");
	expect(204, deliver_refund("re_1", "failed", 750));
	expect_state("refund_due", "7.50", "0.00");
	http_server_set(&stripe, "refund", "{}");
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work();
	expect_state("refunded", "7.50", "7.50");
	expect_int(2, stripe_made("re"));
}

Test_engines(api_payment, only_what_stripe_has_signed_is_heard)
{
	static char big[262145];
	static const char body[] = "{\"id\": \"evt_1\", \"type\": \"x\"}";
	static const struct {
		const char *secret;
		long off_s;
		int status;
	} cases[] = { { "whsec_test", 0, 204 }, { "whsec_older", -200, 204 },
		{ "whsec_test", -310, 401 }, { "whsec_test", 310, 401 },
		{ "whsec_none", 0, 401 } };

	stripe_start(api_set);
	for (size_t i = 0; i < N_OF(cases); i++) {
		with("Stripe-Signature",
		    stripe_signature(body, cases[i].secret, cases[i].off_s));
		with_body("application/json", body, strlen(body));
		expect(cases[i].status,
		    anonymous(POST, "/webhooks/payments/stripe"));
	}
	with_body("application/json", body, strlen(body));
	expect_problem(401, "signature_invalid",
	    anonymous(POST, "/webhooks/payments/stripe"));
	memset(big, 'x', sizeof(big));
	with_body("application/json", big, sizeof(big));
	expect_problem(413, "body_too_large",
	    anonymous(POST, "/webhooks/payments/stripe"));
	big[1025] = '\0';
	with("Stripe-Signature", big);
	with_body("application/json", body, strlen(body));
	expect_problem(422, "validation_failed",
	    anonymous(POST, "/webhooks/payments/stripe"));
	with_body("application/json", body, strlen(body));
	expect_problem(
	    404, "not_found", anonymous(POST, "/webhooks/payments/offline"));
	with("Stripe-Signature", stripe_signature("[]", "whsec_test", 0));
	with_body("application/json", "[]", 2);
	expect(400, anonymous(POST, "/webhooks/payments/stripe"));
	with("Stripe-Signature", stripe_signature("[", "whsec_test", 0));
	with_body("application/json", "[", 1);
	expect(400, anonymous(POST, "/webhooks/payments/stripe"));
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_7", "x", "pi_7", 1)));
}

Test_engines(api_payment, people_come_back_to_sites_of_ours_alone)
{
	given_hold();
	api_set("BACKEND_CORS_ORIGINS", "https://app.example.org");
	expect_problem(422, "validation_failed",
	    as("bob", POST,
		"/reservations/%s/confirm {'success_url': "
		"'https://app.example.org.evil.org/'}",
		id("r")));
	expect_problem(503, "provider_unavailable",
	    as("bob", POST, "/reservations/%s/confirm {'provider': 'offline'}",
		id("r")));
	expect(200, as("bob", POST,
			"/reservations/%s/confirm {'success_url': "
			"'https://app.example.org/thanks?a=1'}",
			id("r")));
	cr_expect(strstr(stripe_asked(),
	    "success_url=https%3A%2F%2Fapp.example.org%2Fthanks%3Fa%3D1"));
}

Test_engines(api_payment, who_was_paid_otherwise_gives_the_second_back)
{
	given_page();
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r")));
	expect(204, deliver_paid());
	expect_state("confirmed", "15.00", "0.00");
	work();
	expect_state("confirmed", "15.00", "7.50");
	expect_int(1, stripe_made("re"));
	expect_taken(1);
}

/* Other deliveries of what was said before: not even another version. */
Test_engines(api_payment, what_was_said_before_changes_nothing)
{
	char *before;

	given_page();
	expect(204, deliver_paid());
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	before = header("ETag");
	expect(204, deliver_paid());
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(before, header("ETag"));
	expect(204, deliver_refund("re_9", "succeeded", 200));
	expect_state("confirmed", "7.50", "2.00");
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	before = header("ETag");
	expect(204, deliver_refund("re_9", "succeeded", 200));
	expect(204, deliver_refund("re_9", "pending", 200));
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(before, header("ETag"));
}

enum { N_AT_ONCE = 4 };

static struct talk_request refunds[N_AT_ONCE];

static int
send_refund(int i)
{
	return api_send(&refunds[i]);
}

/* Whose reservation it was has gone, as one goes with an account. */
Test_engines(api_payment, a_refund_that_is_told_at_once_is_written_once)
{
	int results[N_AT_ONCE];

	given_page();
	expect(204, deliver_paid());
	work_sql("UPDATE payment SET reservation_id = NULL",
	    "UPDATE payment SET reservation_id = NULL");
	for (int i = 0; i < N_AT_ONCE; i++) {
		char *body = text(
		    "{\"object\": \"event\", \"id\": \"evt_once_%d\", "
		    "\"type\": \"refund.updated\", \"data\": {\"object\": "
		    "{\"object\": \"refund\", \"id\": \"re_9\", "
		    "\"payment_intent\": \"pi_1\", \"amount\": 300, "
		    "\"currency\": \"eur\", \"status\": \"succeeded\", "
		    "\"metadata\": {}}}}",
		    i);

		refunds[i] = (struct talk_request){ .method = POST,
			.target = "/api/v1/webhooks/payments/stripe",
			.body = body,
			.len = strlen(body),
			.headers = { { "Content-Type", "application/json" },
			    { "Stripe-Signature",
				stripe_signature(body, "whsec_test", 0) } },
			.n_headers = 2 };
	}
	api_in_processes(N_AT_ONCE, send_refund, results);
	for (int i = 0; i < N_AT_ONCE; i++)
		expect_int(204, results[i]);
	work_sql(
	    "UPDATE payment SET reservation_id = (SELECT id FROM reservation)",
	    "UPDATE payment SET reservation_id = (SELECT id FROM reservation)");
	expect_state("confirmed", "7.50", "3.00");
}
