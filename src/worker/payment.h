/*
 * Jobs that ask providers of payment.
 */
#ifndef WORKER_PAYMENT_H
#define WORKER_PAYMENT_H

#include "worker/worker.h"

/* A worker_kind_fn of APP_CHECKOUT_JOB. */
enum app_job_end worker_payment_look(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);
/* A worker_kind_fn of APP_REFUND_JOB. */
enum app_job_end worker_payment_refund(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

#endif
