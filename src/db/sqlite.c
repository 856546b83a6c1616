/*
 * SQLite. Every write transaction is BEGIN IMMEDIATE inside of the write gate
 * (gate.h); reads outside of a transaction never wait.
 */
#include "db/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"

#include "base/banned.h"

enum { GATE_MS = 5000 };

/* One statement streams its rows at a time; a later call ends it. */
static void
close_rows(struct sqlite *s)
{
	if (s->open)
		sqlite3_reset(s->open);
	s->open = NULL;
}

static bool
prepare(
    struct sqlite *s, const char *sql, sqlite3_stmt **out, const char **rest)
{
	return sqlite3_prepare_v3(s->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
		   out, rest) == SQLITE_OK;
}

static enum err
compile(struct db *db, const struct db_query *query, struct sqlite_query *out)
{
	struct sqlite *s = db->connection;
	const char *rest = query->sql[DB_SQLITE];
	struct sqlite_query q = { .n = 0 };
	enum err err = ERR_OK;

	while (!err && *rest) {
		bug_if(q.n == SQLITE_STATEMENTS);
		if (prepare(s, rest, &q.statements[q.n], &rest))
			q.n++;
		else
			err = db_sqlite_error(db, query->name);
	}
	if (!err)
		*out = q;
	for (int i = 0; err && i < q.n; i++)
		sqlite3_finalize(q.statements[i]);
	return err;
}

static enum err
find_compiled(struct db *db, const struct db_query *query,
    const struct sqlite_query **out)
{
	struct sqlite *s = db->connection;
	struct sqlite_query *all = s->queries;

	if (query->index >= s->n_queries) {
		size_t n = (size_t)query->index + 64;

		all = realloc(all, n * sizeof(*all));
		bug_if(!all);
		memset(
		    all + s->n_queries, 0, (n - s->n_queries) * sizeof(*all));
		s->queries = all;
		s->n_queries = n;
	}
	*out = &all[query->index];
	return (*out)->n ? ERR_OK : compile(db, query, &all[query->index]);
}

static int
bind_value(sqlite3_stmt *statement, int at, enum db_type type,
    const struct db_value *v)
{
	if (v->is_null)
		return sqlite3_bind_null(statement, at);
	switch (type) {
	case DB_TEXT:
	case DB_JSON:
		return sqlite3_bind_text(statement, at, v->text.p,
		    (int)v->text.len, SQLITE_TRANSIENT);
	case DB_BYTES:
		return sqlite3_bind_blob(statement, at, v->text.p,
		    (int)v->text.len, SQLITE_TRANSIENT);
	case DB_UUID:
		return sqlite3_bind_blob(
		    statement, at, v->u.b, sizeof(v->u.b), SQLITE_TRANSIENT);
	case DB_INT:
	case DB_TIME:
	case DB_WALL:
		return sqlite3_bind_int64(statement, at, v->i);
	case DB_BOOL:
		return sqlite3_bind_int(statement, at, v->b);
	case DB_REAL:
		return sqlite3_bind_double(statement, at, v->d);
	}
	return SQLITE_MISUSE;
}

static bool
bind_all(sqlite3_stmt *statement, const struct db_call *call)
{
	int n = sqlite3_bind_parameter_count(statement);
	struct db_value v;

	/* an input that only PostgreSQL's text uses has no place here */
	for (int i = 0; i < call->query->n_in && i < n; i++) {
		db_call_value(call, (unsigned)i, &v);
		if (bind_value(statement, i + 1, call->query->in[i].type, &v))
			return false;
	}
	return true;
}

/*
 * The schema is looked at where a change must show: a statement that SQLite had
 * to compile anew has met one, and behind BEGIN, when no other can come, a
 * write asks.
 */
static bool
is_stale(struct db *db)
{
	struct sqlite *s = db->connection;
	int64_t before = s->changes;

	if (!s->is_in_doubt)
		return false;
	s->is_in_doubt = false;
	if (!s->count && !prepare(s, "PRAGMA schema_version", &s->count,
			     &(const char *){ 0 }))
		return true;
	if (sqlite3_step(s->count) == SQLITE_ROW)
		s->changes = sqlite3_column_int64(s->count, 0);
	sqlite3_reset(s->count);
	return s->changes != before;
}

