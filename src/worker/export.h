/*
 * Writing all that there is of a person into a file of the store.
 */
#ifndef WORKER_EXPORT_H
#define WORKER_EXPORT_H

#include "worker/worker.h"

/* A worker_kind_fn for jobs of the kind APP_EXPORT_JOB. */
enum app_job_end worker_export_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
