/*
 * Every named query, prepared on both engines: what the engine says about its
 * parameters and columns is what the query declares. "make vet-sql" runs this
 * file alone.
 */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/sqlite.h"
#include "t/query/fixture.h"

#include "base/banned.h"

/* The types of PostgreSQL that each declared type may have; the first one is
 * that of a parameter. */
static const Oid oids[][6] = {
	[DB_TEXT] = { 25, 1043, 1042, 19 },
	[DB_INT] = { 20, 23, 21 },
	[DB_BOOL] = { 16 },
	[DB_TIME] = { 1184 },
	[DB_WALL] = { 1114 },
	[DB_REAL] = { 701, 700 },
	[DB_UUID] = { 2950 },
	[DB_JSON] = { 114, 3802, 25 },
	[DB_BYTES] = { 17 },
};

static const char *const type_names[] = { [DB_TEXT] = "text",
	[DB_INT] = "int",
	[DB_BOOL] = "bool",
	[DB_TIME] = "time",
	[DB_WALL] = "wall",
	[DB_REAL] = "real",
	[DB_UUID] = "uuid",
	[DB_JSON] = "json",
	[DB_BYTES] = "bytes" };

static bool
fits(enum db_type type, Oid oid)
{
	for (size_t i = 0; i < N_OF(oids[0]); i++)
		if (oid && oids[type][i] == oid)
			return true;
	return false;
}

/* Columns that may be NULL in their table but not in the query, because ... */
static const struct {
	const char *query, *column;
} never_null[] = {
	{ "job_claim", "lease_token" },	 /* it is set there */
	{ "rsvp_waiting", "queued_at" }, /* who waits is queued (a CHECK) */
	{ "rsvp_waiting_for_types", "queued_at" },
	{ "rsvp_waitlist", "_queued_at" },
};

static bool
is_known_not_null(const struct db_query *q, const struct db_field *f)
{
	for (size_t i = 0; i < N_OF(never_null); i++)
		if (str_eq(never_null[i].query, q->name) &&
		    str_eq(never_null[i].column, f->name))
			return true;
	return false;
}

/* Whether a column that is declared to be never NULL could be: it comes
 * straight from a table where it may be. */
static bool
may_be_null(PGconn *conn, Oid table, int column)
{
	char sql[128];
	PGresult *r;
	bool nullable;

	if (!table || !column)
		return false;
	snprintf(sql, sizeof(sql),
	    "SELECT attnotnull FROM pg_attribute"
	    " WHERE attrelid = %u AND attnum = %d",
	    table, column);
	r = PQexec(conn, sql);
	nullable = PQntuples(r) == 1 && PQgetvalue(r, 0, 0)[0] == 'f';
	PQclear(r);
	return nullable;
}

static void
expect_parameters(const struct db_query *q, const PGresult *r)
{
	cr_expect(PQnparams(r) == q->n_in, "%s has %d parameters, not %d",
	    q->name, PQnparams(r), q->n_in);
	for (int i = 0; i < PQnparams(r) && i < q->n_in; i++)
		cr_expect(PQparamtype(r, i) == oids[q->in[i].type][0],
		    "%s: the parameter %s is not %s but type %u", q->name,
		    q->in[i].name, type_names[q->in[i].type],
		    PQparamtype(r, i));
}

static void
expect_columns(PGconn *conn, const struct db_query *q, const PGresult *r)
{
	cr_expect(PQnfields(r) == q->n_out, "%s has %d columns, not %d",
	    q->name, PQnfields(r), q->n_out);
	for (int i = 0; i < PQnfields(r) && i < q->n_out; i++) {
		const struct db_field *f = &q->out[i];

		cr_expect(str_eq(PQfname(r, i), f->name),
		    "%s: column %d is %s, not %s", q->name, i + 1,
		    PQfname(r, i), f->name);
		cr_expect(fits(f->type, PQftype(r, i)),
		    "%s: the column %s is not %s but type %u", q->name, f->name,
		    type_names[f->type], PQftype(r, i));
		cr_expect(
		    f->nullable || is_known_not_null(q, f) ||
			!may_be_null(conn, PQftable(r, i), PQftablecol(r, i)),
		    "%s: the column %s may be NULL", q->name, f->name);
	}
}

/* A lock that a function takes is none to the generator, which opens a
 * transaction for what it sees lock: rows of a statement's own are locked, too.
 */
