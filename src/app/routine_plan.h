/*
 * From how a routine recurs to its runs: those of the next eight weeks are
 * rows, which somebody can be named for; later ones are worked out when they
 * are asked for.
 */
#ifndef APP_ROUTINE_PLAN_H
#define APP_ROUTINE_PLAN_H

#include "app/routine.h"

enum { APP_ROUTINE_PLAN_DAYS = 56 };

/*
 * Writes the runs of an active routine that is locked, as it says now, and
 * gives them out. Those that have begun stay; of those that it has no more the
 * ones stay that somebody has arranged something for. *n: how many are ahead;
 * 0: there will be none. Needs a transaction.
 */
MUST_CHECK enum err app_routine_plan(
    struct call *call, const app_routine_row *routine, size_t *n);

/* The other side, for the worker: plans on for those that are not planned far
 * enough, *n is how many. Begins and ends its transactions. */
MUST_CHECK enum err app_routine_plan_on(struct call *call, size_t *n);

#endif
