/*
 * Files on disk that nobody has any more.
 */
#ifndef WORKER_FILE_H
#define WORKER_FILE_H

#include "worker/worker.h"

/* A worker_kind_fn for jobs of the kind APP_FILE_JOB. */
enum app_job_end worker_file_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
