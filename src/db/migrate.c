/*
 * Each migration in a transaction of its own, which begins with the lock and a
 * look at what was applied, because another migrator may have been first.
 */
#include "db/migrate.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/engine.h"
#include "generated/query.h"

#include "base/banned.h"

enum { CHECKSUM_SIZE = 33 };

/* What every migration does around its own text. SQLite's foreign keys are
 * off meanwhile, so that a table can be rebuilt, and are looked over before
 * COMMIT. The number of the lock is "hearth" in ASCII. */
static const struct {
	const char *before, *lock, *table, *check, *after;
} steps[DB_ENGINES] = {
	[DB_POSTGRESQL] = {
		.lock = "SET LOCAL lock_timeout = '60s';"
			"SET LOCAL statement_timeout = 0;"
			"SET LOCAL idle_in_transaction_session_timeout = 0;"
			"SELECT pg_advisory_xact_lock(114753854206056)",
		.table = "CREATE TABLE IF NOT EXISTS schema_migration ("
			 "version bigint NOT NULL"
			 " CONSTRAINT schema_migration_version_pk PRIMARY KEY,"
			 "name text NOT NULL, checksum text NOT NULL,"
			 "applied_at timestamptz NOT NULL)",
	},
	[DB_SQLITE] = {
		.before = "PRAGMA foreign_keys = OFF",
		.table = "CREATE TABLE IF NOT EXISTS schema_migration ("
			 "version INTEGER NOT NULL"
			 " CONSTRAINT schema_migration_version_pk PRIMARY KEY,"
			 "name TEXT NOT NULL, checksum TEXT NOT NULL,"
			 "applied_at INTEGER NOT NULL) STRICT",
		.check = "PRAGMA foreign_key_check",
		.after = "PRAGMA foreign_keys = ON",
	},
};

struct applied {
	struct q_schema_list_row *v;
	size_t n;
};

/* FNV-1a with 128 bits: against accidents, not against attackers. */
static void
checksum(const char *text, char out[CHECKSUM_SIZE])
{
	unsigned __int128 prime = (unsigned __int128)1 << 88 | 0x13b;
	unsigned __int128 h = (unsigned __int128)0x6c62272e07bb0142 << 64 |
			      0x62b821756295c58d;

	for (; *text; text++) {
		h ^= (unsigned char)*text;
		h *= prime;
	}
	snprintf(out, CHECKSUM_SIZE, "%016llx%016llx",
	    (unsigned long long)(h >> 64), (unsigned long long)h);
}

static const struct db_migration *
find_built_in(int64_t version)
{
	for (const struct db_migration *m = db_migrations; m->version; m++)
		if (m->version == version)
			return m;
	return NULL;
}

static const struct q_schema_list_row *
find_applied(const struct applied *applied, int version)
{
	for (size_t i = 0; i < applied->n; i++)
		if (applied->v[i].version == version)
			return &applied->v[i];
	return NULL;
}

static bool
is_changed(const struct db *db, const struct db_migration *m,
    const struct q_schema_list_row *row)
{
	char sum[CHECKSUM_SIZE];

	checksum(m->up[db->engine], sum);
	return !str_eq(sum, row->checksum) || !str_eq(m->name, row->name);
}

static enum err
script(struct db *db, const char *sql)
{
	bool has_rows;

	if (!sql || !*sql)
		return ERR_OK;
	return db_engine_report(db, db->calls->script(db, sql, &has_rows));
}

/* Begins a transaction with the lock, in which the table exists. */
static enum err
begin_locked(struct db *db)
{
	enum err err = db_engine_report(db, db_engine_connect(db));

	if (!err)
		err = script(db, steps[db->engine].before);
	if (!err)
		err = db_begin(db);
	if (!err)
		err = script(db, steps[db->engine].lock);
	if (!err)
		err = script(db, steps[db->engine].table);
	return err;
}

/* Ends it, by COMMIT unless err. */
static enum err
end_locked(struct db *db, enum err err)
{
	const char *check = steps[db->engine].check;
	bool has_rows = false;

	if (!err && check)
		err = db->calls->script(db, check, &has_rows);
	if (!err && has_rows)
		err = fault(db->fault, ERR_CONFIG,
		    "The migration leaves rows whose foreign keys refer to "
		    "nothing");
	if (!err)
		err = db_commit(db);
	else
		db_rollback(db);
	if (db->is_connected && steps[db->engine].after) {
		enum err failed = script(db, steps[db->engine].after);

		err = err ? err : failed;
	}
	return err;
}

/* Refuses to go on when history is not what this program knows. */
static enum err
check_history(struct db *db, const struct applied *applied)
{
	for (size_t i = 0; i < applied->n; i++) {
		const struct q_schema_list_row *row = &applied->v[i];
		const struct db_migration *m = find_built_in(row->version);

		if (!m)
			return fault(db->fault, ERR_CONFIG,
			    "The database has a migration %04d_%s that this "
			    "program does not know",
			    (int)row->version, row->name);
		if (is_changed(db, m, row))
			return fault(db->fault, ERR_CONFIG,
			    "The migration %04d_%s has changed since it was "
			    "applied",
			    m->version, m->name);
	}
	return ERR_OK;
}

