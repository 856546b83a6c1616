/*
 * Erasing somebody.
 *
 * From the moment it is asked for they are out, as who is suspended is. When
 * the time has come, what they have around them goes step by step, each a
 * transaction of its own: answers are taken back and seats move on, spaces and
 * events that lie ahead pass to others, or close and are cancelled; messages
 * lose their content. In the last step what they made in shared places passes
 * to an account that stands for whoever is gone, and their row goes, with all
 * that sql/person.txt says.
 */
#ifndef APP_ERASURE_H
#define APP_ERASURE_H

#include "app/call.h"

/* The account that stands for whoever is gone: it is there from the first
 * erasure on, and cannot be erased. */
extern const struct user_id app_erasure_ghost;

/* Suspends a user, without a mail, and leaves a job for the rest at a time.
 * Earlier when it was asked for before, but never later. Needs a transaction.
 * ERR_NOT_FOUND. */
MUST_CHECK enum err app_erasure_ask(
    struct call *call, struct user_id user, int64_t at_us);

/* One step, for whoever does not want to wait for the job; *is_done tells that
 * none is left: the person is gone, is not to be erased (yet), or may still pay
 * somewhere, and a job waits for what comes of that, for a week at most. Needs
 * a transaction of its own. ERR_RETRY. */
MUST_CHECK enum err app_erasure_step(
    struct call *call, struct user_id user, bool *is_done);

#define APP_ERASURE_JOB "erasure"
/* An app_job_fn: does one step, and adds a job for the next. */
MUST_CHECK enum err app_erasure_run(struct call *call, const char *payload);

#endif
