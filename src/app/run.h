/*
 * Runs of routines: what people do with them.
 */
#ifndef APP_RUN_H
#define APP_RUN_H

#include "app/routine.h"

/* What follows needs a transaction, with the routine locked. */

/* A run of a routine that is locked, and how the caller stands to it. */
struct app_run {
	const app_routine_row *routine;
	const char *on;
	struct q_run_find_row row;
};

/* Finds one. ERR_NOT_FOUND, ERR_INVALID_TRANSITION of one that is no row yet:
 * it is too far ahead. */
MUST_CHECK enum err app_run_find(struct call *call,
    const app_routine_row *routine, const char *on, struct app_run *run);

/* Whether it has not begun, and its routine goes on. ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_run_check_ahead(
    struct call *call, const struct app_run *run);

struct app_run_move {
	struct routine_step_id step;
	enum rule_verb verb;
	const char *note; /* NULL: none */
};

/* Does something with a step. ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_INVALID_TRANSITION, ERR_STEP_BLOCKED. */
MUST_CHECK enum err app_run_move(struct call *call, const struct app_run *run,
    const struct app_run_move *move);

/* The caller does it. ERR_FORBIDDEN, ERR_INVALID_TRANSITION, ERR_RUN_TAKEN. */
MUST_CHECK enum err app_run_claim(struct call *call, const struct app_run *run);
/* They do not, after all. ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_run_release(
    struct call *call, const struct app_run *run);
/* These do it. ERR_VALIDATION_FAILED of somebody whom the routine is not for,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_run_assign(struct call *call, const struct app_run *run,
    const struct uuid *users, size_t n);

#endif
