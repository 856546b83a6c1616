/*
 * What becomes of clusters and groups that were closed, when their time has
 * come: they go, step by step, with all that is in them.
 */
#ifndef APP_CLOSING_H
#define APP_CLOSING_H

#include "app/call.h"
#include "generated/id/space.h"

/* Leaves jobs for the spaces that are due; n: how many. Needs no transaction.
 */
MUST_CHECK enum err app_closing_begin(struct call *call, size_t *n);

/*
 * One step: some rows of a space that is due, of a cluster those of its groups
 * first; at last its own. *is_done tells that none is left, also since somebody
 * else removed the space. Needs a transaction of its own.
 */
MUST_CHECK enum err app_closing_step(
    struct call *call, struct space_id id, bool *is_done);

#define APP_CLOSING_JOB "closing"
/* An app_job_fn: does one step, and adds a job for the next. */
MUST_CHECK enum err app_closing_run(struct call *call, const char *payload);

#endif
