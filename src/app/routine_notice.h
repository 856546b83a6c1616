/*
 * What people are told of runs of routines.
 */
#ifndef APP_ROUTINE_NOTICE_H
#define APP_ROUTINE_NOTICE_H

#include "app/notice.h"
#include "app/routine.h"

/* What follows needs a transaction. */

/* Somebody: about a run that begins then. */
MUST_CHECK enum err app_routine_notice(struct call *call, enum rule_notice kind,
    const app_routine_row *routine, int64_t starts_us, struct user_id user);

/* Those who do a run, or where nobody is named whoever made the routine. */
MUST_CHECK enum err app_routine_notice_run(struct call *call,
    enum rule_notice kind, const app_routine_row *routine, const char *on,
    int64_t starts_us);

#endif
