/*
 * A run is one transaction, which begins with the lock and a look at what was
 * applied, because another migrator may have been first.
 */
#include "db/migrate.h"

#include <string.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/clock.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/engine.h"
#include "db/object.h"
#include "generated/query/schema.h"

#include "base/banned.h"

/*
 * Whoever waits for a lock makes all wait that come behind. A request may wait
 * for three seconds (db/pg_connect.c), so a run gives up before (lock_timeout),
 * lets everybody pass and begins anew. It does not give up sooner: when a
 * request and a run wait for each other, PostgreSQL sees it after a second, and
 * ends the one that has waited longer, which is the request; that repeats
 * itself.
 */
enum { PATIENCE_MS = 60000, PASS_MS = 200 };

/* What every run does around the texts. SQLite's foreign keys are
 * off meanwhile, so that a table can be rebuilt, and are looked over before
 * COMMIT. The number of the lock is "hearth" in ASCII. */
static const struct {
	const char *before, *lock, *tables, *check, *tell, *after;
} steps[DB_ENGINES] = {
	[DB_POSTGRESQL] = {
		.lock = "SET LOCAL lock_timeout = '2s';"
			"SET LOCAL statement_timeout = 0;"
			"SET LOCAL idle_in_transaction_session_timeout = 0;"
			"SELECT " DB_SCHEMA_LOCK,
		.tables =
		    "CREATE TABLE IF NOT EXISTS schema_migration ("
		    "version bigint NOT NULL"
		    " CONSTRAINT schema_migration_version_pk PRIMARY KEY,"
		    "name text NOT NULL, checksum text NOT NULL,"
		    "applied_at timestamptz NOT NULL);"
		    "CREATE TABLE IF NOT EXISTS schema_object ("
		    "object text NOT NULL, number bigint NOT NULL,"
		    "kind text NOT NULL, name text NOT NULL,"
		    "on_table text NOT NULL, checksum text NOT NULL,"
		    "CONSTRAINT schema_object_pk PRIMARY KEY (object, number));"
		    "CREATE TABLE IF NOT EXISTS schema_compatible ("
		    "version bigint NOT NULL"
		    " CONSTRAINT schema_compatible_version_pk PRIMARY KEY,"
		    "oldest bigint NOT NULL)",
		.tell = "NOTIFY " DB_SCHEMA_CHANNEL,
	},
	[DB_SQLITE] = {
		.before = "PRAGMA foreign_keys = OFF",
		.tables =
		    "CREATE TABLE IF NOT EXISTS schema_migration ("
		    "version INTEGER NOT NULL"
		    " CONSTRAINT schema_migration_version_pk PRIMARY KEY,"
		    "name TEXT NOT NULL, checksum TEXT NOT NULL,"
		    "applied_at INTEGER NOT NULL) STRICT;"
		    "CREATE TABLE IF NOT EXISTS schema_object ("
		    "object TEXT NOT NULL, number INTEGER NOT NULL,"
		    "kind TEXT NOT NULL, name TEXT NOT NULL,"
		    "on_table TEXT NOT NULL, checksum TEXT NOT NULL,"
		    "CONSTRAINT schema_object_pk PRIMARY KEY (object, number)"
		    ") STRICT;"
		    "CREATE TABLE IF NOT EXISTS schema_compatible ("
		    "version INTEGER NOT NULL"
		    " CONSTRAINT schema_compatible_version_pk PRIMARY KEY,"
		    "oldest INTEGER NOT NULL) STRICT",
		.check = "PRAGMA foreign_key_check",
		.after = "PRAGMA foreign_keys = ON",
	},
};

struct applied {
	struct q_schema_list_row *v;
	size_t n;
	struct q_schema_compatible_list_row *compatible;
	size_t n_compatible;
};

/* What is to be done, and what the database has. */
struct run {
	struct db *db;
	int count; /* migrations at most; -1: all */
	bool dry_run;
	db_migrate_fn fn;
	void *ctx;
	struct applied applied;
	struct db_object_made made;
};

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

	checksum_text(m->up[db->engine], sum);
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

/* Begins a transaction with the lock, in which the tables exist. */
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
		err = script(db, steps[db->engine].tables);
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
		err = script(db, steps[db->engine].tell);
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

/* What was applied and made, without a change to the database; nothing when
 * there are no tables yet. */
static enum err
peek(struct db *db, struct applied *applied, struct db_object_made *made)
{
	int version;
	enum err err = db_schema_version(db, &version);

	*applied = (struct applied){ 0 };
	*made = (struct db_object_made){ 0 };
	if (err || version == 0)
		return err;
	err = q_schema_list(db, &applied->v, &applied->n);
	if (!err)
		err = db_object_read(db, made);
	if (!err)
		err = q_schema_compatible_list(
		    db, &applied->compatible, &applied->n_compatible);
	if (err != ERR_SCHEMA_OUTDATED)
		return err;
	fault_clear(db->fault); /* made before there were objects, or claims */
	return ERR_OK;
}

