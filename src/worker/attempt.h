/*
 * What the functions of kinds of jobs need of the worker while they run.
 */
#ifndef WORKER_ATTEMPT_H
#define WORKER_ATTEMPT_H

#include "worker/worker.h"

/* To be called about once a second by whatever waits: keeps the lease. False
 * when the lease is lost: stop. ctx is the worker. */
bool worker_tick(void *ctx);

/* The database failed a job: once more, with the fault as the reason. */
enum app_job_end worker_db_failed(
    struct worker *w, enum err err, char reason[WORKER_REASON_SIZE]);

#endif
