/*
 * Keeping somebody out, and letting them in again.
 *
 * Who is suspended cannot act from that moment on. What they have around them
 * follows step by step, each a transaction of its own: their public events are
 * listed no more and take no RSVPs, their seats and places in waitlists at
 * events that lie ahead are free. Restoring lists the events again; the seats
 * may be somebody else's by then, so those RSVPs stay "not attending".
 */
#ifndef APP_SUSPENSION_H
#define APP_SUSPENSION_H

#include "app/call.h"

/* Suspends a user, ends the sessions, and leaves a job for the rest. *n is 0
 * when they were suspended before. Needs a transaction. */
MUST_CHECK enum err app_suspension_begin(
    struct call *call, struct user_id user, int64_t *n);
/* The same without a mail to them. */
MUST_CHECK enum err app_suspension_close(
    struct call *call, struct user_id user, int64_t *n);
/* Restores a user and leaves a job for the rest. *n is 0 when they were not
 * suspended. Needs a transaction. */
MUST_CHECK enum err app_suspension_end(
    struct call *call, struct user_id user, int64_t *n);

/* One step of the rest, for whoever does not want to wait for the job; *is_done
 * tells that none is left. Needs a transaction of its own. ERR_RETRY. */
MUST_CHECK enum err app_suspension_follow(
    struct call *call, struct user_id user, bool *is_done);

#define APP_SUSPENSION_JOB "suspension" /* the rest */
/* An app_job_fn: does one step, and adds a job for the next. */
MUST_CHECK enum err app_suspension_run(struct call *call, const char *payload);

#endif
