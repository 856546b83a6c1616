/*
 * hearthctl: who is to be erased while they may be paying.
 */
#include "t/e2e/stripe_engine.h"

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
	given_seat_held("");
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