/* Steps once: rows then has a row, or is finished. */
static enum err
step(struct db_rows *rows)
{
	struct sqlite *s = rows->db->connection;
	sqlite3_stmt *statement = rows->handle;
	enum err err = ERR_OK;

	int code = sqlite3_step(statement);

	if (sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 1))
		s->is_in_doubt = true;
	switch (code) {
	case SQLITE_ROW:
		rows->has_row = true;
		return ERR_OK;
	case SQLITE_DONE:
		if (rows->query->is_write)
			rows->changed = sqlite3_changes64(s->handle);
		break;
	default:
		err = db_sqlite_statement_error(
		    rows->db, statement, rows->query->name);
	}
	rows->has_row = false;
	rows->handle = NULL;
	close_rows(s);
	return err;
}

/* Runs all but the last, while each changes a row: else *is_met is false. */
static enum err
meet_conditions(struct db *db, const struct sqlite_query *q,
    const struct db_call *call, bool *is_met)
{
	struct sqlite *s = db->connection;
	enum err err = ERR_OK;

	*is_met = true;
	for (int i = 0; !err && *is_met && i < q->n - 1; i++) {
		sqlite3_stmt *condition = q->statements[i];

		if (!bind_all(condition, call) ||
		    sqlite3_step(condition) != SQLITE_DONE)
			err = db_sqlite_statement_error(
			    db, condition, call->query->name);
		*is_met = sqlite3_changes64(s->handle) > 0;
		sqlite3_reset(condition);
	}
	return err;
}

static enum err
run(struct db *db, const struct db_call *first, struct db_rows *first_rows,
    const struct db_call *call, struct db_rows *rows)
{
	struct sqlite *s = db->connection;
	const struct sqlite_query *q;
	sqlite3_stmt *last;
	bool is_met;
	enum err err;

	if (first) { /* alone: db.c asks an engine without pipeline so */
		call = first;
		rows = first_rows;
	}
	close_rows(s);
	s->deadline_us = clock_monotonic_us() + db->options.statement_ms * 1000;
	err = find_compiled(db, call->query, &q);
	if (!err)
		err = meet_conditions(db, q, call, &is_met);
	if (err || !is_met)
		return err; /* no row */
	last = q->statements[q->n - 1];
	if (!bind_all(last, call))
		return db_sqlite_error(db, call->query->name);
	rows->handle = last;
	s->open = last;
	return step(rows);
}

static enum err
verdict(struct db_rows *rows)
{
	(void)rows; /* run has said it */
	return ERR_OK;
}

static enum err
next(struct db_rows *rows, bool *more)
{
	struct sqlite *s = rows->db->connection;
	enum err err = ERR_OK;

	if (rows->handle && rows->handle != s->open)
		return fault_internal(rows->db->fault, ERR_INTERNAL,
		    "%s: a later statement has ended its rows",
		    rows->query->name);
	if (rows->row++ > 0 && rows->handle) /* run fetched the first one */
		err = step(rows);
	*more = !err && rows->handle && rows->has_row;
	return err;
}

static void
get_text(sqlite3_stmt *statement, int i, bool is_blob, struct db_value *out)
{
	/* in this order: the length is that of the form asked for last */
	out->text.p = is_blob ? sqlite3_column_blob(statement, i)
			      : (const char *)sqlite3_column_text(statement, i);
	out->text.len = (size_t)sqlite3_column_bytes(statement, i);
	if (!out->text.p)
		out->text.p = ""; /* a blob without bytes */
}

