/*
 * hearthctl: who is to be erased while they may be paying.
 */
#include "t/lib/e2e.h"
#include "t/lib/stripe.h"

#include <stdlib.h>

static void
set(const char *name, const char *value)
{
	setenv(name, value, 1);
}

static void
engine_open(enum db_engine engine)
{
	stripe_start(set);
	e2e_start(engine, &(struct e2e_options){ .no_worker = true });
}

static void
engine_pass(void)
{
	e2e_pass();
}

static void
engine_close(void)
{
	e2e_stop();
	stripe_stop();
}

#include "t/lib/engines.h"

#include <stdio.h>

#include "generated/query/payment.h"
#include "t/lib/given.h"

#include "base/banned.h"

enum { WAIT_MS = 60000 };

/* Bob is to pay by Stripe. */
static void
given_page(void)
{
	given_event("e", .capacity = 3);
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'paid', "
	    "'price': '7.5'}",
	    id("e"));
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("t"));
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r")));
}

/* What hearthctl says at last of erasing Bob; n: for how many times. */
static void
expect_said(const char *expected, int n)
{
	const char *log = text("%s/delete.%d", e2e_dir(), n);
	char line[160] = "";
	FILE *f;

	cr_assert(process_run(log, WAIT_MS,
		      (const char *const[]){ TOP_BUILDDIR "/hearthctl", "user",
			  "delete", "--yes", id("bob"), NULL }) == 0);
	f = fopen(log, "r");
	cr_assert(f != NULL);
	while (fgets(line, sizeof(line), f))
		;
	fclose(f);
	expect_text(expected, line);
}

/* As a worker notes that nobody can pay there any more. */
static void
know_page(void)
{
	struct reservation_id r;

	cr_assert(uuid_parse(id("r"), &r.v));
	cr_assert(q_checkout_set_look(given_db(), .reservation = r,
		      .look_at = { 0 }, NULL) == ERR_OK);
}

Test_engines(e2e_hearthctl_erasure, it_is_said_who_stays_until_a_page_is_known)
{
	given_page();
	expect_said("not erased yet: the worker does it when it is known what "
		    "has become of where they may pay, within a week\n",
	    1);
	given_admin("root");
	expect(200, as("root", GET, "/admin/users/%s", id("bob")));
	know_page();
	expect_said("erased\n", 2);
	expect(404, as("root", GET, "/admin/users/%s", id("bob")));
}
