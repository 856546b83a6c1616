/*
 * One ticket of several is given back: its seat goes on, its money goes back,
 * and the others stay.
 */
#include <string.h>

#include "t/api/invariants.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/stripe.h"
#include "t/lib/work.h"

#include "base/banned.h"

TestSuite(api_ticket_cancel, .fini = stripe_stop);

/* Three of bob's three seats are had by him: two that cost 7.50 each, and one
 * that costs nothing. They are to be paid. */
static void
given_unpaid(const char *before_h)
{
	given_event("e", .capacity = 3, .waitlist = true);
	given("paid", "ann",
	    "/events/%s/ticket-types {'name': 'Paid', 'payment_type': 'paid', "
	    "'price': '7.5', 'refundable_before': %s}",
	    id("e"), before_h);
	given("free", "ann",
	    "/events/%s/ticket-types {'name': 'Free', 'payment_type': 'free'}",
	    id("e"));
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 2}, {'ticket_type_id': '%s', 'quantity': 1}]}",
	    id("e"), id("paid"), id("free"));
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r")));
}

static void
keep_tickets(void)
{
	static const char *const paid[] = { "k0", "k1" };
	int n = 0;

	expect(200, as("ann", GET, "/events/%s/tickets", id("e")));
	expect_int(3, body_count(""));
	for (int i = 0; i < 3; i++) {
		bool is_free = strcmp(body(text("/%d/type", i)), "Free") == 0;

		keep_id(is_free ? "k free" : paid[n++ % 2],
		    body(text("/%d/id", i)));
	}
}

static void
given_paid_to_ann(const char *before_h)
{
	api_set("PAYMENT_INSTRUCTIONS", "To account 7.");
	given_unpaid(before_h);
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r")));
	keep_tickets();
}

/* Bob has paid by Stripe. */
static void
given_paid_to_stripe(void)
{
	stripe_start(api_set);
	given_unpaid("1");
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 1500)));
	keep_tickets();
}

static int
cancel(const char *by, const char *ticket)
{
	return as(by, POST, "/tickets/%s/cancel", id(ticket));
}

static void
expect_state(const char *status, int persons, const char *total,
    const char *refunded, const char *due)
{
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(status, body("/status"));
	expect_int(persons, body_int("/persons"));
	expect_text(total, body("/total"));
	expect_text(refunded, body("/refunded"));
	expect_text(due, body("/due"));
	expect_invariants();
}

static void
expect_taken(int n)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(n, body_int("/spots_taken"));
}

Test_engines(api_ticket_cancel, a_provider_pays_one_back_and_its_seat_goes_on)
{
	given_paid_to_stripe();
	expect(202, as("cat", PUT,
			"/events/%s/rsvps/me {'status': 'attending', "
			"'ticket_type_id': '%s'}",
			id("e"), id("paid")));
	expect(404, cancel("cat", "k0"));
	expect(200, cancel("bob", "k0"));
	expect_text("cancelled", body("/status"));
	expect_state("confirmed", 2, "7.50", "0.00", "0.00");
	expect_int(2, body_count("/items"));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("offered", body("/status"));
	expect_taken(3);
	work();
	expect_state("confirmed", 2, "7.50", "7.50", "0.00");
	cr_expect(strstr(stripe_asked(), "payment_intent=pi_1&amount=750"));
	expect_problem(409, "invalid_transition", cancel("bob", "k0"));
	expect(200, cancel("bob", "k free"));
	expect_state("confirmed", 1, "7.50", "7.50", "0.00");
	expect_int(1, body_count("/items"));
	expect(200, cancel("bob", "k1"));
	work();
	expect_state("refunded", 1, "7.50", "15.00", "0.00");
	expect_int(2, stripe_made("re"));
	expect_taken(1);
}

Test_engines(api_ticket_cancel, what_cost_nothing_stays_when_the_rest_is_back)
{
	given_paid_to_stripe();
	expect(200, cancel("bob", "k0"));
	expect(200, cancel("bob", "k1"));
	work();
	expect_int(2, stripe_made("re"));
	expect_state("confirmed", 1, "0.00", "15.00", "0.00");
	expect_taken(1);
}

