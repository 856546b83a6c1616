/*
 * A pause after failed attempts to connect, so that a database that is away
 * costs callers nothing but an error: 100 ms after the first failure, doubled
 * by each further one up to 2 s, and never quite the same in two processes.
 */
#ifndef DB_BREAKER_H
#define DB_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

struct db_breaker {
	int64_t pause_us; /* 0: the last attempt succeeded */
	int64_t open_until_us;
};

/* Whether no attempt should be made now; *left_us is for how long. */
bool db_breaker_is_open(
    const struct db_breaker *b, int64_t now_us, int64_t *left_us);
/* An attempt failed: the pause doubles, from 0.1 s to at most 2 s. Half of it
 * is random, so that not everybody comes back at once. */
void db_breaker_fail(struct db_breaker *b, int64_t now_us);
/* An attempt succeeded. */
void db_breaker_reset(struct db_breaker *b);

#endif
