/*
 * Memberships that end: the clock tells whose is about to, and makes alumni of
 * whose has.
 */
#ifndef APP_EXPIRY_H
#define APP_EXPIRY_H

#include "app/call.h"

#define APP_EXPIRY_JOB "expiry" /* one membership */

/* Adds a job for each membership that the clock has to look at; *n is how many.
 * Needs no transaction. */
MUST_CHECK enum err app_expiry_begin(struct call *call, size_t *n);

/*
 * An app_job_fn: says that a membership ends, or ends it. Who it is stays as
 * one of the alumni, without other roles, without the groups that admit none,
 * and without answers to what is not for them any more. The last admin stays
 * until there is another one. ERR_RETRY.
 */
MUST_CHECK enum err app_expiry_run(struct call *call, const char *payload);

#endif
