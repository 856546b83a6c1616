/*
 * The calls of db.h over either engine: connecting, the state of the
 * transaction, what db_first and db_later left waiting, and rows into structs.
 */
#include "db/db.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/log.h"
#include "base/str.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "db/schema.h"

#include "base/banned.h"

enum { FIRST_ROWS = 16 };

/* The engines that are built in, by the scheme of a URL. */
static const struct {
	const char *scheme;
	enum db_engine engine;
	const struct db_engine_calls *calls;
} engines[] = {
#ifdef WITH_POSTGRESQL
	{ "postgresql://", DB_POSTGRESQL, &db_pg_calls },
	{ "postgres://", DB_POSTGRESQL, &db_pg_calls },
#endif
#ifdef WITH_SQLITE
	{ "sqlite:", DB_SQLITE, &db_sqlite_calls },
#endif
};

enum err
db_open(const struct db_options *options, struct fault *f, struct db **out)
{
	struct db *db;
	enum err err;
	size_t i = 0;

	while (i < N_OF(engines) &&
	       !str_has_prefix(options->url, engines[i].scheme))
		i++;
	if (i == N_OF(engines))
		return fault(f, ERR_CONFIG,
		    "DATABASE_URL must begin with sqlite:/// or postgresql:// "
		    "(and this build must have that engine)");
	db = calloc(1, sizeof(*db));
	bug_if(!db);
	db->engine = engines[i].engine;
	db->calls = engines[i].calls;
	db->options = *options;
	db->measure = db_measure_new(options->metric);
	err = db->calls->open(db, f);
	if (err) {
		free(db->measure);
		free(db);
		return err;
	}
	*out = db;
	return ERR_OK;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	db_engine_disconnect(db);
	db->calls->free(db);
	free(db->measure);
	free(db);
}

enum db_engine
db_engine(const struct db *db)
{
	return db->engine;
}

void
db_bind(struct db *db, struct arena *arena, struct fault *f)
{
	db->arena = arena;
	db->fault = f;
	db_rollback(db); /* the last user's, if it left one */
}

struct arena *
db_move(struct db *db, struct arena *arena)
{
	struct arena *before = db->arena;

	db->arena = arena;
	return before;
}

/* Connects without a report, for a caller that may try again. */
static enum err
make_ready(struct db *db)
{
	enum err err;

	if (db->is_checked && !db->calls->is_stale(db))
		return ERR_OK;
	err = db_engine_connect(db);
	if (!err && db->options.check_schema)
		err = db_schema_check(db);
	db->is_checked = !err;
	return err;
}

enum err
db_connect(struct db *db)
{
	return db_engine_report(db, make_ready(db));
}

enum err
db_connect_patiently(struct db *db)
{
	int64_t connect_ms = db->options.connect_ms;
	enum err err;

	db->options.connect_ms = DB_PATIENT_CONNECT_MS;
	err = db_connect(db);
	db->options.connect_ms = connect_ms;
	db->is_used = db->is_connected; /* may die before the first call */
	return err;
}

enum err
db_ping(struct db *db)
{
	int version;
	enum err err;

	if (!db->is_connected)
		return db_connect(db);
	if (db->options.check_schema) {
		err = db_engine_report(db, db_schema_check(db));
		db->is_checked = !err;
		return err;
	}
	return db_schema_version(db, &version);
}

/* Whether a connection that is lost meanwhile can have committed nothing. */
static bool
is_harmless(const struct db *db, const struct db_call *first,
    const struct db_call *call)
{
	bool is_write = (first && first->query->is_write) ||
			(call && call->query->is_write);

	return db->transaction == DB_WANTED
		   ? !(is_write && db->is_last)
		   : db->transaction == DB_NONE && !is_write;
}

/*
 * One round trip. A connection that was kept from an earlier call may have
 * died unnoticed (the server was restarted); when nothing can have been done
 * by what was sent, it is made anew and the same sent once more: a read
 * outside of a transaction, or the first statement that opens one.
 */
