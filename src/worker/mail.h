/*
 * Mail jobs: what app/mail.h put into the queue becomes a message here and
 * leaves.
 */
#ifndef WORKER_MAIL_H
#define WORKER_MAIL_H

#include "worker/worker.h"

/* A worker_kind_fn. Moot when the mail has lost its reason: the link is used
 * or expired, the user or the event is gone, the event takes place after all.
 */
enum app_job_end worker_mail_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
