/*
 * Runs announcement jobs; app/announcement.c does the work.
 */
#include "worker/announcement.h"

#include "app/announcement.h"
#include "base/str.h"

#include "base/banned.h"

enum app_job_end
worker_announcement_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	enum err err = app_announcement_run(&w->call, job->payload);

	if (!err)
		return APP_JOB_DONE;
	if (err != ERR_BAD_REQUEST)
		return worker_db_failed(w, err, reason);
	str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
	return APP_JOB_DEAD;
}
