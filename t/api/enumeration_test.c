/*
 * Whether somebody has an account is told by no answer, and by no work that is
 * done for one: as many statements run and passwords are hashed for an address
 * that nobody has, and the answer comes at a whole step. ENUMERATION_TRIES in
 * the environment also compares the time (contrib/bench/enumeration).
 */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/api/issuer.h"
#include "t/api/sign.h"
#include "t/lib/exposition.h"

#include "base/banned.h"

/* Bob wants the address. */
#define CHANGE_OF "email change"
/* Somebody has answered without an account; elsewhere another guest has. */
#define GUEST_OF "guest's answer"

/* What asks, of an address, and the body; CODE stands for six digits that are
 * none of its. */
static const struct {
	char name[32], body[160];
	bool is_verified; /* the account */
	char mail[32];	  /* asks for the code that is tried */
} ways[] = {
	{ "auth/login", "'password': 'Not-it-at-all-1'", true, "" },
	{ "auth/forgot-password", "", true, "" },
	{ "auth/magic-codes", "", true, "" },
	{ "auth/resend-verification", "", false, "" },
	{ "auth/resend-verification", "", true, "" },
	{ "auth/magic-codes/verify", "'code': '000000'", true,
	    "auth/magic-codes" },
	{ "auth/verify-email", "'code': '000000'", false,
	    "auth/resend-verification" },
	{ "auth/reset-password",
	    "'code': '000000', 'new_password': 'Tea-at-4-oclock', "
	    "'new_password_verify': 'Tea-at-4-oclock'",
	    true, "auth/forgot-password" },
	{ "auth/email-change/confirm", "'code': '000000'", true, CHANGE_OF },
	{ "auth/email-change/confirm", "'code': '000000'", false, CHANGE_OF },
	{ "guest-rsvps/confirm", "'code': '000000'", true, GUEST_OF },
	{ "auth/signup",
	    "'first_name': 'Ann', 'last_name': 'Lee', 'password': "
	    "'Tea-at-4-oclock', 'password_verify': 'Tea-at-4-oclock'",
	    true, "" },
	{ "auth/signup",
	    "'first_name': 'Ann', 'last_name': 'Lee', 'password': "
	    "'Tea-at-4-oclock', 'password_verify': 'Tea-at-4-oclock'",
	    false, "" },
};

/* The least that an answer takes which tells nothing by how long it does. */
enum { STEP_US = 20 * 1000 };

/* Takes the place of libargon2's, which all hashes come to. */
static int n_hashes;

typedef int (*argon2_fn)(void *context, int type);
int argon2_ctx(void *context, int type);

int
argon2_ctx(void *context, int type)
{
	argon2_fn real;
	void *symbol = dlsym(RTLD_NEXT, "argon2_ctx");

	memcpy(&real, &symbol, sizeof(real));
	n_hashes++;
	return real(context, type);
}

static int
ask_for(const char *path, const char *more, const char *name)
{
	return anonymous(POST, "/%s {'email': '%s@example.org'%s%s}", path,
	    name, *more ? "," : "", quoted(more));
}

static int
ask(size_t way, const char *name)
{
	return ask_for(ways[way].name, ways[way].body, name);
}

static int
change_to(const char *name)
{
	return as(
	    "bob", POST, "/users/me/email {'email': '%s@example.org'}", name);
}

static int
answer_as(const char *name)
{
	return anonymous(POST,
	    "/events/%s/guest-rsvps {'email': '%s@example.org', "
	    "'first_name': 'Ann', 'last_name': 'Lee', 'status': 'attending'}",
	    id("e"), name);
}

/* What comes before. */
static void
prepare(size_t way, bool is_known, const char *name)
{
	if (str_eq(ways[way].mail, CHANGE_OF))
		expect(202, change_to(name));
	else if (str_eq(ways[way].mail, GUEST_OF))
		expect(202, answer_as(is_known ? name : "gus"));
	else if (*ways[way].mail)
		expect(200, ask_for(ways[way].mail, "", name));
}

/* Statements that ran until now, of which each look adds one. */
static int
statements(void)
{
	int n;

	api_from("127.0.0.1");
	expect(200, anonymous(GET, "//metrics"));
	n = (int)exposition_sum(response()->body, "hearth_statements_total");
	api_from(NULL);
	return n;
}

struct cost {
	int status, statements, hashes;
	int64_t took_us;
	char *answer;
};