static enum err
run(struct db *db, const struct db_call *first, struct db_rows *first_rows,
    const struct db_call *call, struct db_rows *rows)
{
	bool may_repeat = is_harmless(db, first, call);
	bool was_kept = db->is_used;
	enum err err = make_ready(db);

	if (!err)
		err = db->calls->run(db, first, first_rows, call, rows);
	if (err && db->lost[0] && was_kept && may_repeat) {
		log_info("database: connecting again (%s)", db->lost);
		db->lost[0] = '\0';
		err = make_ready(db);
		if (!err)
			err = db->calls->run(db, first, first_rows, call, rows);
	}
	db->is_used = db->is_connected;
	db->is_last = false;
	return db_engine_report(db, err);
}

/* What db_first was given to decide; of db_later whether it failed. */
static enum err
decide_first(struct db *db, struct db_rows *rows)
{
	enum err err = db->calls->verdict(rows);
	void *row = NULL;
	bool more = false;

	if (!err)
		err = db->calls->next(rows, &more);
	if (!err && more) {
		row = arena_alloc(db->arena, rows->query->row_size);
		err = db_row_decode(rows, row);
	}
	db->calls->finish(rows);
	return err || !db->first.fn ? err : db->first.fn(db->first.ctx, row);
}

/* After a statement that failed only a rollback may follow. What failed by
 * itself may have done so in the schema of another version. */
static enum err
fail(struct db *db, enum err err)
{
	err = db_schema_blame(db, err);
	if (err && db->transaction != DB_NONE)
		db->transaction = DB_FAILED;
	return err;
}

/* The next row of those that run or run_call gave. */
static enum err
fetch(struct db_rows *rows, bool *more)
{
	return fail(rows->db, rows->db->calls->next(rows, more));
}

/* The time of a round trip that they shared is the call's. */
static void
count_first(struct db *db, const struct db_call *call, int64_t began_us)
{
	db_measure_end(db->measure, db->first.call.query, 1,
	    call ? db_measure_begin(db->measure) : began_us);
}

/* Counts n runs of the query of rows, and the time since it was last counted.
 */
static void
count_rows(struct db_rows *rows, uint64_t n)
{
	struct db_measure *m = rows->db->measure;

	db_measure_end(m, rows->query, n, rows->began_us);
	rows->began_us = db_measure_begin(m);
}

/* Runs a call, and what was left waiting before it. */
static enum err
run_call(struct db *db, const struct db_call *call, struct db_rows *rows)
{
	struct db_rows first_rows = { .db = db };
	bool has_first = db->first.is_waiting;
	int64_t began_us = db_measure_begin(db->measure);
	enum err err;

	db->first.is_waiting = false;
	if (rows)
		rows->began_us = began_us;
	if (has_first)
		first_rows.query = db->first.call.query;
	err = run(
	    db, has_first ? &db->first.call : NULL, &first_rows, call, rows);
	if (!err && has_first)
		err = decide_first(db, &first_rows);
	if (has_first)
		count_first(db, call, began_us);
	if (!err && call)
		err = db->calls->verdict(rows);
	if (err && rows)
		db->calls->finish(rows);
	return fail(db, err);
}

enum err
db_settle(struct db *db)
{
	return db->first.is_waiting ? run_call(db, NULL, NULL) : ERR_OK;
}

enum err
db_first(struct db *db, struct db_call call, db_first_fn fn, void *ctx)
{
	enum err err = db_settle(db);

	bug_if(call.query->is_write);
	if (err)
		return err;
	db->first.is_waiting = true;
	db->first.fn = fn;
	db->first.ctx = ctx;
	if (!db->calls->has_pipeline) {
		db->first.call = call;
		return db_settle(db);
	}
	db->first.call = db_call_copy(db->arena, call);
	return ERR_OK;
}

