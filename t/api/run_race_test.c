/*
 * Many processes claim, release and swap runs at once. Whatever comes of it, no
 * run has more people than it may have, and nobody does one without having
 * wanted to.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PROCESSES = 8,
	USERS = 6,
	DAYS = 3,
	PER_RUN = 2,
	RUN_MS = 1500,
	LEAST = 3
};

static struct {
	char *logins[USERS], *ids[USERS], *runs[DAYS];
} race;

static void
prepare(void)
{
	char *pool = text("%s", "");

	given("c", "user0", "/clusters {'name': 'x'}");
	for (int i = 0; i < USERS; i++) {
		char *name = text("user%d", i);

		race.logins[i] = given_login(NULL, name);
		if (i > 0)
			expect(
			    200, as(name, POST, "/clusters/%s/join", id("c")));
		race.ids[i] = id(name);
		pool = text("%s%s\"%s\"", pool, i ? "," : "", id(name));
	}
	given("r", "user0",
	    "/routines {'name': 'x', 'start_time': '%.5s', "
	    "'end_time': '%.5s', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s', 'assignment': "
	    "{'mode': 'claim', 'per_run': %d, 'pool': [%s]}}",
	    in_hours(2) + 11, in_hours(3) + 11, id("c"), PER_RUN, pool);
	for (int i = 0; i < DAYS; i++)
		race.runs[i] = text("/api/v1/routines/%s/runs/%.10s", id("r"),
		    in_hours(2 + 24 * i));
}

static int
ask(int user, const char *method, const char *path, const char *json)
{
	return api_ask(race.logins[user], method, path, json);
}

/* Somebody answers what was asked about a run last. */
static int
answer(int user, int run, const char *verb)
{
	const char *swap;
	int status = ask(user, GET, text("%s/swaps", race.runs[run]), NULL);
	int n = body_count("");

	if (status != 200 || n < 1)
		return status;
	swap = body(text("/%d/id", n - 1));
	return ask(user, POST, text("/api/v1/swaps/%s/%s", swap, verb), NULL);
}

static int
act(unsigned *seed)
{
	int user = rand_r(seed) % USERS, run = rand_r(seed) % DAYS;

	switch (rand_r(seed) % 8) {
	case 0:
	case 1:
		return ask(user, POST, text("%s/claim", race.runs[run]), NULL);
	case 2:
		return ask(
		    user, POST, text("%s/release", race.runs[run]), NULL);
	case 3:
	case 4:
		return ask(user, POST, text("%s/swaps", race.runs[run]),
		    rand_r(seed) % 2 ? NULL
				     : text("{\"to_user_id\":\"%s\"}",
					   race.ids[rand_r(seed) % USERS]));
	case 5:
		return answer(user, run, "decline");
	default:
		return answer(user, run, "accept");
	}
}

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status / 100 == 2 || status == 403 || status == 409 ||
	       status == 422 || status == 429 || status == 503;
}

static int
run(int i)
{
	unsigned seed = (unsigned)i + 1;
	int64_t until = clock_monotonic_us() + RUN_MS * 1000;
	int n = 0;

	/* on a busy machine it takes longer until enough is done */
	while (clock_monotonic_us() < until || n < LEAST) {
		int status = act(&seed);

		if (!is_expected(status)) {
			fprintf(stderr, "status %d\n", status);
			return -1;
		}
		n += status / 100 == 2;
	}
	return n;
}

/* Runs that more do than may, or somebody who neither claimed one nor accepted
 * it. */
#define WRONG                                                                  \
	"UPDATE routine SET name = 'wrong' WHERE EXISTS (SELECT 1 FROM "       \
	"run_assignee a GROUP BY a.routine_id, a.run_on HAVING count(*) > %d)" \
	" OR EXISTS (SELECT 1 FROM run_assignee a WHERE a.source <> 'claim' "  \
	"AND NOT EXISTS (SELECT 1 FROM swap w WHERE w.run_on = a.run_on AND "  \
	"w.to_user = a.user_id AND w.status = 'accepted'))"

Test_engines(api_run_race, no_more_do_a_run_than_may)
{
	int results[PROCESSES];
	const char *mark = text(WRONG, PER_RUN);

	prepare();
	api_expect_503();
	api_in_processes(PROCESSES, run, results);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(results[i] >= 0);
	work_sql(mark, mark);
	expect(200, as("user0", GET, "/routines/%s", id("r")));
	expect_text("x", body("/name"));
}
