/*
 * Bytes go after their row: whoever is reading them has them open.
 */
#include "worker/file.h"

#include <errno.h>
#include <string.h>

#include "app/file.h"
#include "app/job.h"
#include "base/str.h"
#include "generated/query/file.h"
#include "store/part.h"
#include "store/store.h"
#include "worker/attempt.h"

#include "base/banned.h"

static enum app_job_end
remove_bytes(struct worker *w, struct uuid id, char reason[WORKER_REASON_SIZE])
{
	const struct conf *conf = w->call.conf;
	struct store *store;
	bool is_gone;

	if (store_open(conf->upload_dir, conf->upload_adopt_socket, &w->fault,
		&store)) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.internal);
		return APP_JOB_AGAIN;
	}
	is_gone = store_remove(store, id) && store_part_remove(store, id);
	if (!is_gone)
		str_copy(reason, WORKER_REASON_SIZE, strerror(errno));
	store_close(store);
	return is_gone ? APP_JOB_DONE : APP_JOB_AGAIN;
}

enum app_job_end
worker_file_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct q_file_is_known_row row;
	struct file_id id;
	enum err err = app_job_read_id(
	    &w->call, job->payload, "file_id", &id.v);

	if (err) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
		return APP_JOB_DEAD;
	}
	err = q_file_is_known(w->call.db, .id = id, &row);
	if (err == ERR_NOT_FOUND)
		return remove_bytes(w, id.v, reason);
	return err ? worker_db_failed(w, err, reason) : APP_JOB_MOOT;
}
