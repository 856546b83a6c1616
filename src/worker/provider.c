#include "worker/provider.h"

#include "app/clerk_keys.h"
#include "app/job.h"
#include "app/linked.h"
#include "app/provider_ask.h"
#include "base/str.h"
#include "worker/attempt.h"

#include "base/banned.h"

/* How an attempt ends by what became of it. */
static enum app_job_end
end_of(struct worker *w, enum err err, char reason[WORKER_REASON_SIZE])
{
	if (!err)
		return APP_JOB_DONE;
	db_rollback(w->call.db);
	if (err != ERR_NOT_FOUND && err != ERR_INVALID_TRANSITION &&
	    err != ERR_PROVIDER_FAILED && err != ERR_PROVIDER_UNAVAILABLE)
		return worker_db_failed(w, err, reason);
	str_copy(reason, WORKER_REASON_SIZE,
	    err == ERR_NOT_FOUND ? "it is gone" : w->fault.detail);
	w->again_s = w->fault.retry_after_s;
	return err == ERR_NOT_FOUND || err == ERR_INVALID_TRANSITION
		   ? APP_JOB_MOOT
		   : APP_JOB_AGAIN;
}

static bool
read_id(struct worker *w, const struct q_job_claim_row *job, const char *name,
    struct uuid *id, char reason[WORKER_REASON_SIZE])
{
	if (app_job_read_id(&w->call, job->payload, name, id) == ERR_OK)
		return true;
	str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
	return false;
}

enum app_job_end
worker_provider_discover(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct provider_id id;

	if (!read_id(w, job, "provider_id", &id.v, reason))
		return APP_JOB_DEAD;
	return end_of(w, app_provider_discover(&w->call, id), reason);
}

enum app_job_end
worker_provider_forget(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct account_id id;

	if (!read_id(w, job, "account_id", &id.v, reason))
		return APP_JOB_DEAD;
	return end_of(w, app_linked_forget(&w->call, id), reason);
}

enum app_job_end
worker_provider_renew(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct account_id id;

	if (!read_id(w, job, "account_id", &id.v, reason))
		return APP_JOB_DEAD;
	return end_of(w, app_linked_renew(&w->call, id), reason);
}

enum app_job_end
worker_provider_clerk(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	(void)job;
	return end_of(w, app_clerk_keys_ask(&w->call), reason);
}
