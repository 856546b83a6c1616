/*
 * Jobs that ask providers: for what they say of themselves, for other tokens in
 * place of those that end, and to forget an account that was taken away; and
 * Clerk for its keys.
 */
#ifndef WORKER_PROVIDER_H
#define WORKER_PROVIDER_H

#include "worker/worker.h"

/* A worker_kind_fn, of APP_PROVIDER_JOB. */
enum app_job_end worker_provider_discover(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);
/* A worker_kind_fn, of APP_LINKED_JOB. */
enum app_job_end worker_provider_forget(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

/* A worker_kind_fn, of APP_LINKED_RENEW_JOB. */
enum app_job_end worker_provider_renew(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);
/* A worker_kind_fn, of APP_CLERK_KEYS_JOB. */
enum app_job_end worker_provider_clerk(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
