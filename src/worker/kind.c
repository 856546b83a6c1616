/*
 * The table of kinds, and what their functions share.
 */
#include "worker/kind.h"

#include <stdio.h>

#include "app/announcement.h"
#include "app/mail.h"
#include "base/clock.h"
#include "base/str.h"
#include "worker/mail.h"

#include "base/banned.h"

static const struct worker_kind kinds[] = {
	{ .name = APP_MAIL_JOB, .run = worker_mail_run },
	{ .name = APP_ANNOUNCEMENT_JOB, .write = app_announcement_run },
};

const struct worker_kind *
worker_kind_find(const char *name)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (str_eq(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

/* The lease is prolonged after a quarter of it. While the database is away it
 * runs on; the work goes on too, until the lease may have ended. */
bool
worker_tick(void *ctx)
{
	struct worker *w = ctx;
	int64_t now = clock_monotonic_us();
	int64_t age = now - w->kept_us;
	enum err err;

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
