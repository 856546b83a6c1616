/*
 * Two cheap queries on each new connection, and whenever it hears of a change.
 * A check that failed is made again at the next call, so that a migration heals
 * programs that are running.
 */
#include "db/schema.h"

#include "base/str.h"
#include "db/engine.h"
#include "generated/query/schema.h"

#include "base/banned.h"

/* Told each row of a query. */
typedef void (*row_fn)(void *ctx, const void *row);

/* The objects that the database has as this program wants them. */
struct tally {
	enum db_engine engine;
	size_t n_same, n_other; /* parts */
};

int
db_schema_expected(void)
{
	int version = 0;

	for (const struct db_migration *m = db_migrations; m->version; m++)
		version = m->version;
	return version;
}

int
db_schema_found(const struct db *db)
{
	return db->version;
}

const struct db_object *
db_object_find(const char *name)
{
	for (const struct db_object *o = db_objects; o->name; o++)
		if (str_eq(o->name, name))
			return o;
	return NULL;
}

static enum err
run(struct db *db, struct db_call call, row_fn fn, void *ctx)
{
	struct db_rows rows = { .db = db, .query = call.query };
	void *row = arena_alloc(db->arena, call.query->row_size);
	bool more = false;
	enum err err = db->calls->run(db, NULL, NULL, &call, &rows);

	if (!err)
		err = db->calls->verdict(&rows);
	if (!err)
		err = db->calls->next(&rows, &more);
	while (!err && more) {
		err = db_row_decode(&rows, row);
		if (!err)
			fn(ctx, row);
		if (!err)
			err = db->calls->next(&rows, &more);
	}
	db->calls->finish(&rows);
	return err;
}

/* Runs a query on a connected database, outside of any transaction and without
 * a word to the caller's fault when there is no such table yet. */
static enum err
peek(struct db *db, struct db_call call, row_fn fn, void *ctx)
{
	enum db_transaction transaction = db->transaction;
	struct fault *outer = db->fault, inner;
	enum err err;

	fault_clear(&inner);
	db->fault = &inner;
	db->transaction = DB_NONE;
	err = run(db, call, fn, ctx);
	db->transaction = transaction;
	db->fault = outer;
	if (err == ERR_SCHEMA_OUTDATED)
		return ERR_OK;
	return err && !db->lost[0]
		   ? fault_internal(outer, err, "%s", inner.internal)
		   : err;
}

static void
keep_version(void *ctx, const void *row)
{
	*(int64_t *)ctx = ((const struct q_schema_version_row *)row)->version;
}

static void
keep_oldest(void *ctx, const void *row)
{
	*(int64_t *)ctx = ((const struct q_schema_oldest_row *)row)->oldest;
}

static void
count_object(void *ctx, const void *row)
{
	const struct q_schema_object_list_row *have = row;
	const struct db_object *o = db_object_find(have->object);
	struct tally *t = ctx;

	if (o && str_eq(o->checksum[t->engine], have->checksum))
		t->n_same++;
	else
		t->n_other++;
}

static size_t
count_expected(enum db_engine engine)
{
	size_t n = 0;

	for (const struct db_object *o = db_objects; o->name; o++)
		for (const struct db_object_part *p = o->parts[engine]; p->kind;
		     p++)
			n++;
	return n;
}

/* Whether a newer version lets this program go on. */
static enum err
is_let_on(struct db *db, bool *yes)
{
	int64_t expected = db_schema_expected(), oldest = INT64_MAX;
	enum err err = peek(
	    db, Q_schema_oldest(.version = expected), keep_oldest, &oldest);

	*yes = !err && oldest <= expected;
	return err;
}

static enum err
refuse_version(struct db *db, int expected)
{
	return fault(db->fault, ERR_SCHEMA_OUTDATED,
	    "The database schema is at version %d, this program needs %d: %s",
	    db->version, expected,
	    db->version < expected
		? "run hearthctl migrate up"
		: "install the version of Hearth that made it");
}

static enum err
check_version(struct db *db)
{
	int expected = db_schema_expected();
	int64_t version = 0;
	bool goes_on = false;
	enum err err = peek(db, Q_schema_version(), keep_version, &version);

	db->version = (int)version;
	if (!err && version > expected)
		err = is_let_on(db, &goes_on);
	if (err || version == expected || goes_on)
		return err;
	return refuse_version(db, expected);
}

static enum err
check_objects(struct db *db)
{
	struct tally tally = { .engine = db->engine };
	enum err err = peek(db, Q_schema_object_list(), count_object, &tally);

	if (err ||
	    (!tally.n_other && tally.n_same == count_expected(db->engine)))
		return err;
	return fault(db->fault, ERR_SCHEMA_OUTDATED,
	    "The database has other functions, triggers or views than this "
	    "program needs: run hearthctl migrate up");
}

enum err
db_schema_check(struct db *db)
{
	enum err err = check_version(db);

	if (!err && db->version == db_schema_expected())
		err = check_objects(db); /* a newer version has its own */
	if (err == ERR_SCHEMA_OUTDATED)
		db->fault->retry_after_s = 1;
	return err;
}

/* Looks at the schema without a word to the caller's fault; "" when it is this
 * program's, or could not be looked at. */
static const char *
find_difference(struct db *db)
{
	struct fault *outer = db->fault, inner;
	int expected = db_schema_expected();
	enum err err;

	fault_clear(&inner);
	db->fault = &inner;
	err = db_schema_check(db);
	db->fault = outer;
	db->is_checked = !err;
	if (err == ERR_SCHEMA_OUTDATED)
		return arena_strdup(db->arena, inner.detail);
	if (err || db->version == expected)
		return "";
	return arena_printf(db->arena,
	    "The database schema is at version %d, which was to let programs of"
	    " version %d go on, and does not: restart with the version of"
	    " Hearth that made it",
	    db->version, expected);
}

enum err
db_schema_blame(struct db *db, enum err err)
{
	const char *why = "";

	if ((err != ERR_INTERNAL && err != ERR_SCHEMA_OUTDATED) ||
	    !db->is_checked || !db->options.check_schema)
		return err; /* not of a statement, or any schema is fine */
	if (db->is_connected)
		db->calls->rollback(db); /* in it nothing more is answered */
	if (db->is_connected)
		why = find_difference(db);
	if (!*why)
		return err;
	db->fault->retry_after_s = 1;
	return fault(db->fault, ERR_SCHEMA_OUTDATED, "%s", why);
}

enum err
db_schema_version(struct db *db, int *version)
{
	struct fault *outer = db->fault, inner;
	int64_t v = 0;
	enum err err;

	fault_clear(&inner);
	db->fault = &inner; /* a missing file is version 0, not a fault */
	err = db_engine_connect(db);
	db->fault = outer;
	if (!err)
		err = peek(db, Q_schema_version(), keep_version, &v);
	else if (err == ERR_SCHEMA_OUTDATED)
		err = ERR_OK;
	else if (!db->lost[0])
		*outer = inner;
	*version = (int)v;
	return db_engine_report(db, err);
}
