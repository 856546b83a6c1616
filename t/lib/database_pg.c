/*
 * PostgreSQL. To copy a template costs 200 ms of processor time, so migrated
 * databases are kept: a test takes one that no other test has, and empties it.
 * The names of databases carry a digest of the migrations, so that a server
 * which outlives one run never serves an old schema.
 */
#include "t/lib/database_engine.h"

#ifdef WITH_POSTGRESQL

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/migrate.h"
#include "db/schema.h"

#include "base/banned.h"

enum { LOCK = 74657374 }; /* class of the advisory locks */

static const char *
server_url(void)
{
	const char *url = getenv("TEST_POSTGRESQL_URL");

	cr_assert(url, "TEST_POSTGRESQL_URL is not set: run the tests under "
		       "t/lib/with-postgresql");
	return url;
}

/* The server's URL with another database's name. */
static void
url_of(const char *name, char url[URL_SIZE])
{
	const char *base = server_url();
	const char *authority = strstr(base, "://");
	const char *path, *query;

	cr_assert(authority, "%s", base);
	authority += 3;
	path = authority + strcspn(authority, "/?");
	query = strchr(path, '?');
	snprintf(url, URL_SIZE, "%.*s/%s%s", (int)(path - base), base, name,
	    query ? query : "");
}

static PGconn *
dial(const char *url)
{
	PGconn *conn = PQconnectdb(url);

	cr_assert(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	return conn;
}

/* Runs statements; returns the number of rows of the last one. */
static int
execute(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(result);
	int n = PQntuples(result);

	cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK,
	    "%s: %s", sql, PQerrorMessage(conn));
	PQclear(result);
	return n;
}

static uint64_t
add_to_digest(uint64_t h, const char *text)
{
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3;
	return h;
}

static void
template_name(char name[NAME_SIZE])
{
	uint64_t h = 0xcbf29ce484222325;

	for (const struct db_migration *m = db_migrations; m->version; m++)
		h = add_to_digest(h, m->up[DB_POSTGRESQL]);
	for (const struct db_object *o = db_objects; o->name; o++)
		h = add_to_digest(h, o->sql[DB_POSTGRESQL]);
	snprintf(
	    name, NAME_SIZE, "hearth_template_%016llx", (unsigned long long)h);
}

/* Makes the template unless another test has: under a lock, since tests run
 * beside each other, and under another name until it is complete. */
static void
make_template(PGconn *conn, const char *name)
{
	char sql[256], url[URL_SIZE], draft[NAME_SIZE + 8];

	execute(conn, "SELECT pg_advisory_lock(7465737473)");
	snprintf(sql, sizeof(sql),
	    "SELECT 1 FROM pg_database WHERE datname = '%s'", name);
	if (execute(conn, sql) == 0) {
		snprintf(draft, sizeof(draft), "%s_draft", name);
		snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s", draft);
		execute(conn, sql);
		snprintf(sql, sizeof(sql), "CREATE DATABASE %s", draft);
		execute(conn, sql);
		url_of(draft, url);
		database_migrate(url);
		snprintf(sql, sizeof(sql),
		    "SELECT pg_terminate_backend(pid)"
		    " FROM pg_stat_activity WHERE datname = '%s'",
		    draft);
		execute(conn, sql);
		snprintf(sql, sizeof(sql), "ALTER DATABASE %s RENAME TO %s",
		    draft, name);
		execute(conn, sql);
	}
	execute(conn, "SELECT pg_advisory_unlock(7465737473)");
}

