/*
 * Many processes reserve, confirm, pay, give back and work off what is due, and
 * most of them are killed (SIGKILL) wherever they are, between a call and its
 * commit too; the provider answers late or not at all, and tells what was paid
 * once, twice or never. In the end each reservation has had one page at the
 * most, each page one charge, all money is had for tickets or has gone back,
 * and no ticket is without a seat.
 */
#include "t/lib/api.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "t/api/hold_age.h"
#include "t/api/invariants.h"
#include "t/lib/stripe.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PROCESSES = 6,
	LIVING = 1, /* so many of these are not killed */
	USERS = 8,
	TYPES = 2,
	ROUNDS = 4,
	RUN_MS = 500,
	PAGES_MAX = 2000,
	ENDINGS = 6 /* what is looked at may be due for a look again */
};

static struct {
	char *logins[USERS], *owner, *event;
	char *types[TYPES];
	int *wrong; /* answers, of processes that may be killed */
	unsigned seed;
	int paid; /* pages, of this process */
} race;

/* A page of the provider's. */
struct page {
	char session[16], reservation[40];
	long amount;
};

static struct page pages[PAGES_MAX];

/* Those of a file of the provider's, "made" or "told", up to now. */
static int
read_pages(const char *name)
{
	FILE *file = fopen(text("%s/%s", stripe.dir, name), "re");
	char line[96];
	int n = 0;

	while (file && n < PAGES_MAX && fgets(line, sizeof(line), file))
		n += sscanf(line, "%15s %39s %ld", pages[n].session,
			 pages[n].reservation, &pages[n].amount) == 3;
	if (file)
		fclose(file);
	return n;
}

/* A page that is paid stays so, as does one that has expired. */
static bool
put_paid(const struct page *page)
{
	const char *name = text("paid-%s-%d", page->session, (int)getpid());

	http_server_set(&stripe, name,
	    "{\"status\": \"complete\", \"payment_status\": \"paid\", "
	    "\"payment_intent\": \"pi_%s\"}",
	    page->session);
	return link(text("%s/%s", stripe.dir, name),
		   text("%s/%s", stripe.dir, page->session)) == 0;
}

static bool
is_paid(const struct page *page)
{
	FILE *file = fopen(text("%s/%s", stripe.dir, page->session), "re");
	char line[200] = "";
	bool is;

	is = file && fgets(line, sizeof(line), file) && strstr(line, "paid");
	if (file)
		fclose(file);
	return is;
}

static bool
is_expected(int status)
{
	return (status >= 200 && status < 300) || status == 403 ||
	       status == 404 || status == 409 || status == 410 ||
	       status == 429 || status == 503;
}

static int
reserve(const char *login, unsigned *seed)
{
	return api_ask(login, POST, text("%s/reservations", race.event),
	    text("{\"items\":[{\"ticket_type_id\":\"%s\",\"quantity\":%d}]}",
		race.types[rand_r(seed) % TYPES], 1 + rand_r(seed) % 2));
}

/* Something of the latest reservation of somebody. */
static int
ask(const char *login, const char *as_whom, const char *method,
    const char *verb)
{
	const char *at;

	api_ask(login, GET, "/api/v1/users/me/reservations?limit=1", NULL);
	at = strstr(api_answered(), "\"id\":\"");
	if (!at)
		return 404;
	at += strlen("\"id\":\"");
	return api_ask(as_whom, method,
	    text("/api/v1/reservations/%.36s%s", at, verb), NULL);
}

static int
deliver(const struct page *page, int n)
{
	char *body = quoted(
	    text("{'object': 'event', 'id': 'evt_%s_%d', 'type': "
		 "'checkout.session.completed', 'data': {'object': %s}}",
		page->session, n,
		stripe_paid(page->session, page->reservation,
		    text("pi_%s", page->session), page->amount)));

	return api_send(&(struct talk_request){ .method = POST,
	    .target = "/api/v1/webhooks/payments/stripe",
	    .body = body,
	    .len = strlen(body),
	    .headers = { { "Content-Type", "application/json" },
		{ "Stripe-Signature",
		    stripe_signature(body, "whsec_test", 0) } },
	    .n_headers = 2 });
}

/* Somebody confirms; where they pay they may know from then on. */
static int
confirm(const char *login)
{
	int status = ask(login, login, POST, "/confirm"), n;
	const char *url = strstr(api_answered(), "https://pay.example/");
	char session[16];
	FILE *file;

	if (status != 200 || !url ||
	    sscanf(url, "https://pay.example/%15[a-z0-9_]", session) != 1)
		return status;
	n = read_pages("made");
	file = fopen(text("%s/told", stripe.dir), "ae");
	cr_assert(file);
	for (int i = 0; i < n; i++)
		if (str_eq(pages[i].session, session))
			fprintf(file, "%s %s %ld\n", session,
			    pages[i].reservation, pages[i].amount);
	fclose(file);
	return status;
}

/* Somebody pays on some page; Hearth hears of it twice, once or not. */
static int
pay(unsigned *seed)
{
	int n = read_pages("told"), status = 204;
	const struct page *page = &pages[n ? rand_r(seed) % n : 0];

	if (n == 0)
		return 404;
	if (!put_paid(page) && !is_paid(page))
		return 409;
	race.paid++;
	for (int i = rand_r(seed) % 3; i > 0 && is_expected(status); i--)
		status = deliver(page, rand_r(seed) % 2);
	return status;
}

