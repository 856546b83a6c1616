/*
 * PostgreSQL databases are copies of a template that the first test makes;
 * its name carries a digest of the migrations, so that a server which outlives
 * one run never serves an old schema.
 */
#include "t/lib/database.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WITH_POSTGRESQL
#include <libpq-fe.h>
#endif

#include "base/str.h"
#include "db/migrate.h"

#include "base/banned.h"

enum { ARENA_MAX = 4 << 20, NAME_SIZE = 64, URL_SIZE = 512 };

struct database {
	enum db_engine engine;
	char url[URL_SIZE];
	char name[NAME_SIZE]; /* PostgreSQL */
	char dir[URL_SIZE];   /* SQLite */
};

static void
migrate(const char *url)
{
	struct db_options options = { .url = url,
		.prepare = true,
		.connect_ms = 5000,
		.statement_ms = 60000,
		.program = "hearth-test" };
	struct arena arena;
	struct fault f;
	struct db *db;
	enum err err;

	arena_init(&arena, ARENA_MAX);
	fault_clear(&f);
	err = db_open(&options, &f, &db);
	cr_assert(!err, "%s: %s", url, f.detail);
	db_bind(db, &arena, &f);
	err = db_migrate_up(db, 0, false, NULL, NULL);
	cr_assert(!err, "%s: %s %s", url, f.detail, f.internal);
	db_close(db);
	arena_release(&arena);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
new_sqlite(struct database *d)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(
	    d->dir, sizeof(d->dir), "%s/hearth-db.XXXXXX", tmp ? tmp : "/tmp");
	cr_assert(mkdtemp(d->dir), "%s", d->dir);
	snprintf(d->url, sizeof(d->url), "sqlite://%.400s/hearth.db", d->dir);
}

#ifdef WITH_POSTGRESQL

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
		migrate(url);
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
new_postgresql(struct database *d, bool migrated)
{
	char sql[256], template[NAME_SIZE] = "template1";
	PGconn *conn = dial(server_url());
	struct uuid id = uuid_new();

	PQclear(PQexec(conn, "SET client_min_messages = warning"));
	if (migrated) {
		template_name(template);
		make_template(conn, template);
	}
	snprintf(d->name, sizeof(d->name), "hearth_test_%d_%02x%02x%02x%02x",
	    (int)getpid(), id.b[12], id.b[13], id.b[14], id.b[15]);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE %s", d->name,
	    template);
	execute(conn, sql);
	PQfinish(conn);
	url_of(d->name, d->url);
}

static void
drop_postgresql(struct database *d)
{
	PGconn *conn = dial(server_url());
	char sql[256];

	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)",
	    d->name);
	execute(conn, sql);
	PQfinish(conn);
}

void
database_server(const struct database *d, const char *sql)
{
	PGconn *conn = dial(server_url());

	(void)d;
	execute(conn, sql);
	PQfinish(conn);
}

#endif

static struct database *
make(enum db_engine engine, bool migrated)
{
	struct database *d = calloc(1, sizeof(*d));

	cr_assert(d);
	d->engine = engine;
#ifdef WITH_POSTGRESQL
	if (engine == DB_POSTGRESQL)
		new_postgresql(d, migrated);
#endif
	if (engine == DB_SQLITE) {
		new_sqlite(d);
		if (migrated)
			migrate(d->url);
	}
	return d;
}

struct database *
database_new(enum db_engine engine)
{
	return make(engine, true);
}

struct database *
database_new_empty(enum db_engine engine)
{
	return make(engine, false);
}

const char *
database_url(const struct database *d)
{
	return d->url;
}

const char *
database_name(const struct database *d)
{
	return d->name;
}

void
database_free(struct database *d)
{
	if (!d)
		return;
#ifdef WITH_POSTGRESQL
	if (d->engine == DB_POSTGRESQL)
		drop_postgresql(d);
#endif
	if (d->engine == DB_SQLITE)
		nftw(d->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	free(d);
}
