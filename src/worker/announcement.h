/*
 * The job that turns an announcement into mails.
 */
#ifndef WORKER_ANNOUNCEMENT_H
#define WORKER_ANNOUNCEMENT_H

#include "worker/kind.h"

/* A worker_kind_fn. */
enum app_job_end worker_announcement_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
