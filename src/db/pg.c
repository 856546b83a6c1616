/*
 * PostgreSQL by libpq, always in pipeline mode: everything that one call has
 * to say goes out together and ends in one Sync, so that it costs one round
 * trip. A statement is prepared together with its first use.
 */
#include "db/pg.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/schema.h"

#include "base/banned.h"

enum { PARTS = 8, GRACE_MS = 2000, ROLLBACK_MS = 1000 };

/* What was sent, in order, and whose result each one is. */
struct batch {
	struct db *db;
	struct part {
		const struct db_query *prepares; /* or NULL */
		struct db_rows *rows; /* gets the result; may be NULL */
		bool is_step;	      /* only a failure of it is kept */
	} parts[PARTS];
	int n;
	struct db_rows *commit; /* gets the failure of a commit by the Sync */
	int64_t deadline_us;
};

static void
clear_result(void *result)
{
	PQclear(result);
}

static void
clear_current(void *rows)
{
	PQclear(((struct db_rows *)rows)->handle);
}

static enum err
lost(struct db *db, const char *what)
{
	struct pg *pg = db->connection;
	const char *why = db_pg_message(db, pg->conn);

	return db_engine_lost(db, ERR_DATABASE_UNAVAILABLE, "%s: %s", what,
	    *why ? why : "no result in time");
}

static void
add_part(struct batch *b, const struct db_query *prepares, struct db_rows *rows,
    bool is_step)
{
	bug_if(b->n == PARTS);
	b->parts[b->n++] = (struct part){ prepares, rows, is_step };
}

/* Where it is noted that the connection knows the statement of q. */
static bool *
prepared_flag(struct pg *pg, const struct db_query *q)
{
	if (q->index >= pg->n_prepared) {
		size_t n = (size_t)q->index + 64;
		bool *grown = realloc(pg->is_prepared, n * sizeof(*grown));

		bug_if(!grown);
		memset(grown + pg->n_prepared, 0, n - pg->n_prepared);
		pg->is_prepared = grown;
		pg->n_prepared = n;
	}
	return &pg->is_prepared[q->index];
}

/* Whether the connection knows the statement of q, or will by then. */
static bool
is_prepared(const struct batch *b, const struct db_query *q)
{
	for (int i = 0; i < b->n; i++)
		if (b->parts[i].prepares == q)
			return true;
	return *prepared_flag(b->db->connection, q);
}

static bool
send_text(struct batch *b, const char *sql, struct db_rows *rows, bool is_step)
{
	struct pg *pg = b->db->connection;

	add_part(b, NULL, rows, is_step);
	return PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
}

static bool
send_call(struct batch *b, const struct db_call *call, struct db_rows *rows)
{
	struct pg *pg = b->db->connection;
	const struct db_query *q = call->query;
	const char *sql = q->sql[DB_POSTGRESQL];
	struct pg_params p;

	db_pg_params(call, &p);
	if (!b->db->options.prepare) {
		add_part(b, NULL, rows, false);
		return PQsendQueryParams(pg->conn, sql, p.n, p.types, p.values,
		    p.lengths, p.formats, 1);
	}
	if (!is_prepared(b, q)) {
		add_part(b, q, rows, true);
		if (!PQsendPrepare(pg->conn, q->name, sql, p.n, p.types))
			return false;
	}
	add_part(b, NULL, rows, false);
	return PQsendQueryPrepared(
	    pg->conn, q->name, p.n, p.values, p.lengths, p.formats, 1);
}

/* The next result, or NULL at the end of those of one statement. */
static bool
next_result(struct batch *b, PGresult **out)
{
	struct pg *pg = b->db->connection;

	while (PQisBusy(pg->conn)) {
		int unsent = PQflush(pg->conn);
		short events = unsent ? POLLIN | POLLOUT : POLLIN;

		if (unsent < 0 || !db_pg_wait(pg->conn, events, b->deadline_us))
			return false;
		/* a failure shows in the results that follow */
		if (!PQconsumeInput(pg->conn) && PQisBusy(pg->conn))
			return false;
	}
	*out = PQgetResult(pg->conn);
	return true;
}