/* What Stripe does not pay back is due, and paid back by hand no more is. */
Test_engines(api_ticket_cancel, nobody_gets_back_more_than_was_paid)
{
	given_paid_to_stripe();
	stripe_mode("refuse");
	expect(200, cancel("bob", "k0"));
	work();
	expect_state("confirmed", 2, "7.50", "0.00", "7.50");
	stripe_mode("ok");
	expect(200, as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	expect_state("confirmed", 2, "7.50", "7.50", "0.00");
	expect_problem(409, "not_refundable",
	    as("ann", POST, "/reservations/%s/refund {'amount': '7.51'}",
		id("r")));
	expect(204, as("ann", DELETE, "/reservations/%s", id("r")));
	work();
	expect_state("refunded", 2, "7.50", "15.00", "0.00");
	expect_int(1, stripe_made("re"));
}

/* How many mails bob got with something in them. */
static int
mails_with(const char *words)
{
	int n = 0, mails;

	work();
	mails = work_mails("bob@example.org");
	for (int i = 0; i < mails; i++)
		n += strstr(work_mail_at("bob@example.org", i), words) != NULL;
	return n;
}

/* What was given back of a ticket while it was kept is not due again. */
Test_engines(api_ticket_cancel, whose_it_was_hears_of_it_and_of_what_is_due)
{
	given_paid_to_stripe();
	expect(200, cancel("ann", "k free"));
	expect_int(1, mails_with("One ticket less"));
	expect(200, as("ann", POST,
			"/reservations/%s/refund {'amount': '7.50'}", id("r")));
	expect(200, cancel("ann", "k0"));
	expect_int(2, mails_with("One ticket less"));
	expect_int(0, mails_with("You get your money back"));
	expect_state("confirmed", 1, "7.50", "7.50", "0.00");
	expect(200, cancel("ann", "k1"));
	expect_int(2, mails_with("One ticket less"));
	expect_int(1, mails_with("You get your money back"));
	expect_state("refunded", 1, "7.50", "15.00", "0.00");
}

/* Bob has paid ann, and Stripe after that, which does not pay it back. */
Test_engines(api_ticket_cancel, a_provider_is_asked_for_its_part_of_what_is_due)
{
	stripe_start(api_set);
	given_unpaid("1");
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r")));
	keep_tickets();
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 1500)));
	stripe_mode("refuse");
	work();
	expect_state("confirmed", 3, "15.00", "0.00", "15.00");
	stripe_mode("ok");
	expect(200, cancel("bob", "k0"));
	expect_state("confirmed", 2, "7.50", "0.00", "7.50");
	work();
	expect_state("confirmed", 2, "7.50", "15.00", "7.50");
}

Test_engines(api_ticket_cancel, who_was_paid_pays_it_back_and_says_so)
{
	given_paid_to_ann("1");
	expect(200, cancel("bob", "k0"));
	expect_state("confirmed", 2, "7.50", "0.00", "7.50");
	expect(200, cancel("ann", "k1"));
	expect_state("confirmed", 1, "0.00", "0.00", "15.00");
	work();
	cr_expect(strstr(work_mail("bob@example.org"), "back"));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/events/%s", id("e")));
	expect(200, as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	expect_state("confirmed", 1, "0.00", "15.00", "0.00");
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	expect(204, as("bob", DELETE, "/reservations/%s", id("r")));
	expect_state("cancelled", 1, "0.00", "15.00", "0.00");
}

/* What one of them cost is due, also when the last ends that costs nothing. */
Test_engines(api_ticket_cancel, what_is_due_stays_so_when_all_have_ended)
{
	given_paid_to_ann("1");
	expect(200, cancel("bob", "k0"));
	expect(200, cancel("bob", "k1"));
	expect(200, cancel("bob", "k free"));
	expect_state("refund_due", 1, "0.00", "0.00", "15.00");
	expect_taken(0);
	expect(200, as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	expect_state("refunded", 1, "0.00", "15.00", "0.00");
}

Test_engines(api_ticket_cancel, who_has_come_gets_no_money_back)
{
	given_paid_to_ann("1");
	work_sql("UPDATE event SET start_time = now() + interval '70 min'",
	    "UPDATE event SET start_time = CAST((julianday('now') - 2440587.5) "
	    "* 86400e6 AS INTEGER) + 4200000000");
	expect(
	    200, as("ann", POST,
		     "/events/%s/check-ins {'ticket_id': '%s', 'nonce': '1'}",
		     id("e"), id("k0")));
	expect_text("ok", body("/result"));
	expect_problem(409, "already_checked_in", cancel("bob", "k0"));
	expect_problem(409, "already_checked_in",
	    as("bob", DELETE, "/reservations/%s", id("r")));
	expect(200, cancel("bob", "k1"));
	expect_state("confirmed", 2, "7.50", "0.00", "7.50");
	expect(200, cancel("ann", "k0")); /* as who sells decides */
	expect_state("confirmed", 1, "0.00", "0.00", "15.00");
}

/* Nor does who has come, and then says that they do not. */
Test_engines(api_ticket_cancel, who_has_come_and_leaves_is_owed_nothing)
{
	given_paid_to_ann("1");
	work_sql("UPDATE event_ticket SET arrived_at = created_at",
	    "UPDATE event_ticket SET arrived_at = created_at");
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect_state("cancelled", 3, "15.00", "0.00", "0.00");
}

Test_engines(api_ticket_cancel, what_its_type_does_not_give_back_stays)
{
	given_paid_to_ann("null");
	expect_problem(409, "not_refundable", cancel("bob", "k0"));
	expect(200, cancel("bob", "k free"));
	expect(200, cancel("ann", "k0"));
	expect_state("confirmed", 1, "7.50", "0.00", "7.50");
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect_state("cancelled", 1, "7.50", "0.00", "7.50");
}
