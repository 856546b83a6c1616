/*
 * What races share that can be run for longer by hand: RACE_CHANGES=1000000
 * asks for so many changes, in rounds each with its kills, of which
 * RACE_ROUND=1000 is the number of the first, by which it differs from others.
 * With RACE_MS=10000, or 45000 on PostgreSQL, whose processes plan anew in each
 * round, more of the time goes into changes than into processes that start and
 * what is looked at after a round. With TMPDIR=/dev/shm SQLite waits for no
 * disk, as PostgreSQL does not in tests.
 */
#ifndef T_API_RACE_H
#define T_API_RACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct race {
	int processes; /* at once, of which the last is the worker */
	int mortals;   /* the first of them: each is killed in each round */
	/* Changes what it can for round_ms in the ith process; how many changes
	 * were made, or 0 when something else was answered. */
	int (*change)(int i);
	unsigned round; /* its number: another seed for each */
	int round_ms;
	/* so far, without what the killed ones and the worker did */
	int64_t changes;
	int64_t changes_asked;
	unsigned rounds, killed;
};

/* As the environment says, or else with rounds of round_ms until something is
 * changed. */
void race_begin(struct race *race, int round_ms);
/* Whether there is more to be done, unless the rounds until now changed
 * nothing; by hand also says what has been. */
bool race_goes_on(const struct race *race);
/* Fails when a process is neither killed nor did anything. */
void race_round(struct race *race);

/* This process dies in the first half of a round, by SIGKILL, wherever it is
 * then. */
void race_die(const struct race *race, unsigned *seed);

/* Of this database, that it broke. */
void race_expect_no_deadlocks(void);

/* Whether a process has time for more: until end_us, and for half a minute more
 * on a machine so busy that it has done nothing until then. */
bool race_has_time(int64_t end_us, int done);

#endif
