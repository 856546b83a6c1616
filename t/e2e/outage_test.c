/*
 * The database goes away and comes back; nobody restarts anything.
 */
#include "t/lib/e2e.h"

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

/* Each response comes at once and says when to come back. */
static void
expect_503(int status, int64_t started_us)
{
	int64_t ms = (clock_monotonic_us() - started_us) / 1000;

	expect_int(503, status);
	cr_expect(ms < 250, "after %d ms", (int)ms);
	expect_text("database_unavailable", problem_code());
	cr_expect(!str_eq(header("Retry-After"), "(none)"));
}

Test(e2e_outage, is_told_at_once_and_ends_by_itself)
{
	const char *name = database_name(e2e_database());
	int i;

	expect(200, as("ann", GET, "/users/me"));
	given_event("e");
	database_server(e2e_database(),
	    text("ALTER DATABASE \"%s\" ALLOW_CONNECTIONS false", name));
	database_server(e2e_database(),
	    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
		 "WHERE datname = '%s'",
		name));
	for (i = 0; i < 20; i++) {
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