static void
expect_transaction(const struct db_query *q)
{
	if (strstr(q->sql[DB_POSTGRESQL], "event_holds("))
		cr_expect(q->is_write || q->is_locking, "%s", q->name);
}

static void
prepare_pg(PGconn *conn, const struct db_query *q)
{
	Oid types[64];
	PGresult *r;

	for (int i = 0; i < q->n_in; i++)
		types[i] = oids[q->in[i].type][0];
	r = PQprepare(conn, q->name, q->sql[DB_POSTGRESQL], q->n_in, types);
	cr_expect(PQresultStatus(r) == PGRES_COMMAND_OK, "%s: %s", q->name,
	    PQresultErrorMessage(r));
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		r = PQdescribePrepared(conn, q->name);
		expect_parameters(q, r);
		expect_columns(conn, q, r);
	}
	expect_transaction(q);
	PQclear(r);
}

/* Whether a column of a table, declared so, can hold the type; expressions
 * have no declared type and pass. */
static bool
sqlite_fits(enum db_type type, const char *declared)
{
	static const char *const names[] = { [DB_TEXT] = "TEXT",
		[DB_INT] = "INTEGER",
		[DB_BOOL] = "INTEGER",
		[DB_TIME] = "INTEGER",
		[DB_WALL] = "INTEGER",
		[DB_REAL] = "REAL",
		[DB_UUID] = "BLOB",
		[DB_JSON] = "TEXT",
		[DB_BYTES] = "BLOB" };

	return !declared || str_eq(declared, names[type]);
}

static sqlite3_stmt *
prepare_statement(sqlite3 *handle, const struct db_query *q, const char **sql)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(handle, *sql, -1, &s, sql);

	cr_expect(rc == SQLITE_OK, "%s: %s", q->name, sqlite3_errmsg(handle));
	return s;
}

static void
prepare_sqlite(sqlite3 *handle, const struct db_query *q)
{
	const char *sql = q->sql[DB_SQLITE];
	sqlite3_stmt *s = prepare_statement(handle, q, &sql);
	bool is_write = *sql || !sqlite3_stmt_readonly(s);

	while (*sql) { /* that was a condition */
		cr_expect(
		    !sqlite3_stmt_readonly(s) && sqlite3_column_count(s) == 0,
		    "%s: the condition is to change rows, not to give any",
		    q->name);
		sqlite3_finalize(s);
		s = prepare_statement(handle, q, &sql);
	}
	if (!s)
		return;
	cr_expect(sqlite3_bind_parameter_count(s) <= q->n_in,
	    "%s has %d parameters, not %d", q->name,
	    sqlite3_bind_parameter_count(s), q->n_in);
	cr_expect(sqlite3_column_count(s) == q->n_out,
	    "%s has %d columns, not %d", q->name, sqlite3_column_count(s),
	    q->n_out);
	cr_expect(q->is_write == is_write, "%s: is_write is %d", q->name,
	    q->is_write);
	for (int i = 0; i < sqlite3_column_count(s) && i < q->n_out; i++) {
		const struct db_field *f = &q->out[i];

		cr_expect(str_eq(sqlite3_column_name(s, i), f->name),
		    "%s: column %d is %s, not %s", q->name, i + 1,
		    sqlite3_column_name(s, i), f->name);
		cr_expect(sqlite_fits(f->type, sqlite3_column_decltype(s, i)),
		    "%s: the column %s is not %s but %s", q->name, f->name,
		    type_names[f->type], sqlite3_column_decltype(s, i));
	}
	sqlite3_finalize(s);
}

static void
prepare_all_pg(void)
{
	PGconn *conn = PQconnectdb(database_url(on.database));

	cr_assert(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	for (const struct db_query *const *q = db_queries; *q; q++)
		prepare_pg(conn, *q);
	PQfinish(conn);
}

static void
prepare_all_sqlite(void)
{
	const char *path = strstr(database_url(on.database), "://") + 3;
	sqlite3 *handle;

	cr_assert(sqlite3_open(path, &handle) == SQLITE_OK);
	/* a word in double quotes is never a string */
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	db_sqlite_functions(handle);
	for (const struct db_query *const *q = db_queries; *q; q++)
		prepare_sqlite(handle, *q);
	sqlite3_close(handle);
}

Test_engines(query_vet, every_query_is_what_it_declares)
{
	cr_assert(db_queries[0]);
	db_close(on.db); /* no second handle of one process on a file */
	on.db = NULL;
	if (on.engine == DB_POSTGRESQL)
		prepare_all_pg();
	else
		prepare_all_sqlite();
}
