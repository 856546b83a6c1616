/*
 * The kinds of jobs: one table gives each its function.
 */
#ifndef WORKER_KIND_H
#define WORKER_KIND_H

#include "worker/worker.h"
#include "generated/query/job.h"

/*
 * Does the job's work and tells how that ended; a reason goes into *reason
 * (may stay empty). Runs outside of a transaction and must bound its waits; a
 * wait longer than a few seconds must tick the worker (worker/attempt.h).
 */
typedef enum app_job_end (*worker_kind_fn)(struct worker *w,
    const struct q_job_claim_row *job, char reason[WORKER_REASON_SIZE]);

/* One of the two functions is set. */
struct worker_kind {
	const char *name;
	worker_kind_fn run; /* works on the world outside */
	app_job_fn write;   /* writes to the database only: exactly once */
	/* whether this version knows what a payload is about; NULL: any */
	bool (*knows)(struct call *call, const char *payload);
};

/* The i-th kind, NULL past the end. */
const struct worker_kind *worker_kind_at(size_t i);
/* NULL when no such kind exists. */
const struct worker_kind *worker_kind_find(const char *name);

#endif
