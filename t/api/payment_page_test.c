/*
 * Where people pay: who reads the database does not learn it, another secret
 * does not lose it, and when nobody can pay there any more it is gone.
 */
#include <string.h>

#include "app/reseal.h"
#include "t/api/hold_age.h"
#include "t/api/invariants.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/rows.h"
#include "t/lib/stripe.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define NEW_SECRET "another secret of tests, as long as it"
#define URL	   "https://pay.example/cs_1"

TestSuite(api_payment_page, .fini = stripe_stop);

/* Bob holds what costs 7.50. */
static void
given_hold(void)
{
	stripe_start(api_set);
	given_event("e", .capacity = 3);
	given_seat_held("");
}

static int
confirm(void)
{
	with("Idempotency-Key", "a");
	return as("bob", POST, "/reservations/%s/confirm", id("r"));
}

static void
expect_page(void)
{
	expect(200, confirm());
	expect_text(URL, body("/payment_url"));
}

/* Bob is to pay it by Stripe. */
static void
given_page(void)
{
	given_hold();
	expect_page();
}

static void
expect_url(const char *url)
{
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text(url, body("/payment_url"));
}

/* What the provider has become of it is asked about, and known. */
static void
let_look(void)
{
	let_looks_be_due();
	work();
}

static void
expect_none_kept(void)
{
	let_look();
	expect_url("null");
	expect_no("pages that nobody can pay any more",
	    "checkout WHERE url IS NOT NULL OR sealed_url IS NOT NULL");
}

static void
expect_paid(void)
{
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 750)));
	http_server_set(&stripe, "cs_1",
	    "{\"status\": \"complete\", \"payment_status\": \"paid\", "
	    "\"payment_intent\": \"pi_1\"}");
	expect_none_kept();
}

Test_engines(api_payment_page, who_reads_the_database_does_not_learn_it)
{
	given_page();
	expect_no("pages in the clear",
	    "checkout WHERE url IS NOT NULL OR sealed_url IS NULL");
	expect_no(
	    "answers with it", "idempotency WHERE body LIKE '%pay.example%'");
	expect_page(); /* the same, of which none is kept */
	expect_int(1, stripe_made("cs"));
	expect_paid();
}

Test_engines(api_payment_page, a_request_that_is_sent_again_gets_the_same_one)
{
	char *held;

	given_hold();
	held = header("ETag");
	with("If-Match", "\"0\"");
	expect_problem(412, "precondition_failed", confirm());
	expect(200, as("bob", GET, "/reservations/%s", id("r")));
	expect_text("held", body("/status"));
	expect_int(0, stripe_made("cs"));
	stripe_mode("drop");
	api_expect_503();
	with("If-Match", held);
	expect_problem(503, "provider_unavailable", confirm());
	stripe_mode("ok");
	for (int i = 0; i < 2; i++) {
		with("If-Match", held);
		expect_page();
		cr_expect(!str_eq(header("ETag"), held));
	}
	expect_int(1, stripe_made("cs"));
	expect_paid();
	with("If-Match", held);
	expect_problem(409, "invalid_transition", confirm());
}

Test_engines(api_payment_page, one_that_a_program_of_before_has_opened_is_had)
{
	given_page();
	work_sql("UPDATE checkout SET sealed_url = NULL, url = '" URL "'",
	    "UPDATE checkout SET sealed_url = NULL, url = '" URL "'");
	expect_url(URL);
	let_look(); /* it may be paid still */
	expect_url(URL);
	expect_paid();
}

/* Whoever has both secrets seals n values by the new one. */
static void
reseal(const char *new, const char *old, int n)
{
	struct crypt_keys *keys = crypt_keys_new(new, old);
	struct app_resealed done;
	struct arena arena;
	struct fault f = { 0 };

	arena_init(&arena, 1 << 20);
	cr_assert(app_reseal(&(struct call){ .db = given_db(),
				 .keys = keys,
				 .arena = &arena,
				 .fault = &f },
		      &done) == ERR_OK,
	    "%s", given_fault());
	expect_int(n, done.n);
	expect_int(0, done.n_broken);
	arena_release(&arena);
	crypt_keys_free(keys);
}

Test_engines(api_payment_page, a_changed_secret_loses_none)
{
	given_page();
	api_set("SECRET_KEY_PREVIOUS", GIVEN_SECRET);
	api_set("SECRET_KEY", NEW_SECRET);
	expect_url(URL);
	reseal(NEW_SECRET, GIVEN_SECRET, 1);
	reseal(NEW_SECRET, GIVEN_SECRET, 0);
	expect_url(URL);
	reseal(GIVEN_SECRET, NEW_SECRET, 1);
	api_set("SECRET_KEY_PREVIOUS", "");
	api_set("SECRET_KEY", GIVEN_SECRET);
	expect_url(URL);
}

/* Bob is to be erased, while his page is open. */
static void
given_leaving(void)
{
	given_page();
	given_admin("root");
	expect(202, as("root", DELETE, "/admin/users/%s", id("bob")));
	work(); /* his hold ends, */
	work(); /* and so does his page */
	expect(200, as("root", GET, "/admin/users/%s", id("bob")));
}

/* What waits for its time is due. */
static void
let_erase(void)
{
	work_sql("UPDATE job SET run_at = created_at WHERE state = 'ready'",
	    "UPDATE job SET run_at = created_at WHERE state = 'ready'");
}

static void
expect_erased(int refunds)
{
	let_look();
	let_erase();
	work();
	expect(404, as("root", GET, "/admin/users/%s", id("bob")));
	expect_int(refunds, stripe_made("re"));
	expect_no("money that was paid and not paid back",
	    "payment WHERE status <> 'succeeded'");
	expect_invariants();
}

Test_engines(api_payment_page, the_one_of_who_is_erased_ends)
{
	given_leaving();
	cr_expect(strstr(stripe_asked(), "/v1/checkout/sessions/cs_1/expire"),
	    "%s", stripe_asked());
	expect_erased(0);
}

static void
expect_one_wait(void)
{
	work();
	expect_int(
	    1, (long)rows_where("job", "kind = 'erasure' AND state = 'ready'"));
}

Test_engines(api_payment_page, however_often_it_is_asked_one_job_waits)
{
	given_leaving();
	for (int i = 0; i < 2; i++)
		expect(202, as("root", DELETE, "/admin/users/%s", id("bob")));
	expect_one_wait();
	let_erase(); /* the one that ran leaves the next */
	expect_one_wait();
	expect_erased(0);
}

Test_engines(api_payment_page, what_is_paid_by_who_is_erased_goes_back)
{
	given_leaving();
	expect(204, stripe_deliver("checkout.session.completed",
			stripe_paid("cs_1", id("r"), "pi_1", 750)));
	http_server_set(&stripe, "cs_1",
	    "{\"status\": \"complete\", \"payment_status\": \"paid\", "
	    "\"payment_intent\": \"pi_1\"}");
	expect_erased(1);
}
