/*
 * What goes out together on PostgreSQL and ends in one Sync, so that it costs
 * one round trip. A statement is prepared together with its first use.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "db/pg.h"

#include "base/banned.h"

struct pg_batch
db_pg_batch(struct db *db, int64_t ms)
{
	return (struct pg_batch){ .db = db,
		.deadline_us = clock_monotonic_us() + ms * 1000 };
}

enum err
db_pg_lost(struct db *db, const char *what)
{
	struct pg *pg = db->connection;
	const char *why = db_pg_message(db, pg->conn);

	return db_engine_lost(db, ERR_DATABASE_UNAVAILABLE, "%s: %s", what,
	    *why ? why : "no result in time");
}

static void
add_part(struct pg_batch *b, const struct db_query *prepares,
    struct db_rows *rows, bool is_step)
{
	bug_if(b->n == PG_PARTS);
	b->parts[b->n++] = (struct pg_part){ prepares, rows, is_step };
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
is_prepared(const struct pg_batch *b, const struct db_query *q)
{
	for (int i = 0; i < b->n; i++)
		if (b->parts[i].prepares == q)
			return true;
	return *prepared_flag(b->db->connection, q);
}

bool
db_pg_batch_text(
    struct pg_batch *b, const char *sql, struct db_rows *rows, bool is_step)
{
	struct pg *pg = b->db->connection;

	add_part(b, NULL, rows, is_step);
	return PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
}

bool
db_pg_batch_call(
    struct pg_batch *b, const struct db_call *call, struct db_rows *rows)
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
next_result(struct pg_batch *b, PGresult **out)
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
keep_result(struct pg_batch *b, const struct pg_part *part, PGresult *result)
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

bool
db_pg_is_streaming(const struct db_rows *rows)
{
	return rows && rows->is_stream &&
	       PQresultStatus(rows->handle) == PGRES_SINGLE_TUPLE;
}

/* Reads one part's result; of a stream the next row. */
static enum err
read_part(struct pg_batch *b, const struct pg_part *part)
{
	struct pg *pg = b->db->connection;
	PGresult *result;
	enum err err;

	while (!db_pg_is_streaming(part->rows)) {
		if (!next_result(b, &result))
			return db_pg_lost(
			    b->db, "a statement was not answered");
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
receive_part(struct pg_batch *b, const struct pg_part *part)
{
	struct pg *pg = b->db->connection;

	if (part->rows && part->rows->is_stream && !part->is_step &&
	    !PQsetSingleRowMode(pg->conn))
		return db_pg_lost(b->db, "rows cannot be read one by one");
	return read_part(b, part);
}

/* The result of the Sync, which commits what was sent outside of a
 * transaction; if that fails, the failure comes first. */
static enum err
receive_sync(struct pg_batch *b)
{
	const struct pg_part commit = { .rows = b->commit };
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
	return db_pg_lost(b->db, "a statement was not answered");
}

enum err
db_pg_batch_exchange(struct pg_batch *b)
{
	struct pg *pg = b->db->connection;
	enum err err = ERR_OK;

	if (!PQpipelineSync(pg->conn))
		return db_pg_lost(b->db, "a statement was not sent");
	for (int i = 0; !err && i < b->n; i++)
		err = receive_part(b, &b->parts[i]);
	return err || pg->is_streaming ? err : receive_sync(b);
}

enum err
db_pg_batch_read_on(struct pg_batch *b, struct db_rows *rows)
{
	struct pg *pg = b->db->connection;
	const struct pg_part part = { .rows = rows };
	enum err err;

	pg->is_streaming = false;
	err = read_part(b, &part);
	return err || pg->is_streaming ? err : receive_sync(b);
}