static void
drop(PGconn *server, const char *name)
{
	char sql[256];

	snprintf(
	    sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
	execute(server, sql);
}

static void
create(PGconn *server, const char *name, const char *template)
{
	char sql[256];

	snprintf(
	    sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE %s", name, template);
	execute(server, sql);
}

/*
 * As new, or an exception: rows written since the database was born go, and
 * those that are left must be as many as at birth. A test that changed the
 * schema, or what a migration had put there, or wrote very much, so costs a new
 * database. The birth is a comment: the transaction, and how many rows each
 * table had that had any.
 *
 * To look into every table costs 30 ms of processor time. The server counts
 * what is written to each, its own included: those of the schema. It knows
 * nothing of what was before it crashed, and learns of it late before version
 * 15: such a database is as if the schema were changed.
 */
static const char empty[] =
    "SET client_min_messages = warning;"
    "SET session_replication_role = replica;"
    "DO $$"
    " DECLARE"
    "  database record; born jsonb; r record; n bigint; found jsonb := '{}';"
    " BEGIN"
    "  SELECT *, xmin::text::bigint AS changed,"
    "    shobj_description(oid, 'pg_database') AS comment,"
    "    pg_stat_get_db_stat_reset_time(oid) IS NOT NULL"
    "    AND current_setting('server_version_num')::int >= 150000 AS is_counted"
    "   INTO database FROM pg_database WHERE datname = current_database();"
    "  IF database.comment IS NULL THEN"
    "   FOR r IN SELECT oid::regclass AS t FROM pg_class WHERE relkind = 'r'"
    "     AND oid >= 16384 LOOP"
    "    EXECUTE format('SELECT count(*) FROM %s', r.t) INTO n;"
    "    IF n > 0 THEN"
    "     found := found || jsonb_build_object(r.t::text, n);"
    "    END IF;"
    "   END LOOP;"
    "   EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(),"
    "    jsonb_build_object('rows', found,"
    "    'birth', pg_current_xact_id()::text));"
    "   RETURN;"
    "  END IF;"
    "  born := database.comment;"
    "  IF NOT database.is_counted"
    "    OR database.changed >= (born->>'birth')::bigint THEN"
    "   RAISE 'nobody knows what was written';"
    "  END IF;"
    "  FOR r IN SELECT oid, oid::regclass AS t FROM pg_class"
    "    WHERE relkind = 'r' AND NOT relisshared"
    "    AND relname !~ '^pg_statistic' AND pg_stat_get_tuples_inserted(oid)"
    "    + pg_stat_get_tuples_updated(oid)"
    "    + pg_stat_get_tuples_deleted(oid) > 0 LOOP"
    "   IF r.oid < 16384 THEN RAISE '% has changed', r.t; END IF;"
    "   EXECUTE format('DELETE FROM %s WHERE xmin::text::bigint >= %s',"
    "    r.t, born->>'birth');"
    "   EXECUTE format('SELECT count(*) FROM %s', r.t) INTO n;"
    "   IF n <> coalesce((born->'rows'->>r.t::text)::bigint, 0) THEN"
    "    RAISE '% has % rows', r.t, n;"
    "   END IF;"
    "   IF pg_relation_size(r.t) > 1048576 THEN"
    "    RAISE '% has grown', r.t;"
    "   END IF;"
    "  END LOOP;"
    " END $$";

/* False when the database cannot be made as new. What was deleted is counted,
 * too, before the counters start anew. */
static bool
make_empty(const char *url)
{
	PGconn *conn = PQconnectdb(url);
	PGresult *result = PQexec(conn, empty);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	PQclear(result);
	if (ok)
		execute(conn, "SELECT pg_stat_reset()");
	PQfinish(conn);
	return ok;
}

/* The first number that nobody else has; the lock ends with the connection. */
static int
take_number(PGconn *server)
{
	char sql[128];
	int i = 0;

	do
		snprintf(sql, sizeof(sql),
		    "SELECT 1 WHERE pg_try_advisory_lock(%d, %d)", LOCK, ++i);
	while (execute(server, sql) == 0);
	return i;
}

/* Ends whoever a test has left behind, and waits until they are gone. */
static void
end_others(PGconn *server, const char *name)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
	    "SELECT pg_terminate_backend(pid, 5000)"
	    " FROM pg_stat_get_activity(NULL)"
	    " WHERE datid = (SELECT oid FROM pg_database WHERE datname = '%s')",
	    name);
	execute(server, sql);
}

static void
take_kept(struct database *d)
{
	char template[NAME_SIZE];

	template_name(template);
	snprintf(d->name, sizeof(d->name), "hearth_test_%.16s_%d",
	    strrchr(template, '_') + 1, take_number(d->server));
	url_of(d->name, d->url);
	end_others(d->server, d->name);
	if (make_empty(d->url))
		return;
	make_template(d->server, template);
	drop(d->server, d->name);
	create(d->server, d->name, template);
	cr_assert(make_empty(d->url), "%s", d->name);
}

static void
make_own(struct database *d)
{
	struct uuid id = uuid_new();

	snprintf(d->name, sizeof(d->name), "hearth_test_%d_%02x%02x%02x%02x",
	    (int)getpid(), id.b[12], id.b[13], id.b[14], id.b[15]);
	create(d->server, d->name, "template1");
	url_of(d->name, d->url);
}

void
database_pg_open(struct database *d, bool migrated)
{
	d->server = dial(server_url());
	d->is_kept = migrated;
	PQclear(PQexec(d->server, "SET client_min_messages = warning"));
	if (migrated)
		take_kept(d);
	else
		make_own(d);
}

void
database_pg_close(struct database *d)
{
	if (!d->is_kept)
		drop(d->server, d->name);
	PQfinish(d->server);
}

void
database_server(const struct database *d, const char *sql)
{
	execute(d->server, sql);
}

#endif