/* A result into its rows: the first error of a part's steps is kept. */
static enum err
keep_result(struct batch *b, const struct part *part, PGresult *result)
{
	struct pg *pg = b->db->connection;
	ExecStatusType status = PQresultStatus(result);
	enum err err;

	if (db_pg_is_lost(result, &err)) {
		const char *why = arena_strdup(
		    b->db->arena, PQresultErrorMessage(result));

		PQclear(result);
		return db_engine_lost(
		    b->db, err, "%.*s", (int)strcspn(why, "\n"), why);
	}
	if (part->prepares && status == PGRES_COMMAND_OK)
		*prepared_flag(pg, part->prepares) = true;
	if (!part->rows || part->rows->handle ||
	    (part->is_step && status == PGRES_COMMAND_OK)) {
		PQclear(result);
		return ERR_OK;
	}
	part->rows->handle = result;
	part->rows->row = -1;
	return ERR_OK;
}

/* Whether rows are sent one by one, and there are more than the current one. */
static bool
is_streaming(const struct db_rows *rows)
{
	return rows && rows->is_stream &&
	       PQresultStatus(rows->handle) == PGRES_SINGLE_TUPLE;
}

/* Reads one part's result; of a stream the next row. */
static enum err
read_part(struct batch *b, const struct part *part)
{
	struct pg *pg = b->db->connection;
	PGresult *result;
	enum err err;

	while (!is_streaming(part->rows)) {
		if (!next_result(b, &result))
			return lost(b->db, "a statement was not answered");
		if (!result)
			return ERR_OK;
		err = keep_result(b, part, result);
		if (err)
			return err;
	}
	pg->is_streaming = true;
	return ERR_OK;
}

static enum err
receive_part(struct batch *b, const struct part *part)
{
	struct pg *pg = b->db->connection;

	if (part->rows && part->rows->is_stream && !part->is_step &&
	    !PQsetSingleRowMode(pg->conn))
		return lost(b->db, "rows cannot be read one by one");
	return read_part(b, part);
}

/* The result of the Sync, which commits what was sent outside of a
 * transaction; if that fails, the failure comes first. */
static enum err
receive_sync(struct batch *b)
{
	const struct part commit = { .rows = b->commit };
	PGresult *result;
	int failures = 0;
	enum err err;

	while (next_result(b, &result)) {
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
			PQclear(result);
			return ERR_OK;
		}
		if (!result && failures-- > 0)
			continue; /* the end of the failure */
		if (!result)
			break;
		failures++;
		err = keep_result(b, &commit, result);
		if (err)
			return err;
	}
	return lost(b->db, "a statement was not answered");
}

/* Sends what is in the batch and reads every result. */
static enum err
exchange(struct batch *b)
{
	struct pg *pg = b->db->connection;
	enum err err = ERR_OK;

	if (!PQpipelineSync(pg->conn))
		return lost(b->db, "a statement was not sent");
	for (int i = 0; !err && i < b->n; i++)
		err = receive_part(b, &b->parts[i]);
	return err || pg->is_streaming ? err : receive_sync(b);
}

static struct batch
new_batch(struct db *db, int64_t ms)
{
	return (struct batch){ .db = db,
		.deadline_us = clock_monotonic_us() + ms * 1000 };
}

static void
drop_rows(struct db_rows *rows)
{
	if (rows) {
		PQclear(rows->handle);
		rows->handle = NULL;
	}
}

/* The results stay until the arena is reset: rows point into them. */
static void
keep_rows(struct db *db, struct db_rows *rows)
{
	if (!rows || !rows->handle)
		return;
	if (rows->is_stream)
		arena_defer(db->arena, clear_current, rows);
	else
		arena_defer(db->arena, clear_result, rows->handle);
	rows->n_rows = PQntuples(rows->handle);
}

/* The result of COMMIT: a failed transaction is answered with ROLLBACK. */
static enum err
commit_verdict(struct db *db, struct db_rows *rows)
{
	PGresult *result = rows->handle;

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return db_pg_error(db, NULL, result);
	if (!str_eq(PQcmdStatus(result), "COMMIT"))
		return fault_internal(db->fault, ERR_INTERNAL,
		    "a failed transaction was to be committed");
	return ERR_OK;
}

