/*
 * Mail jobs: what app/notice.h put into the queue becomes a message here and
 * leaves.
 */
#ifndef WORKER_MAIL_H
#define WORKER_MAIL_H

#include "worker/worker.h"
#include "generated/query/job.h"

/* A worker_kind_fn. Moot when the mail has lost its reason: the link is used or
 * expired, the user is gone, what it says of the event is not true any more;
 * and when its address has got MAIL_PER_DAY within a day. */
enum app_job_end worker_mail_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
