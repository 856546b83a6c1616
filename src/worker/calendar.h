/*
 * Jobs of the kind APP_CALENDAR_SOURCE_JOB: asking a calendar elsewhere.
 */
#ifndef WORKER_CALENDAR_H
#define WORKER_CALENDAR_H

#include "worker/worker.h"

/* A worker_kind_fn. */
enum app_job_end worker_calendar_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