static struct cost
cost_of(size_t way, bool is_known, const char *name)
{
	struct cost cost;

	prepare(way, is_known, name);
	cost = (struct cost){ .hashes = n_hashes, .statements = statements() };
	cost.took_us = clock_monotonic_us();
	cost.status = ask(way, name);
	cost.took_us = clock_monotonic_us() - cost.took_us;
	cost.answer = text("%s %s", body("/code"), body("/message"));
	cost.hashes = n_hashes - cost.hashes;
	cost.statements = statements() - cost.statements;
	return cost;
}

static void
expect_alike(size_t way, const char *somebody, const char *nobody)
{
	struct cost known = cost_of(way, true, somebody);
	struct cost unknown = cost_of(way, false, nobody);

	expect_int(known.status, unknown.status);
	expect_text(known.answer, unknown.answer);
	cr_expect(known.statements == unknown.statements &&
		      known.hashes == unknown.hashes,
	    "%zu %s: %d and %d statements, %d and %d hashes", way,
	    ways[way].name, known.statements, unknown.statements, known.hashes,
	    unknown.hashes);
	cr_expect(known.took_us >= STEP_US && unknown.took_us >= STEP_US,
	    "%s takes as long as it works", ways[way].name);
	cr_expect(known.hashes == (strstr(ways[way].body, "password") &&
				      !strstr(ways[way].body, "code")),
	    "%s: %d hashes", ways[way].name, known.hashes);
}

/* He has an event that guests may answer. */
static void
given_bob(void)
{
	given_member("bob", true);
	given_event("e", .by = "bob", .more = ", 'guest_rsvp': true");
}

Test_engines(api_enumeration, an_address_that_nobody_has_costs_as_much)
{
	api_set("MAIL_REQUESTS_PER_DAY", "0");
	given_bob();
	for (size_t i = 0; i < N_OF(ways); i++) {
		const char *name = text("ann%zu", i);

		given_member(name, ways[i].is_verified);
		/* also too soon after the first time */
		for (int n = 0; n < 2; n++)
			expect_alike(i, name, text("eve%zu", i));
	}
}

/* A code to an address that a provider has told. */
static int
statements_for_ticket(const char *name)
{
	char *ticket;
	int before;

	expect(
	    409, issuer_sign_in(name, text("%s@example.org", name), "false"));
	ticket = body("/link_ticket");
	before = statements();
	expect(200,
	    anonymous(POST, "/auth/magic-codes {'link_ticket': '%s'}", ticket));
	return statements() - before;
}

Test_engines(api_enumeration, one_that_a_provider_has_told_costs_as_much)
{
	static const char *const settings[] = { "open", "invite", "closed" };

	issuer_start("oidc", "");
	given_member("ann", true);
	given_member("bob", false);
	for (size_t i = 0; i < N_OF(settings); i++) {
		int of_nobody;

		api_set("SIGNUP", settings[i]);
		of_nobody = statements_for_ticket("eve");
		expect_int(of_nobody, statements_for_ticket("ann"));
		expect_int(of_nobody, statements_for_ticket("bob"));
	}
	issuer_stop();
}

/*
 * Time, by hand.
 */

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The mean and variance of those up to most: what lies above was somebody
 * else's turn. */
static void
moments(const double *t, size_t n, double most, double of[3])
{
	of[0] = of[1] = of[2] = 0;
	for (size_t i = 0; i < n; i++)
		if (t[i] <= most) {
			double from_mean = t[i] - of[1];

			of[0]++;
			of[1] += from_mean / of[0];
			of[2] += from_mean * (t[i] - of[1]);
		}
	of[2] /= of[0] - 1;
}

/* Welch's t of two samples without the slowest tenth of both. */
static double
welch(const double *a, const double *b, size_t n)
{
	double *all = calloc(2 * n, sizeof(*all)), x[3], y[3], most;

	cr_assert(all);
	memcpy(all, a, n * sizeof(*a));
	memcpy(all + n, b, n * sizeof(*b));
	qsort(all, 2 * n, sizeof(*all), compare);
	most = all[2 * n * 9 / 10];
	free(all);
	moments(a, n, most, x);
	moments(b, n, most, y);
	return (x[1] - y[1]) / sqrt(x[2] / x[0] + y[2] / y[0]);
}

/* What is timed besides: a code to an address that a provider has told, and an
 * address that an account is to have. */
enum { BY_TICKET = N_OF(ways), CHANGE, TIMED };

