/*
 * What races share that can be run for longer by hand: RACE_CHANGES=1000000
 * asks for so many changes, in rounds each with its kills, of which
 * RACE_ROUND=1000 is the number of the first, by which it differs from others.
 * With RACE_MS=20000 more of the time goes into changes than into what is
 * looked at after a round.
 */
#ifndef T_API_RACE_H
#define T_API_RACE_H

#include <stddef.h>
#include <stdint.h>

/* A number of the environment. */
int64_t race_said(const char *name, int64_t otherwise);

/* This process dies in the first half of a round, by SIGKILL, wherever it is
 * then. */
void race_die(unsigned *seed, int round_ms);

/* The n of the ith statement of its kind, 0 to 9: one for each engine. */
int64_t race_count(uint16_t i, const char *postgresql, const char *sqlite);
/* Deadlocks that the database broke since its server started. */
int64_t race_deadlocks(void);

#endif