enum err
db_later(struct db *db, struct db_call call)
{
	bug_if(db->transaction == DB_NONE ||
	       !(call.query->is_write || call.query->is_locking));
	if (!db->calls->has_pipeline || db->transaction == DB_FAILED ||
	    db->first.is_waiting)
		return db_exec(db, call, NULL);
	db->first.is_waiting = true;
	db->first.fn = NULL;
	db->first.call = db_call_copy(db->arena, call);
	return ERR_OK;
}

enum err
db_begin(struct db *db)
{
	enum err err;

	bug_if(db->transaction != DB_NONE);
	err = db_connect(db);
	return err ? err : db_engine_report(db, db->calls->begin(db));
}

void
db_last(struct db *db)
{
	db->is_last = db->calls->has_pipeline && db_is_in_transaction(db);
}

static enum err
refuse_failed(struct db *db)
{
	return fault_internal(db->fault, ERR_INTERNAL,
	    "a statement follows one that failed in its transaction");
}

enum err
db_commit(struct db *db)
{
	int64_t began_us;
	enum err err;

	bug_if(db->transaction == DB_NONE);
	db->is_last = db->first.is_waiting && !db->first.fn;
	err = db_settle(db);
	if (err || db->transaction == DB_NONE)
		return err;
	if (db->transaction == DB_FAILED)
		return refuse_failed(db);
	if (db->transaction == DB_WANTED) { /* nothing was said in it */
		db->transaction = DB_NONE;
		return ERR_OK;
	}
	began_us = db_measure_begin(db->measure);
	err = db_engine_report(db, db->calls->commit(db));
	db_measure_commit(db->measure, began_us);
	return fail(db, err);
}

void
db_rollback(struct db *db)
{
	db->first.is_waiting = false;
	db->is_last = false;
	if (db->is_connected)
		db->calls->rollback(db);
	db->transaction = DB_NONE;
	db->lost[0] = '\0';
}

static enum err
run_script(struct db *db, const char *sql)
{
	bool has_rows;

	return fail(
	    db, db_engine_report(db, db->calls->script(db, sql, &has_rows)));
}

enum err
db_begin_part(struct db *db)
{
	enum err err = db_settle(db);

	bug_if(db->transaction == DB_NONE);
	if (err)
		return err;
	return db->transaction == DB_FAILED ? refuse_failed(db)
					    : run_script(db, "SAVEPOINT part");
}

