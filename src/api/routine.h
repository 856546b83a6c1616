/*
 * What the handlers of routines share.
 */
#ifndef API_ROUTINE_H
#define API_ROUTINE_H

#include "api/reply.h"
#include "app/run_clock.h"
#include "generated/api.h"

/* 200 with the routine as the caller sees it. */
MUST_CHECK enum err api_routine_reply(struct call *call, struct routine_id id);

/*
 * Takes over what somebody has written: all of it, or for a patch what is
 * there. ERR_VALIDATION_FAILED, ERR_RRULE_INVALID.
 */
MUST_CHECK enum err api_routine_merge(struct call *call,
    app_routine_row *routine, const struct api_routine_input *in,
    bool is_patch);

/* Adds the steps of a new routine. ERR_VALIDATION_FAILED where one would come
 * before itself. Needs a transaction. */
MUST_CHECK enum err api_routine_add_steps(struct call *call,
    const app_routine_row *routine, const struct api_routine_input *in);

/* Plans its runs. ERR_RRULE_INVALID when none is ahead. Needs a transaction,
 * with the routine locked. */
MUST_CHECK enum err api_routine_plan(
    struct call *call, const app_routine_row *routine);

#endif