static enum err
begin(struct run *r)
{
	enum err err;

	if (r->dry_run) {
		err = peek(r->db, &r->applied, &r->made);
	} else {
		err = begin_locked(r->db);
		if (!err)
			err = q_schema_list(
			    r->db, &r->applied.v, &r->applied.n);
		if (!err)
			err = db_object_read(r->db, &r->made);
	}
	return err ? err : check_history(r->db, &r->applied);
}

static enum err
end(struct run *r, enum err err)
{
	return r->dry_run ? err : end_locked(r->db, err);
}

static void
tell(const struct run *r, enum db_migrate_step step, const char *name)
{
	if (r->fn)
		r->fn(r->ctx, step, name);
}

static void
tell_migration(const struct run *r, enum db_migrate_step step,
    const struct db_migration *m)
{
	tell(r, step,
	    arena_printf(r->db->arena, "%04d_%s", m->version, m->name));
}

static enum err
apply(const struct run *r, const struct db_migration *m)
{
	struct db *db = r->db;
	char sum[CHECKSUM_SIZE];
	enum err err;

	tell_migration(r, DB_APPLY, m);
	if (r->dry_run)
		return ERR_OK;
	err = script(db, m->up[db->engine]);
	checksum_text(m->up[db->engine], sum);
	if (!err)
		err = q_schema_add(db, .version = m->version, .name = m->name,
		    .checksum = sum, .now = clock_now_us(), NULL);
	if (err || m->oldest == m->version)
		return err;
	return q_schema_compatible_add(
	    db, .version = m->version, .oldest = m->oldest, NULL);
}

static enum err
take_back(const struct run *r, const struct db_migration *m)
{
	struct db *db = r->db;
	enum err err;

	tell_migration(r, DB_TAKE_BACK, m);
	if (r->dry_run)
		return ERR_OK;
	err = script(db, m->down[db->engine]);
	if (!err)
		err = q_schema_remove(db, .version = m->version, NULL);
	return err ? err
		   : q_schema_compatible_remove(
			 db, .version = m->version, NULL);
}

/* Drops an object and leaves it out of r->made. */
static enum err
drop(struct run *r, const char *name)
{
	enum err err = r->dry_run ? ERR_OK
				  : db_object_drop(r->db, &r->made, name);

	for (size_t i = 0; i < r->made.n; i++)
		if (str_eq(r->made.v[i].object, name))
			r->made.v[i].object = "";
	return err;
}

/* Whether an object that the database has must not stay as it is. */
typedef bool (*must_drop_fn)(const struct run *r, const char *name);

static bool
always(const struct run *r, const char *name)
{
	(void)r;
	(void)name;
	return true;
}

/* Whether one of the migrations that r applies may change its table. */
static bool
is_touched(const struct run *r, const char *name)
{
	int count = r->count;

	for (const struct db_migration *m = db_migrations; m->version && count;
	     m++) {
		if (find_applied(&r->applied, m->version))
			continue;
		if (db_object_is_touched(r->db, name, m->up[r->db->engine]))
			return true;
		count--;
	}
	return false;
}

static bool
is_stale(const struct run *r, const char *name)
{
	return !db_object_is_current(r->db, &r->made, name) ||
	       is_touched(r, name);
}

/* Drops what must go; common, on which the others stand, after them. */
static enum err
drop_objects(struct run *r, must_drop_fn must_drop)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < r->made.n; i++) {
		const char *name = r->made.v[i].object;

		if (*name && !str_eq(name, "common") && must_drop(r, name))
			err = drop(r, name);
	}
	if (!err && db_object_is_made(&r->made, "common") &&
	    must_drop(r, "common"))
		err = drop(r, "common");
	return err;
}

static enum err
make_objects(const struct run *r)
{
	enum err err = ERR_OK;

	for (const struct db_object *o = db_objects; !err && o->name; o++) {
		if (!o->parts[r->db->engine]->kind ||
		    db_object_is_made(&r->made, o->name))
			continue;
		tell(r, DB_MAKE, o->name);
		if (!r->dry_run)
			err = db_object_make(r->db, o);
	}
	return err;
}

static enum err
go_up(struct run *r)
{
	const struct db_migration *m = db_migrations;
	enum err err = drop_objects(r, is_stale);

	for (; !err && m->version; m++) {
		if (find_applied(&r->applied, m->version))
			continue;
		if (r->count-- == 0)
			return ERR_OK; /* the objects fit the last version */
		err = apply(r, m);
	}
	return err ? err : make_objects(r);
}

