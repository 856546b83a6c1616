/*
 * Two cheap queries on each new connection. A check that failed is made again
 * at the next call, so that a migration heals programs that are running.
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

static enum err
check_version(struct db *db)
{
	int expected = db_schema_expected();
	int64_t version = 0;
	enum err err = peek(db, Q_schema_version(), keep_version, &version);

	if (err || version == expected)
		return err;
	return fault(db->fault, ERR_SCHEMA_OUTDATED,
	    "The database schema is at version %d, this program needs %d: %s",
	    (int)version, expected,
	    version < expected ? "run hearthctl migrate up"
			       : "install the version of Hearth that made it");
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

	if (!err)
		err = check_objects(db);
	if (err == ERR_SCHEMA_OUTDATED)
		db->fault->retry_after_s = 1;
	return err;
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
