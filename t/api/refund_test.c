/*
 * What is paid back, and whether a provider has done it, which it knows for a
 * day.
 */
#include "t/api/invariants.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/stripe.h"
#include "t/lib/work.h"

#include "base/banned.h"

TestSuite(api_refund, .fini = stripe_stop);

/* What bob has paid by Stripe: 7.50. */
static void
given_paid(void)
{
	stripe_start(api_set);
	given_event("e");
	given_seat_held("");
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r")));
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 750)));
}

static void
expect_state(const char *status, const char *refunded)
{
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(status, body("/status"));
	expect_text(refunded, body("/refunded"));
	expect_invariants();
}

/* A refund is asked for while Stripe is in a mode, and looked at when it is
 * some days old. */
static void
given_old_refund(const char *mode, int days)
{
	given_paid();
	stripe_mode(mode);
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work();
	expect_state("refund_due", "0.00");
	work_sql(text("UPDATE payment SET at = at - interval '%d days', "
		      "look_at = at WHERE kind = 'refund'",
		     days),
	    text("UPDATE payment SET at = at - 86400000000 * %d, look_at = 1 "
		 "WHERE kind = 'refund'",
		days));
	http_server_set(&stripe, "forgets", "1");
}

static void
refund_for_a_day(const char *mode)
{
	given_old_refund(mode, 1);
	stripe_mode("ok");
	work();
	expect_state("refunded", "7.50");
}

Test_engines(api_refund, what_may_have_been_done_is_not_done_twice)
{
	refund_for_a_day("drop");
	expect_int(1, stripe_made("re"));
}

Test_engines(api_refund, what_was_not_done_is_done_later)
{
	refund_for_a_day("break");
	expect_int(1, stripe_made("re"));
}

static void
expect_due_again(void)
{
	work();
	expect_state("refund_due", "0.00");
	stripe_mode("ok");
	http_server_set(&stripe, "elsewhere", "[]");
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work();
	expect_state("refunded", "7.50");
	expect_int(1, stripe_made("re"));
}

/* What the provider does not pay back, as bob has it elsewhere already, or for
 * another reason. */
static void
given_refused(const char *elsewhere)
{
	given_paid();
	stripe_mode("keep");
	http_server_set(&stripe, "elsewhere", "%s", elsewhere);
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work(); /* it is given up, */
	work(); /* and what is known of the charge is looked at */
	expect_int(0, stripe_made("re"));
}

Test_engines(api_refund, what_is_refused_is_due_again)
{
	given_refused("[]");
	expect_due_again();
}

Test_engines(api_refund, what_is_refused_as_it_was_done_elsewhere_is_found)
{
	given_refused("[{\"object\": \"refund\", \"id\": \"re_e1\", "
		      "\"payment_intent\": \"pi_1\", \"status\": "
		      "\"succeeded\", \"amount\": 750, \"currency\": "
		      "\"eur\", \"metadata\": {}}]");
	expect_state("refunded", "7.50");
}

enum { AT_ONCE = 4 };

static char *refund_target, *refund_login;

static int
ask_refund(int i)
{
	(void)i;
	return api_ask(
	    refund_login, POST, refund_target, "{\"amount\": \"5\"}");
}

/* However they come, each finds what those before have left of 7.50. */
Test_engines(api_refund, what_is_asked_for_at_once_is_no_more_than_was_paid)
{
	int results[AT_ONCE], n = 0;

	given_paid();
	refund_login = given_login(NULL, "ann");
	refund_target = text("/api/v1/reservations/%s/refund", id("r"));
	api_in_processes(AT_ONCE, ask_refund, results);
	for (int i = 0; i < AT_ONCE; i++) {
		n += results[i] == 200;
		cr_expect(
		    results[i] == 200 || results[i] == 409, "%d", results[i]);
	}
	expect_int(1, n);
	work();
	expect_state("confirmed", "5.00");
	expect_int(1, stripe_made("re"));
}

/* The charge may be gone there. */
Test_engines(api_refund, what_the_provider_tells_nothing_of_is_due_again)
{
	given_old_refund("break", 1);
	stripe_mode("refuse");
	expect_due_again();
}

/* As many as are read at once, of which none is it. */
static void
given_many_elsewhere(void)
{
	char *many = "[";

	for (int i = 0; i < 100; i++)
		many = text("%s%s{\"object\": \"refund\", \"id\": "
			    "\"re_e%d\", \"payment_intent\": \"pi_1\", "
			    "\"status\": \"failed\", \"amount\": 1, "
			    "\"currency\": \"eur\", \"metadata\": {}}",
		    many, i ? "," : "", i);
	http_server_set(&stripe, "elsewhere", "%s]", many);
	stripe_mode("ok");
}

Test_engines(api_refund, what_is_not_found_among_many_for_a_week_is_due_again)
{
	given_old_refund("break", 8);
	given_many_elsewhere();
	expect_due_again();
}

Test_engines(api_refund, what_is_not_found_among_many_is_looked_for)
{
	given_old_refund("break", 2);
	given_many_elsewhere();
	work();
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	work();
	expect_int(0, stripe_made("re"));
}