static bool
has_failed(const struct db_rows *rows)
{
	ExecStatusType status = PQresultStatus(rows->handle);

	return status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK &&
	       status != PGRES_SINGLE_TUPLE;
}

/* What was committed, or could not be, behind the statement of rows. If that
 * one failed nothing was, which its verdict will tell. */
static enum err
end_batch(struct db *db, const struct db_rows *rows, bool ends,
    struct db_rows *commit)
{
	enum err err = ERR_OK;

	if (!has_failed(rows)) {
		if (ends)
			db->transaction = DB_NONE;
		if (commit->handle)
			err = commit_verdict(db, commit);
	}
	drop_rows(commit);
	return err;
}

/*
 * BEGIN waits for the first statement that writes or locks: what is read
 * before sees what is committed by then, as it would behind a BEGIN too. When
 * that statement is also the last one, neither BEGIN nor COMMIT is needed: what
 * stands before one Sync is a transaction. A last write behind others is not
 * committed with them, since the caller may undo all when it changes nothing.
 */
static enum err
run(struct db *db, const struct db_call *first, struct db_rows *first_rows,
    const struct db_call *call, struct db_rows *rows)
{
	struct batch b = new_batch(db, db->options.statement_ms + GRACE_MS);
	bool opens = call && db->transaction == DB_WANTED &&
		     (call->query->is_write || call->query->is_locking);
	bool ends = db->is_last && !(first && db->first.fn) &&
		    (!call || opens || !call->query->is_write);
	bool commits = ends && (opens || db->transaction == DB_OPEN);
	struct db_rows commit = { .db = db };
	enum err err;

	b.commit = &commit;
	if ((first && !send_call(&b, first, first_rows)) ||
	    (opens && !ends && !send_text(&b, "BEGIN", rows, true)) ||
	    (call && !send_call(&b, call, rows)) ||
	    (commits && !opens && !send_text(&b, "COMMIT", &commit, false)))
		err = lost(db, "a statement was not sent");
	else
		err = exchange(&b);
	if (err) {
		drop_rows(first_rows);
		drop_rows(rows);
		drop_rows(&commit);
		/* whether it was done nobody knows, unless the server said so:
		 * a statement that has become stale does nothing */
		return commits && err != ERR_RETRY ? ERR_DATABASE_UNAVAILABLE
						   : err;
	}
	keep_rows(db, first_rows);
	keep_rows(db, rows);
	if (opens)
		db->transaction = DB_OPEN;
	return end_batch(db, call ? rows : first_rows, ends, &commit);
}

static enum err
verdict(struct db_rows *rows)
{
	const PGresult *result = rows->handle;
	const char *changed;

	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
		return ERR_OK;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		changed = PQcmdTuples((PGresult *)result);
		if (!str_to_int(changed, 0, INT64_MAX, &rows->changed))
			rows->changed = 0;
		return ERR_OK;
	default:
		return db_pg_error(rows->db, rows->query, result);
	}
}

/* The row of a stream behind the current one, or what it ends with. */
static enum err
read_on(struct db_rows *rows)
{
	struct db *db = rows->db;
	struct pg *pg = db->connection;
	struct batch b = new_batch(db, db->options.statement_ms + GRACE_MS);
	const struct part part = { .rows = rows };
	enum err err;

	drop_rows(rows);
	pg->is_streaming = false;
	err = read_part(&b, &part);
	if (!err && !pg->is_streaming)
		err = receive_sync(&b);
	if (err)
		return db_engine_report(db, err);
	rows->row = 0;
	rows->n_rows = PQntuples(rows->handle);
	return verdict(rows);
}

static enum err
next(struct db_rows *rows, bool *more)
{
	enum err err = ERR_OK;

	if (rows->row >= 0 && is_streaming(rows))
		err = read_on(rows);
	else if (rows->handle)
		rows->row++;
	*more = !err && rows->handle && rows->row < rows->n_rows;
	return err;
}

static void
finish(struct db_rows *rows)
{
	if (rows->is_stream)
		drop_rows(rows);
	rows->handle = NULL; /* the arena has it */
}

static enum err
begin(struct db *db)
{
	db->transaction = DB_WANTED;
	return ERR_OK;
}