static void
value(const struct db_rows *rows, unsigned column, struct db_value *out)
{
	sqlite3_stmt *statement = rows->handle;
	int i = (int)column;

	out->is_null = sqlite3_column_type(statement, i) == SQLITE_NULL;
	if (out->is_null)
		return;
	switch (rows->query->out[column].type) {
	case DB_TEXT:
	case DB_JSON:
		get_text(statement, i, false, out);
		break;
	case DB_BYTES:
		get_text(statement, i, true, out);
		break;
	case DB_INT:
		out->i = sqlite3_column_int64(statement, i);
		break;
	case DB_TIME:
	case DB_WALL:
		out->i = clock_nearest(sqlite3_column_int64(statement, i));
		break;
	case DB_BOOL:
		out->b = sqlite3_column_int(statement, i) != 0;
		break;
	case DB_REAL:
		out->d = sqlite3_column_double(statement, i);
		break;
	case DB_UUID:
		bug_if(sqlite3_column_bytes(statement, i) != sizeof(out->u.b));
		memcpy(out->u.b, sqlite3_column_blob(statement, i),
		    sizeof(out->u.b));
		break;
	}
}

static void
finish(struct db_rows *rows)
{
	struct sqlite *s = rows->db->connection;

	if (!rows->handle || rows->handle != s->open)
		return;
	/* what RETURNING gave must be read to its end before COMMIT */
	while (
	    rows->query->is_write && sqlite3_step(rows->handle) == SQLITE_ROW)
		continue;
	close_rows(s);
	rows->handle = NULL;
}

static enum err
begin(struct db *db)
{
	struct sqlite *s = db->connection;
	enum err err;

	close_rows(s);
	if (!db_gate_lock(&s->gate, GATE_MS))
		return fault_internal(db->fault, ERR_BUSY,
		    "the write gate was not free in %d ms", GATE_MS);
	s->deadline_us = INT64_MAX;
	if (sqlite3_exec(s->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL)) {
		err = db_sqlite_error(db, "BEGIN");
		db_gate_unlock(&s->gate);
		return err;
	}
	s->is_in_doubt = true;
	db->transaction = DB_OPEN;
	return ERR_OK;
}

static void
rollback(struct db *db)
{
	struct sqlite *s = db->connection;

	close_rows(s);
	if (db->transaction == DB_NONE)
		return;
	s->deadline_us = INT64_MAX;
	/* a COMMIT that failed may have rolled back already */
	if (!sqlite3_get_autocommit(s->handle))
		sqlite3_exec(s->handle, "ROLLBACK", NULL, NULL, NULL);
	db_gate_unlock(&s->gate);
}

static enum err
commit(struct db *db)
{
	struct sqlite *s = db->connection;
	enum err err;

	close_rows(s);
	s->deadline_us = INT64_MAX;
	if (sqlite3_exec(s->handle, "COMMIT", NULL, NULL, NULL)) {
		err = db_sqlite_error(db, "COMMIT");
		rollback(db);
	} else {
		err = ERR_OK;
		db_gate_unlock(&s->gate);
	}
	db->transaction = DB_NONE;
	return err;
}

static int
note_row(void *ctx, int n, char **values, char **names)
{
	(void)n;
	(void)values;
	(void)names;
	*(bool *)ctx = true;
	return 0;
}

static enum err
script(struct db *db, const char *sql, bool *has_rows)
{
	struct sqlite *s = db->connection;

	close_rows(s);
	s->deadline_us = INT64_MAX;
	*has_rows = false;
	if (sqlite3_exec(s->handle, sql, note_row, has_rows, NULL))
		return db_sqlite_error(db, "migration");
	return ERR_OK;
}

const struct db_engine_calls db_sqlite_calls = {
	.open = db_sqlite_open,
	.free = db_sqlite_free,
	.connect = db_sqlite_connect,
	.disconnect = db_sqlite_disconnect,
	.create = db_sqlite_create,
	.is_stale = is_stale,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.run = run,
	.verdict = verdict,
	.next = next,
	.value = value,
	.finish = finish,
	.script = script,
	.copy_write = db_sqlite_copy_write,
	.copy_restore = db_sqlite_copy_restore,
	.has_pipeline = false,
	.keeps_rows = false,
};
