/*
 * Each attempt writes a file of its own, under an id that nobody has yet: what
 * an attempt leaves that was cut off is nobody's, and swept. Rows are read by
 * another connection, for the worker's keeps the lease meanwhile.
 */
#include "worker/export.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/database.h"
#include "app/export.h"
#include "app/job.h"
#include "app/person.h"
#include "base/str.h"
#include "crypt/digest.h"
#include "crypt/token.h"
#include "generated/query/export.h"
#include "json/write.h"
#include "store/body.h"
#include "worker/attempt.h"

#include "base/banned.h"

enum {
	PIECE = 64 << 10,
	LOOK = 1 << 20, /* so often the room on the disk is looked at */
	TEXT_MAX = 2 << 20,
	ROWS_MAX = 4 << 20,	 /* of the arena that is for statements */
	STATEMENT_MS = 40 * 1000 /* for one table */
};

/* Nothing ticks before the first row, and a quarter may be gone by then. */
_Static_assert(STATEMENT_MS / 1000 < APP_JOB_LEASE_S * 3 / 4,
    "what waits for a table keeps its lease");

struct export
{
	struct worker *w;
	struct store *store;
	struct store_body body;
	struct crypt_hash *hash; /* of what is written */
	struct db *db;		 /* where rows are read */
	struct arena arena;
	struct export_id id;
	struct user_id user;
	struct buf text; /* not yet written */
	int64_t size, looked_at;
};

/*
 * Writing.
 */

static enum err
check_room(struct export *x)
{
	int64_t room = store_free_bytes(x->store) -
		       x->w->call.conf->upload_reserve_bytes;

	x->looked_at = x->size;
	return room >= LOOK ? ERR_OK
			    : fault(&x->w->fault, ERR_STORAGE_FULL,
				  "There is no room for it on the disk.");
}

