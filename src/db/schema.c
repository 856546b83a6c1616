/*
 * One cheap query on each new connection. A check that failed is made again
 * at the next call, so that a migration heals programs that are running.
 */
#include "db/schema.h"

#include "db/engine.h"
#include "db/migrate.h"
#include "generated/query.h"

#include "base/banned.h"

int
db_schema_expected(void)
{
	int version = 0;

	for (const struct db_migration *m = db_migrations; m->version; m++)
		version = m->version;
	return version;
}

static enum err
query_version(struct db *db, int64_t *version)
{
	struct db_call call = Q_schema_version();
	struct db_rows rows = { .db = db, .query = call.query };
	struct q_schema_version_row row = { 0 };
	bool more = false;
	enum err err = db->calls->run(db, NULL, NULL, &call, &rows);

	if (!err)
		err = db->calls->verdict(&rows);
	if (!err)
		err = db->calls->next(&rows, &more);
	if (!err && more)
		err = db_row_decode(&rows, &row);
	db->calls->finish(&rows);
	*version = row.version;
	return err;
}

/* The version of a connected database, outside of any transaction and without
 * a word to the caller's fault when there is no table of versions. */
static enum err
read_version(struct db *db, int64_t *version)
{
	enum db_transaction transaction = db->transaction;
	struct fault *outer = db->fault, inner;
	enum err err;

	fault_clear(&inner);
	db->fault = &inner;
	db->transaction = DB_NONE;
	err = query_version(db, version);
	db->transaction = transaction;
	db->fault = outer;
	if (err == ERR_SCHEMA_OUTDATED) {
		*version = 0;
		return ERR_OK;
	}
	return err && !db->lost[0]
		   ? fault_internal(outer, err, "%s", inner.internal)
		   : err;
}

enum err
db_schema_check(struct db *db)
{
	int expected = db_schema_expected();
	int64_t version;
	enum err err = read_version(db, &version);

	if (err || version == expected)
		return err;
	db->fault->retry_after_s = 1;
	return fault(db->fault, ERR_SCHEMA_OUTDATED,
	    "The database schema is at version %d, this program needs %d: %s",
	    (int)version, expected,
	    version < expected ? "run hearthctl migrate up"
			       : "install the version of Hearth that made it");
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
		err = read_version(db, &v);
	else if (err == ERR_SCHEMA_OUTDATED)
		err = ERR_OK;
	else if (!db->lost[0])
		*outer = inner;
	*version = (int)v;
	return db_engine_report(db, err);
}
