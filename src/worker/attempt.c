/*
 * The attempt that is under way: its lease, and an end that many kinds share.
 */
#include "worker/attempt.h"

#include <stdio.h>

#include "base/clock.h"

#include "base/banned.h"

/* The lease is prolonged after a quarter of it. While the database is away it
 * runs on; the work goes on too, until the lease may have ended. */
bool
worker_tick(void *ctx)
{
	struct worker *w = ctx;
	int64_t now = clock_monotonic_us();
	int64_t age = now - w->kept_us;
	enum err err;

	worker_beat(w);
	if (w->is_lease_lost)
		return false;
	if (age < APP_JOB_LEASE_S * CLOCK_SECOND_US / 4)
		return true;
	err = app_job_keep(&w->call, w->job);
	if (!err) {
		w->kept_us = now;
		return true;
	}
	w->is_lease_lost = err == ERR_NOT_FOUND ||
			   age > (APP_JOB_LEASE_S - 5) * CLOCK_SECOND_US;
	return !w->is_lease_lost;
}

enum app_job_end
worker_db_failed(
    struct worker *w, enum err err, char reason[WORKER_REASON_SIZE])
{
	snprintf(reason, WORKER_REASON_SIZE, "%s: %s", err_code(err),
	    w->fault.internal[0] ? w->fault.internal : w->fault.detail);
	return APP_JOB_AGAIN;
}
