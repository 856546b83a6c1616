#include "t/api/race.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "t/lib/given.h"

#include "base/banned.h"

int64_t
race_said(const char *name, int64_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoll(value, NULL, 10) : otherwise;
}

void
race_die(unsigned *seed, int round_ms)
{
	struct sigevent by = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGKILL };
	int ms = (round_ms + rand_r(seed) % (3 * round_ms)) / 8;
	struct itimerspec at = { .it_value = { .tv_sec = ms / 1000,
				     .tv_nsec = ms % 1000 * 1000000L } };
	timer_t timer;

	cr_assert(timer_create(CLOCK_MONOTONIC, &by, &timer) == 0 &&
		  timer_settime(timer, 0, &at, NULL) == 0);
}

struct count {
	int64_t n;
};

int64_t
race_count(uint16_t i, const char *postgresql, const char *sqlite)
{
	static const struct db_field field = {
		.name = "n", .type = DB_INT, .offset = offsetof(struct count, n)
	};
	struct db_query query = { .name = text("test_count_%d", (int)i),
		.index = (uint16_t)(DB_QUERIES_MAX + i),
		.sql = { postgresql, sqlite },
		.out = &field,
		.n_out = 1,
		.row_size = sizeof(struct count) };
	struct count row;

	cr_assert(db_one(given_db(), (struct db_call){ &query, NULL }, &row) ==
		  ERR_OK);
	return row.n;
}

int64_t
race_deadlocks(void)
{
	return race_count(0,
	    "SELECT sum(deadlocks)::bigint AS n FROM pg_stat_database "
	    "WHERE datname = current_database()",
	    "SELECT 0 AS n");
}