static enum err
read_history(struct db *db, struct applied *applied)
{
	enum err err = q_schema_list(db, &applied->v, &applied->n);

	return err ? err : check_history(db, applied);
}

/* What was applied, without a change to the database; nothing when there is
 * no table yet. */
static enum err
peek_history(struct db *db, struct applied *applied)
{
	int version;
	enum err err = db_schema_version(db, &version);

	*applied = (struct applied){ 0 };
	return err || version == 0
		   ? err
		   : q_schema_list(db, &applied->v, &applied->n);
}

static const struct db_migration *
next_pending(const struct applied *applied)
{
	for (const struct db_migration *m = db_migrations; m->version; m++)
		if (!find_applied(applied, m->version))
			return m;
	return NULL;
}

static enum err
apply(struct db *db, const struct db_migration *m)
{
	char sum[CHECKSUM_SIZE];
	enum err err = script(db, m->up[db->engine]);

	checksum(m->up[db->engine], sum);
	return err ? err
		   : q_schema_add(db, .version = m->version, .name = m->name,
			 .checksum = sum, .now = clock_now_us(), NULL);
}

static enum err
take_back(struct db *db, const struct db_migration *m)
{
	enum err err = script(db, m->down[db->engine]);

	return err ? err : q_schema_remove(db, .version = m->version, NULL);
}

/* One step up or down; *done when none is left. */
static enum err
step(struct db *db, bool up, db_migrate_fn fn, void *ctx, bool *done)
{
	const struct db_migration *m = NULL;
	struct applied applied;
	enum err err = begin_locked(db);

	if (!err)
		err = read_history(db, &applied);
	if (!err && up)
		m = next_pending(&applied);
	else if (!err && applied.n)
		m = find_built_in(applied.v[applied.n - 1].version);
	*done = !m;
	if (m && fn)
		fn(ctx, m, up);
	if (m)
		err = up ? apply(db, m) : take_back(db, m);
	return end_locked(db, err);
}

/* Tells what would be done. */
static enum err
rehearse(struct db *db, int count, bool up, db_migrate_fn fn, void *ctx)
{
	struct applied applied;
	enum err err = peek_history(db, &applied);
	const struct db_migration *m;

	if (!err)
		err = check_history(db, &applied);
	if (err || !fn)
		return err;
	for (m = db_migrations; up && m->version && count; m++) {
		if (find_applied(&applied, m->version))
			continue;
		fn(ctx, m, true);
		count--;
	}
	for (size_t i = applied.n; !up && i > 0 && count; i--, count--)
		fn(ctx, find_built_in(applied.v[i - 1].version), false);
	return ERR_OK;
}

static enum err
migrate(struct db *db, int count, bool up, db_migrate_fn fn, void *ctx)
{
	enum err err = ERR_OK;
	bool done = false;

	while (!err && !done && count--)
		err = step(db, up, fn, ctx, &done);
	return err;
}

enum err
db_migrate_up(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx)
{
	enum err err;

	count = count ? count : -1; /* never runs down to 0 */
	if (dry_run)
		return rehearse(db, count, true, fn, ctx);
	err = db->calls->create(db);
	return err ? err : migrate(db, count, true, fn, ctx);
}

enum err
db_migrate_down(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx)
{
	return dry_run ? rehearse(db, count, false, fn, ctx)
		       : migrate(db, count, false, fn, ctx);
}

static void
describe(const struct db *db, const struct q_schema_list_row *row,
    const struct db_migration *m, struct db_migration_state *state)
{
	*state = (struct db_migration_state){
		.version = m ? m->version : (int)row->version,
		.name = m ? m->name : row->name,
		.is_applied = row != NULL,
		.is_changed = row && m && is_changed(db, m, row),
		.is_unknown = !m,
		.applied_us = row ? row->applied_at : 0,
	};
}

enum err
db_migrate_status(struct db *db, struct db_migration_state **states, size_t *n)
{
	struct applied applied;
	enum err err = peek_history(db, &applied);
	size_t most = (size_t)db_schema_expected() + applied.n;

	*n = 0;
	*states = arena_array(db->arena, most + 1, sizeof(**states));
	if (err)
		return err;
	for (const struct db_migration *m = db_migrations; m->version; m++)
		describe(db, find_applied(&applied, m->version), m,
		    &(*states)[(*n)++]);
	for (size_t i = 0; i < applied.n; i++) /* newer than this program */
		if (!find_built_in(applied.v[i].version))
			describe(db, &applied.v[i], NULL, &(*states)[(*n)++]);
	return ERR_OK;
}
