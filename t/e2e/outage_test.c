/*
 * The database goes away and comes back; nobody restarts anything.
 */
#include "t/lib/e2e.h"

#include <stdlib.h>

#include "base/clock.h"

#include "base/banned.h"

#ifdef WITH_POSTGRESQL

static void
start(void)
{
	e2e_start(DB_POSTGRESQL, NULL);
}

TestSuite(e2e_outage, .init = start, .fini = e2e_stop, .timeout = 60);

static bool
answers_again(void *ctx)
{
	(void)ctx;
	return as("ann", GET, "/users/me") == 200;
}

enum { ROUNDS = 20, AT_ONCE_US = 250000 };

/* How long each response took. */
static int64_t took_us[3 * ROUNDS];
static size_t n_took;

/* A response says when to come back. */
static void
expect_503(int status, int64_t started_us)
{
	took_us[n_took++] = clock_monotonic_us() - started_us;
	expect_int(503, status);
	expect_text("database_unavailable", problem_code());
	cr_expect(!str_eq(header("Retry-After"), "(none)"));
}

static int
compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* They come at once, but for some, since other tests take time as well. */
static void
expect_at_once(void)
{
	qsort(took_us, n_took, sizeof(*took_us), compare_times);
	cr_expect(took_us[n_took / 2] < AT_ONCE_US, "after %lld ms",
	    (long long)took_us[n_took / 2] / 1000);
}

Test(e2e_outage, is_told_at_once_and_ends_by_itself)
{
	const char *name = database_name(e2e_database());
	int i;

	expect(200, as("ann", GET, "/users/me"));
	given_event("e");
	database_server(e2e_database(),
	    text("ALTER DATABASE \"%s\" ALLOW_CONNECTIONS false", name));
	database_server(
	    e2e_database(), text("SELECT pg_terminate_backend(pid, 5000) FROM "
				 "pg_stat_activity WHERE datname = '%s'",
				name));
	for (i = 0; i < ROUNDS; i++) {
		int64_t now = clock_monotonic_us();

		expect_503(as("ann", GET, "/users/me"), now);
		now = clock_monotonic_us();
		expect_503(as("ann", PUT,
			       "/events/%s/rsvps/me "
			       "{'status': 'attending'}",
			       id("e")),
		    now);
		now = clock_monotonic_us();
		expect_503(anonymous(GET, "//readyz"), now);
	}
	expect_at_once();
	expect(200, anonymous(GET, "//healthcheck"));
	database_server(e2e_database(),
	    text("ALTER DATABASE \"%s\" ALLOW_CONNECTIONS true", name));
	wait_until(answers_again, NULL, 15000, "a response");
	/* the responders have found back, each of them */
	for (i = 0; i < 20; i++)
		expect(200, as("ann", GET, "/users/me"));
	expect(
	    200, as("ann", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	e2e_pass();
}

#endif
