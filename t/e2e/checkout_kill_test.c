/*
 * Responders and workers die (kill -9) while the provider does what they have
 * asked for, before they could note it.
 */
#include "t/e2e/stripe_engine.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "t/e2e/later.h"
#include "t/lib/given.h"

#include "base/banned.h"

enum { WAIT_MS = 60000 };

/* How many of a kind the provider has made. */
struct made {
	const char *kind;
	int n;
};

static bool
is_made(void *ctx)
{
	const struct made *m = ctx;

	return stripe_made(m->kind) == m->n;
}

static bool
has_one_slow_responder(void *ctx)
{
	pid_t pids[E2E_RESPONDERS_MAX], killed = *(pid_t *)ctx;

	return e2e_slow_responders(pids) == 1 && pids[0] != killed;
}

static int
confirm(void)
{
	return as("bob", POST, "/reservations/%s/confirm", id("r"));
}

static void
expect_state(const char *status, const char *paid, const char *refunded)
{
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(status, body("/status"));
	expect_text(paid, body("/paid"));
	expect_text(refunded, body("/refunded"));
}

/* Somebody confirms, and who answers them dies when the page is there. */
static void
kill_who_confirms(void)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	struct process client = { 0 };

	stripe_mode("hang");
	process_start(&client, text("%s/client.log", e2e_dir()),
	    (const char *const[]){ "curl", "-s", "-m", "60", "--unix-socket",
		e2e_socket(), "-X", "POST", "-H",
		text("Authorization: %s", given_login(NULL, "bob")),
		text("http://hearth.test/api/v1/reservations/%s/confirm",
		    id("r")),
		NULL });
	wait_until(is_made, &(struct made){ "cs", 1 }, WAIT_MS, "a page");
	cr_assert(e2e_slow_responders(pids) == 1);
	kill(pids[0], SIGKILL);
	process_wait(&client, WAIT_MS);
	stripe_mode("ok");
	http_server_set(&stripe, "go", "\n");
	wait_until(has_one_slow_responder, &pids[0], WAIT_MS, "a new one");
}

/* The same while somebody is paid back. */
static void
kill_who_pays_back(void)
{
	struct process worker = { 0 };

	http_server_set(&stripe, "mode", "hang");
	cr_assert(unlink(text("%s/go", stripe.dir)) == 0);
	later_start_worker(&worker, "+0h");
	wait_until(is_made, &(struct made){ "re", 1 }, WAIT_MS, "a refund");
	later_kill_worker(&worker);
	stripe_mode("ok");
	http_server_set(&stripe, "go", "\n");
}

Test_engines(e2e_checkout_kill, there_is_one_page_one_charge_and_one_refund,
    .timeout = 120)
{
	given_event("e", .capacity = 3, .starts_in_h = 100);
	given_seat_held(", 'refundable_before': 1");
	kill_who_confirms();
	expect_state("awaiting_payment", "0.00", "0.00");
	expect(200, confirm());
	expect_text("https://pay.example/cs_1", body("/payment_url"));
	expect_int(1, stripe_made("cs"));
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 750)));
	expect(204, stripe_deliver_again());
	expect_state("confirmed", "7.50", "0.00");
	expect(200, as("bob", GET, "/users/me/tickets"));
	expect_int(1, body_count(""));
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	kill_who_pays_back();
	expect_state("refund_due", "7.50", "0.00");
	for (int h = 1; h < 5; h++) {
		later_end_leases();
		later_work(text("+%dh", h));
	}
	expect_state("refunded", "7.50", "7.50");
	expect_int(1, stripe_made("re"));
}
