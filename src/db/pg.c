/*
 * PostgreSQL by libpq, always in pipeline mode: everything that one call has
 * to say goes out together, transactions around it included (pg.h, batches).
 */
#include "db/pg.h"

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/schema.h"

#include "base/banned.h"

enum { GRACE_MS = 2000, ROLLBACK_MS = 1000 };

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

/* What was committed, or could not be, behind the last statement, whose rows
 * these are. If that one failed nothing was, which its verdict will tell. */
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

/* Whether what waits to be run behind BEGIN, and nothing else, is call. */
static bool
opens(const struct db *db, const struct db_call *call)
{
	return call && db->transaction == DB_WANTED &&
	       (call->query->is_write || call->query->is_locking);
}

/* Whether the transaction ends with a call (NULL: with first). Not with a write
 * behind others, since the caller may undo all when it changes nothing. */
static bool
may_end(const struct db *db, const struct db_call *first,
    const struct db_call *call)
{
	if (!db->is_last || (first && db->first.fn))
		return false;
	return !call || !call->query->is_write ||
	       (db->transaction == DB_WANTED &&
		   !(first && first->query->is_write));
}

/* One that the server gives up before this program does: it counts the time of
 * each of n statements anew. */
static struct pg_batch
patient_batch(struct db *db, int n)
{
	return db_pg_batch(db, db->options.statement_ms * n + GRACE_MS);
}

/*
 * BEGIN waits for the first statement that writes or locks: what is read
 * before sees what is committed by then, as it would behind a BEGIN too. When
 * all that there is of a transaction is sent at once, neither BEGIN nor COMMIT
 * is needed: what stands before one Sync is a transaction.
 */
static enum err
run(struct db *db, const struct db_call *first, struct db_rows *first_rows,
    const struct db_call *call, struct db_rows *rows)
{
	struct pg_batch b = patient_batch(db, first && call ? 2 : 1);
	bool first_opens = opens(db, first);
	bool call_opens = !first_opens && opens(db, call);
	bool is_whole = first_opens || call_opens;
	bool ends = may_end(db, first, call);
	bool commits = ends && (is_whole || db->transaction == DB_OPEN);
	struct db_rows commit = { .db = db };
	enum err err;

	b.commit = &commit;
	if ((first_opens && !ends &&
		!db_pg_batch_text(&b, "BEGIN", first_rows, true)) ||
	    (first && !db_pg_batch_call(&b, first, first_rows)) ||
	    (call_opens && !ends &&
		!db_pg_batch_text(&b, "BEGIN", rows, true)) ||
	    (call && !db_pg_batch_call(&b, call, rows)) ||
	    (commits && !is_whole &&
		!db_pg_batch_text(&b, "COMMIT", &commit, false)))
		err = db_pg_lost(db, "a statement was not sent");
	else
		err = db_pg_batch_exchange(&b);
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
	if (is_whole)
		db->transaction = DB_OPEN;
	return end_batch(db, rows ? rows : first_rows, ends, &commit);
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
	struct pg_batch b = patient_batch(db, 1);
	enum err err;

	drop_rows(rows);
	err = db_pg_batch_read_on(&b, rows);
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

	if (rows->row >= 0 && db_pg_is_streaming(rows))
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
	struct pg_batch b = patient_batch(db, 1);
	struct db_rows rows = { .db = db };
	enum err err;

	if (db_pg_batch_text(&b, "COMMIT", &rows, false))
		err = db_pg_batch_exchange(&b);
	else
		err = db_pg_lost(db, "COMMIT was not sent");
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
	struct pg_batch b = db_pg_batch(db, ROLLBACK_MS);
	struct pg *pg = db->connection;

	if (pg->is_streaming)
		db_pg_lost(db, "rows were not read to their end");
	else if (PQtransactionStatus(pg->conn) == PQTRANS_IDLE)
		return;
	else if (!db_pg_batch_text(&b, "ROLLBACK", NULL, true))
		db_pg_lost(db, "ROLLBACK was not sent");
	else if (!db_pg_batch_exchange(&b) &&
		 PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
		db_pg_lost(db, "a transaction could not be ended");
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
			return db_pg_lost(db, "a migration was not finished");
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
		return db_pg_lost(db, "a migration was not finished");
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
	struct pg_batch b = db_pg_batch(db, db->options.connect_ms);
	struct db_rows rows = { .db = db };
	enum err err;

	if (!db->options.check_schema || !db->options.prepare)
		return ERR_OK;
	if (db_pg_batch_text(&b, "LISTEN " DB_SCHEMA_CHANNEL, &rows, false))
		err = db_pg_batch_exchange(&b);
	else
		err = db_pg_lost(db, "LISTEN was not sent");
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