enum err
db_end_part(struct db *db, bool is_kept)
{
	enum err err = is_kept ? db_settle(db) : ERR_OK;

	if (err)
		return err;
	db->first.is_waiting = false; /* it waits in what is undone */
	if (is_kept)
		return db->transaction == DB_FAILED
			   ? refuse_failed(db)
			   : run_script(db, "RELEASE SAVEPOINT part");
	err = run_script(
	    db, "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
	if (!err)
		db->transaction = DB_OPEN;
	return err;
}

bool
db_is_in_transaction(const struct db *db)
{
	return db->transaction != DB_NONE;
}

/*
 * Runs a call of db_one, db_many or db_exec. A write outside of a transaction
 * gets one of its own on SQLite, for the sake of the gate; and it never shares
 * a round trip with what might still refuse it.
 */
static enum err
run_alone(struct db *db, const struct db_call *call, struct db_rows *rows,
    bool *is_wrapped)
{
	enum err err = ERR_OK;

	*rows = (struct db_rows){ .db = db, .query = call->query };
	*is_wrapped = false;
	if (db->transaction == DB_FAILED)
		return refuse_failed(db);
	if (call->query->is_write && db->transaction == DB_NONE) {
		err = db_settle(db);
		if (!err && !db->calls->has_pipeline) {
			err = db_begin(db);
			*is_wrapped = !err;
		}
	}
	return err ? err : run_call(db, call, rows);
}

/* Ends what run_alone began. */
static enum err
end_alone(struct db_rows *rows, bool is_wrapped, enum err err)
{
	struct db *db = rows->db;

	db->calls->finish(rows);
	count_rows(rows, 1);
	if (!is_wrapped) {
		if (err && err != ERR_NOT_FOUND && db->transaction != DB_NONE)
			db->transaction = DB_FAILED;
		return err;
	}
	if (db->transaction != DB_FAILED && (!err || err == ERR_NOT_FOUND)) {
		enum err failed = db_commit(db);

		return failed ? failed : err;
	}
	db_rollback(db);
	return err;
}

enum err
db_one(struct db *db, struct db_call call, void *row)
{
	struct db_rows rows;
	bool is_wrapped, more = false;
	enum err err = run_alone(db, &call, &rows, &is_wrapped);

	if (!err)
		err = fetch(&rows, &more);
	if (!err && more)
		err = db_row_decode(&rows, row);
	else if (!err)
		err = fault(db->fault, ERR_NOT_FOUND, "Not found");
	return end_alone(&rows, is_wrapped, err);
}

/* Appends the current row to an array in the arena that doubles. */
static enum err
append_row(struct db_rows *rows, char **array, size_t *n, size_t *size)
{
	size_t row_size = rows->query->row_size;

	if (*n == *size) {
		size_t grown = *size ? *size * 2 : FIRST_ROWS;
		char *p = arena_array(rows->db->arena, grown, row_size);

		if (*n)
			memcpy(p, *array, *n * row_size);
		*array = p;
		*size = grown;
	}
	return db_row_decode(rows, *array + (*n)++ * row_size);
}

enum err
db_many(struct db *db, struct db_call call, void **out, size_t *n)
{
	struct db_rows rows;
	char *array = NULL;
	bool is_wrapped, more = false;
	enum err err = run_alone(db, &call, &rows, &is_wrapped);
	size_t size = 0;

	*n = 0;
	if (!err && rows.n_rows) { /* known beforehand */
		size = (size_t)rows.n_rows;
		array = arena_array(db->arena, size, call.query->row_size);
	}
	if (!err)
		err = fetch(&rows, &more);
	while (!err && more) {
		err = append_row(&rows, &array, n, &size);
		if (!err)
			err = fetch(&rows, &more);
	}
	*out = array;
	return end_alone(&rows, is_wrapped, err);
}

enum err
db_exec(struct db *db, struct db_call call, int64_t *n)
{
	struct db_rows rows;
	bool is_wrapped, more = true;
	enum err err = run_alone(db, &call, &rows, &is_wrapped);

	while (!err && more)
		err = fetch(&rows, &more);
	if (n)
		*n = err ? 0 : rows.changed;
	return end_alone(&rows, is_wrapped, err);
}

static enum err
begin_rows(
    struct db *db, struct db_call call, bool is_stream, struct db_rows **out)
{
	struct db_rows *rows = arena_new(db->arena, struct db_rows);
	enum err err;

	*rows = (struct db_rows){
		.db = db, .query = call.query, .is_stream = is_stream
	};
	*out = rows;
	err = run_call(db, &call, rows);
	count_rows(rows, 1);
	return err;
}

enum err
db_rows(struct db *db, struct db_call call, struct db_rows **out)
{
	bug_if(call.query->is_write && db->transaction == DB_NONE);
	if (db->transaction == DB_FAILED)
		return refuse_failed(db);
	return begin_rows(db, call, false, out);
}

enum err
db_stream(struct db *db, struct db_call call, struct db_rows **out)
{
	bug_if(call.query->is_write || db->transaction != DB_NONE ||
	       db->first.is_waiting);
	return begin_rows(db, call, true, out);
}

enum err
db_rows_next(struct db_rows *rows, bool *more)
{
	enum err err = fetch(rows, more);

	/* what SQLite did since it gave the first one; PostgreSQL was done */
	if ((err || !*more) && !rows->db->calls->keeps_rows)
		count_rows(rows, 0);
	return err;
}

void
db_rows_value(const struct db_rows *rows, unsigned i, struct db_value *out)
{
	rows->db->calls->value(rows, i, out);
}