static enum err
go_down(struct run *r)
{
	enum err err = drop_objects(r, always);

	for (size_t i = r->applied.n; !err && i > 0 && r->count; i--) {
		err = take_back(r, find_built_in(r->applied.v[i - 1].version));
		r->count--;
	}
	return err;
}

/* One run, or as many as it takes until nobody is in the way. */
static enum err
repeat(const struct run *wanted, enum err (*go)(struct run *r))
{
	int64_t end_us = clock_monotonic_us() + PATIENCE_MS * INT64_C(1000);

	for (;;) {
		struct run r = *wanted;
		enum err err = begin(&r);

		err = end(&r, err ? err : go(&r));
		if ((err != ERR_BUSY && err != ERR_RETRY) ||
		    clock_monotonic_us() > end_us)
			return err;
		tell(&r, DB_BEGIN_ANEW, "");
		fault_clear(r.db->fault);
		/* two migrators at different times */
		usleep(1000 * (PASS_MS / 2 + rand_below(PASS_MS)));
	}
}

/* Whatever schema the connection wants, it is on its way there. */
static enum err
run(const struct run *wanted, enum err (*go)(struct run *r))
{
	struct db *db = wanted->db;
	bool check_schema = db->options.check_schema;
	enum err err;

	db->options.check_schema = false;
	err = repeat(wanted, go);
	db->options.check_schema = check_schema;
	db->is_checked = false;
	return err;
}

enum err
db_migrate_up(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx)
{
	struct run r = { db, count ? count : -1, dry_run, fn, ctx, { 0 },
		{ 0 } };
	enum err err = dry_run ? ERR_OK : db->calls->create(db);

	return err ? err : run(&r, go_up);
}

enum err
db_migrate_down(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx)
{
	struct run r = { db, count, dry_run, fn, ctx, { 0 }, { 0 } };

	return run(&r, go_down);
}

/* The oldest version whose programs may go on beside one that was applied. */
static int
find_oldest(const struct applied *applied, int64_t version)
{
	for (size_t i = 0; i < applied->n_compatible; i++)
		if (applied->compatible[i].version == version)
			return (int)applied->compatible[i].oldest;
	return (int)version;
}

static void
describe(const struct db *db, const struct applied *applied,
    const struct q_schema_list_row *row, const struct db_migration *m,
    struct db_migration_state *state)
{
	*state = (struct db_migration_state){
		.version = m ? m->version : (int)row->version,
		.oldest = row ? find_oldest(applied, row->version) : m->oldest,
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
	struct db_object_made made;
	enum err err = peek(db, &applied, &made);
	size_t most = (size_t)db_schema_expected() + applied.n;

	*n = 0;
	*states = arena_array(db->arena, most + 1, sizeof(**states));
	if (err)
		return err;
	for (const struct db_migration *m = db_migrations; m->version; m++)
		describe(db, &applied, find_applied(&applied, m->version), m,
		    &(*states)[(*n)++]);
	for (size_t i = 0; i < applied.n; i++) /* newer than this program */
		if (!find_built_in(applied.v[i].version))
			describe(db, &applied, &applied.v[i], NULL,
			    &(*states)[(*n)++]);
	return ERR_OK;
}

static void
describe_object(const struct db *db, const struct db_object_made *made,
    const char *name, struct db_object_state *state)
{
	*state = (struct db_object_state){
		.name = name,
		.is_made = db_object_is_made(made, name),
		.is_unknown = !db_object_find(name),
	};
	state->is_changed = state->is_made &&
			    !db_object_is_current(db, made, name);
}

enum err
db_migrate_objects(struct db *db, struct db_object_state **states, size_t *n)
{
	struct applied applied;
	struct db_object_made made;
	enum err err = peek(db, &applied, &made);
	size_t most = made.n;
	const char *last = "";

	for (const struct db_object *o = db_objects; o->name; o++)
		most++;
	*n = 0;
	*states = arena_array(db->arena, most + 1, sizeof(**states));
	if (err)
		return err;
	for (const struct db_object *o = db_objects; o->name; o++)
		if (o->parts[db->engine]->kind ||
		    db_object_is_made(&made, o->name))
			describe_object(db, &made, o->name, &(*states)[(*n)++]);
	for (size_t i = 0; i < made.n; i++) { /* another program's */
		const char *name = made.v[i].object;

		if (!db_object_find(name) && !str_eq(name, last))
			describe_object(db, &made, name, &(*states)[(*n)++]);
		last = name;
	}
	return ERR_OK;
}