static enum err
flush(struct export *x)
{
	const char *p = buf_text(&x->text);
	size_t left = x->text.len;

	if (x->text.failed)
		return fault_internal(
		    &x->w->fault, ERR_INTERNAL, "a piece is too large");
	while (left) {
		ssize_t n = write(x->body.fd, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_internal(&x->w->fault,
			    errno == ENOSPC ? ERR_STORAGE_FULL : ERR_STORAGE,
			    "writing: %s", strerror(errno));
		crypt_hash_add(x->hash, p, (size_t)n);
		p += n;
		left -= (size_t)n;
	}
	x->size += (int64_t)x->text.len;
	buf_clear(&x->text);
	return x->size - x->looked_at < LOOK ? ERR_OK : check_room(x);
}

/* More of the text is there. */
static enum err
go_on(struct export *x)
{
	if (!worker_tick(x->w))
		return fault(&x->w->fault, ERR_BUSY,
		    "Another worker has begun it anew.");
	return x->text.len < PIECE && !x->text.failed ? ERR_OK : flush(x);
}

/* What struct app_person_out wants. */
static enum err
put(void *ctx, const char *text)
{
	struct export *x = ctx;

	buf_str(&x->text, text);
	return go_on(x);
}

/* The address of one of their files. Its token holds as long as this is kept.
 */
static enum err
put_link(struct export *x, struct uuid file, const char *separator)
{
	const struct call *call = &x->w->call;
	/* a whole minute, and none too early */
	uint32_t until = (uint32_t)((call->now_us + APP_EXPORT_KEPT_US) /
					CLOCK_MINUTE_US +
				    1);
	char id[UUID_TEXT_SIZE], token[CRYPT_TOKEN_SIZE];

	uuid_format(file, id);
	crypt_token_seal(call->keys, CRYPT_FILE_LINK, file, until, token);
	buf_printf(&x->text,
	    "%s\n{\"id\":\"%s\",\"url\":\"/api/v1/files/%s/content?token=%s\"}",
	    separator, id, id, token);
	return go_on(x);
}

static enum err
put_links(struct export *x)
{
	const char *separator = "";
	struct db_rows *rows;
	struct db_value v;
	bool more;
	enum err err = db_stream(x->db, Q_export_files(.user = x->user), &rows);

	while (!err && !(err = db_rows_next(rows, &more)) && more) {
		db_rows_value(rows, 0, &v);
		err = put_link(x, v.u, separator);
		separator = ",";
	}
	return err;
}

static enum err
put_head(struct export *x)
{
	struct json_writer w = json_writer(&x->text);

	json_open(&w, '{');
	json_key(&w, "exported_at");
	json_write_time(&w, x->w->call.now_us);
	json_key(&w, "user_id");
	json_write_uuid(&w, x->user.v);
	json_member_text(&w, "site", x->w->call.conf->public_url);
	return put(x, ",\n\"tables\":");
}

static enum err
put_all(struct export *x)
{
	const struct app_person_out out = { put, x, &x->w->fault };
	enum err err = put_head(x);

	if (!err)
		err = app_person_write(x->db, x->user, &out);
	if (!err)
		err = put(x, ",\n\"files\":[");
	if (!err)
		err = put_links(x);
	if (!err)
		err = put(x, "]\n}\n");
	return err ? err : flush(x);
}

/*
 * From a row that waits to a file.
 */

static enum err
read_all(struct export *x)
{
	struct db_options options = app_database_options(
	    x->w->call.conf, "hearth-worker");
	enum err err;

	options.connect_ms = DB_PATIENT_CONNECT_MS;
	options.statement_ms = STATEMENT_MS;
	err = db_open(&options, &x->w->fault, &x->db);
	if (err)
		return err;
	arena_init(&x->arena, ROWS_MAX);
	buf_init(&x->text, TEXT_MAX);
	db_bind(x->db, &x->arena, &x->w->fault);
	err = put_all(x);
	db_rollback(x->db);
	buf_release(&x->text);
	arena_release(&x->arena);
	db_close(x->db);
	return err;
}

/* It is its owner's from then on, or nobody's. */
static enum err
hand_over(struct export *x)
{
	struct worker *w = x->w;
	unsigned char sha256[CRYPT_SHA256_SIZE];
	struct app_export_file file = { { uuid_new() }, x->size,
		{ sha256, sizeof(sha256) } };
	enum err err;

	crypt_hash_end(x->hash, sha256);
	err = store_keep(x->store, &x->body, file.id.v, &w->fault);
	if (err)
		return err;
	err = app_export_end(&w->call, x->id, &file);
	/* of a database that was lost nobody knows: the sweep looks again */
	if (err == ERR_NOT_FOUND && !store_remove(x->store, file.id.v))
		return fault_internal(
		    &w->fault, ERR_STORAGE, "removing: %s", strerror(errno));
	return err;
}

static enum err
make(struct export *x)
{
	const struct conf *conf = x->w->call.conf;
	struct fault *f = &x->w->fault;
	enum err err = store_open(
	    conf->upload_dir, conf->upload_adopt_socket, f, &x->store);

	if (err)
		return err;
	err = check_room(x);
	if (!err)
		err = store_body_make(x->store, f, &x->body);
	if (!err) {
		x->hash = crypt_hash_new();
		err = read_all(x);
		if (!err)
			err = hand_over(x);
		crypt_hash_free(x->hash);
		store_body_drop(&x->body);
	}
	store_close(x->store);
	return err;
}

static enum app_job_end
end_of(struct worker *w, enum err err, char reason[WORKER_REASON_SIZE])
{
	if (!err)
		return APP_JOB_DONE;
	if (err != ERR_NOT_FOUND)
		return worker_db_failed(w, err, reason);
	str_copy(reason, WORKER_REASON_SIZE, "nobody wants it any more");
	return APP_JOB_MOOT;
}

enum app_job_end
worker_export_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct export x = { .w = w };
	struct q_export_wanted_row row;
	enum err err = app_job_read_id(
	    &w->call, job->payload, "export_id", &x.id.v);

	if (err) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
		return APP_JOB_DEAD;
	}
	err = q_export_wanted(w->call.db, .id = x.id, &row);
	if (!err) {
		x.user = row.user_id;
		err = make(&x);
	}
	return end_of(w, err, reason);
}