static int
change(unsigned *seed)
{
	const char *login = race.logins[rand_r(seed) % USERS];
	int kind = rand_r(seed) % 20;

	if (kind < 6)
		return reserve(login, seed);
	if (kind < 11)
		return confirm(login);
	if (kind < 15)
		return pay(seed);
	if (kind < 17)
		return ask(login, login, DELETE, "");
	if (kind < 18)
		return ask(login, race.owner, POST, "/refund");
	if (kind < 19)
		return api_ask(login, PUT, text("%s/rsvps/me", race.event),
		    text("{\"status\":\"attending\",\"ticket_type_id\":\"%s\"}",
			race.types[rand_r(seed) % TYPES]));
	work();
	return 200;
}

/* Wherever this process will be then. */
static void
be_killed_in(int ms)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGKILL };
	struct itimerspec at = { .it_value = { .tv_nsec = ms * 1000000L } };
	timer_t timer;

	cr_assert(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 &&
		  timer_settime(timer, 0, &at, NULL) == 0);
}

static int
change_until_killed(int i)
{
	int64_t end = clock_monotonic_us() + RUN_MS * INT64_C(1000);
	unsigned seed = race.seed + (unsigned)i + 1;
	bool is_living = i < LIVING;

	if (!is_living)
		be_killed_in(1 + rand_r(&seed) % (RUN_MS - 1));
	/* on a busy machine it takes longer until something is paid */
	while (!is_living || clock_monotonic_us() < end || !race.paid) {
		int status = change(&seed);

		if (is_expected(status))
			continue;
		fprintf(stderr, "process %d: status %d: %s\n", i, status,
		    api_answered());
		++*race.wrong;
	}
	return 0;
}

static void
prepare(void)
{
	stripe_start(api_set);
	api_expect_503();
	api_set("RESERVATIONS_PER_HOUR", "1000000");
	race.wrong = mmap(NULL, sizeof(*race.wrong), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert(race.wrong != MAP_FAILED);
	given_event("e", .capacity = 6, .waitlist = true, .starts_in_h = 50);
	race.event = text("/api/v1/events/%s", id("e"));
	for (int i = 0; i < TYPES; i++) {
		given("t", "ann",
		    "/events/%s/ticket-types {'name': 'x', 'payment_type': "
		    "'paid', 'price': '%d', 'event_capacity': 4, "
		    "'refundable_before': 1}",
		    id("e"), 5 + i);
		race.types[i] = id("t");
	}
	for (int i = 0; i < USERS; i++)
		race.logins[i] = given_login(NULL, text("user%d", i));
	race.owner = given_login(NULL, "ann");
	work(); /* where the mails go is known to all then */
}

/* Who was killed had begun something, which others may do when its lease is
 * over; and all that waits for a time need not. */
static void
let_time_pass(bool holds_die)
{
	work_sql("UPDATE job SET lease_until = now() - interval '1 s' WHERE "
		 "state = 'running'",
	    "UPDATE job SET lease_until = 1 WHERE state = 'running'");
	work_sql("UPDATE job SET run_at = created_at WHERE state = 'ready'",
	    "UPDATE job SET run_at = created_at WHERE state = 'ready'");
	let_looks_be_due();
	if (holds_die)
		let_holds_die();
}

static void
expect_one_page_each(int n)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			cr_expect(
			    !str_eq(pages[i].reservation, pages[j].reservation),
			    "%s and %s are for the same", pages[i].session,
			    pages[j].session);
}

#define SUCCEEDED                                                      \
	"(SELECT COALESCE(sum(CASE p.kind WHEN 'charge' THEN "         \
	"p.amount_minor ELSE -p.amount_minor END), 0) FROM payment p " \
	"WHERE p.reservation_id = h.id AND p.status = 'succeeded')"

static void
expect_money(void)
{
	int n = read_pages("made"), paid = 0;

	expect_one_page_each(n);
	for (int i = 0; i < n; i++)
		paid += is_paid(&pages[i]);
	cr_expect(paid > 0, "of %d pages", n);
	expect_no("reservations that money is had for otherwise than it costs",
	    "reservation h WHERE " SUCCEEDED " <> CASE h.status WHEN "
	    "'confirmed' THEN h.total_minor ELSE 0 END");
	expect_no("charges of other pages than those that were paid",
	    text("(SELECT count(*) AS n FROM payment WHERE kind = 'charge') x "
		 "WHERE x.n <> %d",
		paid));
	expect_no("refunds that the provider has made otherwise",
	    text("(SELECT count(*) AS n FROM payment WHERE kind = 'refund') x "
		 "WHERE x.n <> %d",
		stripe_made("re")));
}

Test_engines(
    api_checkout_race, who_is_killed_pays_once_or_has_it_back, .timeout = 120)
{
	int results[PROCESSES], killed = 0;

	prepare();
	for (int round = 0; round < ROUNDS; round++) {
		stripe_mode("wild");
		race.seed = (unsigned)round * PROCESSES;
		api_in_processes(PROCESSES, change_until_killed, results);
		for (int i = 0; i < PROCESSES; i++)
			killed += results[i] < 0;
		expect_invariants();
		let_time_pass(round % 2);
	}
	cr_expect(*race.wrong == 0);
	cr_expect(killed == ROUNDS * (PROCESSES - LIVING));
	stripe_mode("ok");
	for (int i = 0; i < ENDINGS; i++) {
		let_time_pass(true);
		work();
	}
	expect_invariants();
	expect_money();
	stripe_stop();
}
