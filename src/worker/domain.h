/*
 * Jobs of the kind APP_DOMAIN_JOB: looking for the record that proves a domain.
 */
#ifndef WORKER_DOMAIN_H
#define WORKER_DOMAIN_H

#include "worker/worker.h"

/* A worker_kind_fn. */
enum app_job_end worker_domain_run(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
