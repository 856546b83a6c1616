/*
 * Runs of routines: what one is at a time, and what the clock does to it.
 */
#ifndef RULE_RUN_H
#define RULE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"
#include "generated/words.h"

enum {
	RULE_RUN_REMIND_M = 60, /* so long before the start people are told */
	RULE_RUN_KEPT_D = 7	/* so long behind its end one is missed */
};

/* A run as it was written last. */
struct rule_run {
	enum run_status status;
	int64_t starts_us, due_us, overdue_us; /* ascending */
	struct opt_time wake; /* when the clock has to look at it */
};

/* What it is at a time, which the fragment run_status says in SQL. */
enum run_status rule_run_status(const struct rule_run *r, int64_t now_us);

/* Whether it is not done, and should be. */
bool rule_run_is_overdue(const struct rule_run *r, int64_t now_us);

/* When the clock first has to look at one. */
struct opt_time rule_run_wake(int64_t starts_us);

/* When one that is not done is missed: a week behind its end, or as soon as it
 * is overdue and the next one begins, when that is the policy. */
int64_t rule_run_misses_us(const struct rule_run *r, enum missed_policy policy,
    struct opt_time next_start);

/* What the clock does. */
enum rule_run_turn {
	RULE_RUN_RESTS,
	RULE_RUN_REMINDS,
	RULE_RUN_OPENS,
	RULE_RUN_IS_OVERDUE,
	RULE_RUN_IS_MISSED
};

/* The next step that is due; RULE_RUN_RESTS: there is none, and *r is as it
 * was. Each leads on. misses_us: rule_run_misses_us. */
enum rule_run_turn rule_run_step(
    struct rule_run *r, int64_t misses_us, int64_t now_us);

#endif
