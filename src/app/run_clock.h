/*
 * What the clock does to runs: whoever changes a routine first writes what has
 * become of them by themselves.
 */
#ifndef APP_RUN_CLOCK_H
#define APP_RUN_CLOCK_H

#include "app/look.h"
#include "app/routine.h"

/* What follows needs a transaction. */

/*
 * Locks a routine, with all its runs, and brings these up to the time: what the
 * clock has not written yet is written first. ERR_NOT_FOUND.
 */
MUST_CHECK enum err app_routine_lock(
    struct call *call, struct routine_id id, app_routine_row *routine);
/* The same for whoever sees it; they are asked before it is locked too, so that
 * who may not makes nobody wait. */
MUST_CHECK enum err app_routine_load(
    struct call *call, struct routine_id id, app_routine_row *routine);
/* The same for whoever manages it. ERR_FORBIDDEN. */
MUST_CHECK enum err app_routine_manage(
    struct call *call, struct routine_id id, app_routine_row *routine);

/* What has become of the runs of routines by itself, and who is told of it. */
extern const struct app_look app_run_look;

#endif
