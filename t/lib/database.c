/*
 * What the engines share.
 */
#include "t/lib/database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/migrate.h"
#include "t/lib/database_engine.h"

#include "base/banned.h"

enum { ARENA_MAX = 4 << 20 };

void
database_migrate(const char *url)
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

static struct database *
make(enum db_engine engine, bool migrated)
{
	struct database *d = calloc(1, sizeof(*d));

	cr_assert(d);
	d->engine = engine;
#ifdef WITH_POSTGRESQL
	if (engine == DB_POSTGRESQL)
		database_pg_open(d, migrated);
#endif
#ifdef WITH_SQLITE
	if (engine == DB_SQLITE)
		database_sqlite_open(d, migrated);
#endif
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
		database_pg_close(d);
#endif
#ifdef WITH_SQLITE
	if (d->engine == DB_SQLITE)
		database_sqlite_close(d);
#endif
	free(d);
}