static enum err
commit(struct db *db)
{
	struct batch b = new_batch(db, db->options.statement_ms + GRACE_MS);
	struct db_rows rows = { .db = db };
	enum err err;

	if (send_text(&b, "COMMIT", &rows, false))
		err = exchange(&b);
	else
		err = lost(db, "COMMIT was not sent");
	/* whether it was done nobody knows: never ERR_RETRY */
	if (err)
		err = ERR_DATABASE_UNAVAILABLE;
	else
		err = commit_verdict(db, &rows);
	drop_rows(&rows);
	db->transaction = DB_NONE;
	return err;
}

static void
rollback(struct db *db)
{
	struct batch b = new_batch(db, ROLLBACK_MS);
	struct pg *pg = db->connection;

	if (pg->is_streaming)
		lost(db, "rows were not read to their end");
	else if (PQtransactionStatus(pg->conn) == PQTRANS_IDLE)
		return;
	else if (!send_text(&b, "ROLLBACK", NULL, true))
		lost(db, "ROLLBACK was not sent");
	else if (!exchange(&b) && PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
		lost(db, "a transaction could not be ended");
}

static enum err
script_verdict(struct db *db, const PGresult *result)
{
	enum err err;

	switch (PQresultStatus(result)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		return ERR_OK;
	default:
		if (db_pg_is_lost(result, &err))
			return lost(db, "a migration was not finished");
		return db_pg_error(db, NULL, result);
	}
}

/* Several statements at once need the simple protocol, which a pipeline does
 * not have; only migrations come here. */
static enum err
script(struct db *db, const char *sql, bool *has_rows)
{
	struct pg *pg = db->connection;
	PGresult *result;
	enum err err;

	bug_if(!PQexitPipelineMode(pg->conn));
	if (db->transaction == DB_WANTED) {
		PQclear(PQexec(pg->conn, "BEGIN"));
		db->transaction = DB_OPEN;
	}
	result = PQexec(pg->conn, sql);
	*has_rows = PQntuples(result) > 0;
	err = script_verdict(db, result);
	PQclear(result);
	if (pg->conn && !PQenterPipelineMode(pg->conn))
		return lost(db, "a migration was not finished");
	return err;
}

static enum err
create(struct db *db)
{
	(void)db; /* an empty database is the operator's to make */
	return ERR_OK;
}

/* Whoever changes the schema says so (db/migrate.c). A connection of
 * PgBouncer's hears nothing: it is another one's between two transactions. */
static enum err
listen(struct db *db)
{
	struct batch b = new_batch(db, db->options.connect_ms);
	struct db_rows rows = { .db = db };
	enum err err;

	if (!db->options.check_schema || !db->options.prepare)
		return ERR_OK;
	if (send_text(&b, "LISTEN " DB_SCHEMA_CHANNEL, &rows, false))
		err = exchange(&b);
	else
		err = lost(db, "LISTEN was not sent");
	if (!err)
		err = verdict(&rows);
	drop_rows(&rows);
	return err;
}

static enum err
connect_and_listen(struct db *db)
{
	enum err err = db_pg_connect(db);

	if (err)
		return err;
	err = listen(db);
	if (err)
		db_pg_disconnect(db);
	return err;
}

/* What was heard since; a transaction that has begun hears nothing. */
static bool
is_stale(struct db *db)
{
	struct pg *pg = db->connection;
	bool has_heard = false;
	PGnotify *n;

	if (PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
		return false;
	if (!PQconsumeInput(pg->conn)) {
		/* the next statement fails, and knows less about it */
		log_info("database: %s", db_pg_message(db, pg->conn));
		return false;
	}
	while ((n = PQnotifies(pg->conn)) != NULL) {
		PQfreemem(n);
		has_heard = true;
	}
	return has_heard;
}

const struct db_engine_calls db_pg_calls = {
	.open = db_pg_open,
	.free = db_pg_free,
	.connect = connect_and_listen,
	.disconnect = db_pg_disconnect,
	.create = create,
	.is_stale = is_stale,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.run = run,
	.verdict = verdict,
	.next = next,
	.value = db_pg_value,
	.finish = finish,
	.script = script,
	.copy_write = db_pg_copy_write,
	.copy_read = db_pg_copy_read,
	.copy_restore = db_pg_copy_restore,
	.has_pipeline = true,
	.keeps_rows = true,
};
