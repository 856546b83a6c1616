/*
 * Smaller pictures of those that people send.
 */
#ifndef WORKER_IMAGE_H
#define WORKER_IMAGE_H

#include "worker/worker.h"

/* A worker_kind_fn for jobs of the kind APP_FILE_IMAGE_JOB. */
enum app_job_end worker_image_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
