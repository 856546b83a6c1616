/*
 * The large one is made of the file, the small one of the large one. What is no
 * picture after all has none, and is not tried again: it was sent to be tried.
 * Decoding one takes much memory, so it is done in turn (worker/turn.h).
 */
#include "worker/image.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/file.h"
#include "app/job.h"
#include "base/str.h"
#include "generated/query/file.h"
#include "image/sandbox.h"
#include "image/shrink.h"
#include "store/body.h"
#include "worker/attempt.h"

#include "base/banned.h"

static enum err
check_disk(struct worker *w, const struct store *store)
{
	int64_t room = store_free_bytes(store) -
		       w->call.conf->upload_reserve_bytes;

	if (room >= 2 * IMAGE_OUTPUT_MAX)
		return ERR_OK;
	return fault(&w->fault, ERR_STORAGE_FULL,
	    "There is no room for smaller pictures on the disk.");
}

/* One of the picture in fd; the descriptor of it stays open in made. *bytes: so
 * many more. */
static enum err
make_one(struct worker *w, const struct store *store, struct uuid id, int fd,
    int side, struct store_body *made, int64_t *bytes)
{
	const struct image_shrink how = {
		.program = w->call.conf->image_program, .side = side
	};
	enum err err = store_body_make(store, &w->fault, made);

	if (err)
		return err;
	err = image_shrink(&how, fd, made->fd, &w->fault);
	if (!err)
		*bytes += lseek(made->fd, 0, SEEK_END);
	if (!err)
		err = store_keep_smaller(store, made, id, side, &w->fault);
	if (err)
		store_body_drop(made);
	return err;
}

static enum err
make_all(struct worker *w, const struct store *store, struct uuid id, int fd,
    int64_t *bytes)
{
	struct store_body large, small;
	enum err err = check_disk(w, store);

	if (!err)
		err = make_one(w, store, id, fd, STORE_LARGE, &large, bytes);
	if (err)
		return err;
	worker_tick(w);
	err = make_one(w, store, id, large.fd, STORE_SMALL, &small, bytes);
	store_body_drop(&large);
	if (!err)
		store_body_drop(&small);
	return err;
}

/* ERR_NOT_FOUND: its bytes are gone. *bytes: what the smaller ones take. */
static enum err
make_of(struct worker *w, struct uuid id, int64_t *bytes)
{
	const struct conf *conf = w->call.conf;
	struct store *store;
	int fd;
	enum err err = store_open(
	    conf->upload_dir, conf->upload_adopt_socket, &w->fault, &store);

	if (err)
		return err;
	fd = store_read(store, id, STORE_FILE);
	if (fd >= 0) {
		err = make_all(w, store, id, fd, bytes);
		close(fd);
	} else {
		err = errno == ENOENT ? fault(&w->fault, ERR_NOT_FOUND,
					    "Its bytes are gone.")
				      : fault_internal(&w->fault, ERR_STORAGE,
					    "a picture: %s", strerror(errno));
	}
	store_close(store);
	return err;
}

/* From a failure that is not the database's. */
static enum app_job_end
give_up(struct worker *w, enum err err, char reason[WORKER_REASON_SIZE])
{
	const struct fault *f = &w->fault;

	str_copy(
	    reason, WORKER_REASON_SIZE, *f->internal ? f->internal : f->detail);
	return err == ERR_NOT_FOUND || err == ERR_VALIDATION_FAILED
		   ? APP_JOB_MOOT
		   : APP_JOB_AGAIN;
}

enum app_job_end
worker_image_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct q_file_is_known_row row;
	struct file_id id;
	int64_t bytes = 0;
	enum err err = app_job_read_id(
	    &w->call, job->payload, "file_id", &id.v);

	if (err) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
		return APP_JOB_DEAD;
	}
	err = q_file_is_known(w->call.db, .id = id, &row);
	if (err == ERR_NOT_FOUND)
		return APP_JOB_MOOT;
	if (err)
		return worker_db_failed(w, err, reason);
	err = make_of(w, id.v, &bytes);
	if (err)
		return give_up(w, err, reason);
	err = q_file_set_preview(w->call.db, .id = id, .bytes = bytes, NULL);
	return err ? worker_db_failed(w, err, reason) : APP_JOB_DONE;
}
