#include "t/api/race.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "t/lib/api.h"
#include "t/lib/rows.h"

#include "base/banned.h"

/* A number of the environment. */
static int64_t
said(const char *name, int64_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoll(value, NULL, 10) : otherwise;
}

void
race_begin(struct race *race, int round_ms)
{
	race->changes_asked = said("RACE_CHANGES", 1);
	race->round = (unsigned)said("RACE_ROUND", 0);
	race->round_ms = (int)said("RACE_MS", round_ms);
}

bool
race_goes_on(const struct race *race)
{
	if (race->rounds && race->changes_asked > 1)
		fprintf(stderr, "%lld changes, %u rounds, %u killed\n",
		    (long long)race->changes, race->rounds, race->killed);
	return race->changes < race->changes_asked &&
	       (!race->rounds || race->changes > 0);
}

void
race_round(struct race *race)
{
	int done[API_PROCESSES_MAX];

	api_in_processes(race->processes, race->change, done);
	for (int i = 0; i < race->processes; i++) {
		bool is_mortal = i < race->mortals;

		cr_expect(is_mortal ? done[i] == -1 : done[i] > 0,
		    "round %u, process %d: %d", race->round, i, done[i]);
		race->killed += done[i] == -1;
		if (!is_mortal && i < race->processes - 1 && done[i] > 0)
			race->changes += done[i];
	}
	race->round++;
	race->rounds++;
}

void
race_die(const struct race *race, unsigned *seed)
{
	struct sigevent by = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGKILL };
	int round_ms = race->round_ms;
	int ms = (round_ms + rand_r(seed) % (3 * round_ms)) / 8;
	struct itimerspec at = { .it_value = { .tv_sec = ms / 1000,
				     .tv_nsec = ms % 1000 * 1000000L } };
	timer_t timer;

	cr_assert(timer_create(CLOCK_MONOTONIC, &by, &timer) == 0 &&
		  timer_settime(timer, 0, &at, NULL) == 0);
}

void
race_expect_no_deadlocks(void)
{
	int64_t n = rows_n(
	    "SELECT sum(deadlocks)::bigint AS n FROM pg_stat_database "
	    "WHERE datname = current_database()",
	    "SELECT 0 AS n");

	cr_expect(n == 0, "%lld deadlocks", (long long)n);
}

bool
race_has_time(int64_t end_us, int done)
{
	return clock_monotonic_us() <
	       end_us + (done ? 0 : 30 * CLOCK_SECOND_US);
}