static char *tickets[2]; /* of an address that nobody has, and of one */

static const char *
name_of(size_t way)
{
	return way == BY_TICKET ? "link ticket"
	       : way == CHANGE	? CHANGE_OF
				: ways[way].name;
}

enum { COUNTS, MAILS, ANSWERS };
#define FORGET(of, table)                                              \
	[of] = { .name = "test_forget_" table,                         \
		.sql = { "DELETE FROM " table, "DELETE FROM " table }, \
		.index = DB_QUERIES_MAX + of,                          \
		.is_write = true }

/* All rows of a table. */
static void
forget(int of)
{
	static const struct db_query queries[] = {
		FORGET(COUNTS, "throttle"),
		FORGET(MAILS, "verification"),
		FORGET(ANSWERS, "guest_request"),
	};

	cr_assert(
	    !db_exec(given_db(), (struct db_call){ &queries[of], NULL }, NULL));
}

static char *
ticket_of(const char *name)
{
	expect(
	    409, issuer_sign_in(name, text("%s@example.org", name), "false"));
	return body("/link_ticket");
}

/* They live for some minutes. */
static void
renew_tickets(void)
{
	tickets[0] = ticket_of("eve");
	tickets[1] = ticket_of(text("ann%zu", (size_t)BY_TICKET));
}

static int
ask_timed(size_t way, bool is_known, const char *name)
{
	if (way == BY_TICKET)
		return anonymous(POST,
		    "/auth/magic-codes {'link_ticket': '%s'}",
		    tickets[is_known]);
	return way == CHANGE ? change_to(name) : ask(way, name);
}

/* In microseconds. Who signs up is known the next time. */
static double
time_of(size_t way, bool is_known, size_t i)
{
	const char *name = is_known ? text("ann%zu", way)
				    : text("eve%zu.%zu", way, i);
	int64_t began;

	/* who asks often is refused, and whose answers wait */
	forget(COUNTS);
	forget(ANSWERS);
	if (way < N_OF(ways))
		prepare(way, is_known, name);
	began = clock_monotonic_us();
	ask_timed(way, is_known, name);
	return (double)(clock_monotonic_us() - began);
}

static void
compare_times(size_t way, size_t n)
{
	double *known = calloc(n, sizeof(*known)),
	       *unknown = calloc(n, sizeof(*unknown)), t;

	cr_assert(known && unknown);
	for (size_t i = 0; i < n; i++) {
		if (i % 17 == 0)
			/* nobody has thousands, by MAIL_INTERVAL_SECONDS */
			forget(MAILS);
		if (way == BY_TICKET && i % 101 == 0)
			renew_tickets();
		if (i % 2)
			known[i] = time_of(way, true, i);
		unknown[i] = time_of(way, false, i);
		if (i % 2 == 0)
			known[i] = time_of(way, true, i);
	}
	t = welch(known, unknown, n);
	qsort(known, n, sizeof(*known), compare);
	qsort(unknown, n, sizeof(*unknown), compare);
	printf("%-20s %-10s known %7.0f us, unknown %7.0f us, t %6.2f\n",
	    name_of(way),
	    way >= N_OF(ways) || ways[way].is_verified ? "verified"
						       : "unverified",
	    known[n / 2], unknown[n / 2], t);
	fflush(stdout);
	cr_expect(fabs(t) < 4.5, "%s: t %g", name_of(way), t);
	free(known);
	free(unknown);
}

static void
compare_all(size_t n)
{
	const char *only = getenv("ENUMERATION_WAY");

	for (size_t way = 0; way < TIMED; way++) {
		if (only && !str_eq(only, name_of(way)))
			continue;
		given_member(text("ann%zu", way),
		    way >= N_OF(ways) || ways[way].is_verified);
		compare_times(way, n);
	}
}

Test_engines(api_enumeration, nor_does_it_take_another_time)
{
	const char *tries = getenv("ENUMERATION_TRIES");

	if (!tries)
		return;
	issuer_start("oidc", "");
	api_set("MAIL_REQUESTS_PER_DAY", "0");
	api_set("MAIL_INTERVAL_SECONDS", "0");
	api_set("LOGIN_FAILURES", "0");
	api_set("UNVERIFIED_ACCOUNTS", "1000000");
	api_set("FRESH_MINUTES", "1440");
	given_bob();
	compare_all(strtoul(tries, NULL, 10));
	issuer_stop();
}
