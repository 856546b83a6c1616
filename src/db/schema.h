/*
 * The schema that is built into this program, and whether the database has it:
 * the version of the last migration (sql/migration/), and the functions,
 * triggers and views as sql/object/ has them.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include "db/db.h"

/* A migration; up and down by engine. Generated. */
struct db_migration {
	int version;
	int oldest; /* programs that know this version may go on beside it, or
		       its own: none that do not know it may */
	const char *name;
	const char *up[DB_ENGINES], *down[DB_ENGINES];
};

/* In order of version; ends with a version of 0. */
extern const struct db_migration db_migrations[];

/* One function, trigger or view; what is needed to drop it. */
struct db_object_part {
	const char *kind; /* FUNCTION, TRIGGER, VIEW */
	const char *name;
	const char *table; /* of a trigger, else "" */
};

/* What one file of sql/object/ makes, by engine. Generated. */
struct db_object {
	const char *name;	     /* of the file */
	const char *sql[DB_ENGINES]; /* "" where an engine needs nothing */
	const char *checksum[DB_ENGINES];
	/* in the order of making; ends with a kind of NULL */
	const struct db_object_part *parts[DB_ENGINES];
};

/* In the order of making; ends with a name of NULL. The first one may be
 * "common", on which all others may stand; they stand on no other. */
extern const struct db_object db_objects[];

/* PostgreSQL's advisory lock of whoever changes the schema. */
#define DB_SCHEMA_LOCK "pg_advisory_xact_lock(114753854206056)"
/* Where PostgreSQL tells connections that the schema has changed. */
#define DB_SCHEMA_CHANNEL "hearth_schema"

/* The version that this program's queries need: that of the last migration. */
int db_schema_expected(void);
/* The version that a database opened with check_schema had when it was last
 * looked at; asks nobody. Newer than the expected one, it lets this program go
 * on. */
int db_schema_found(const struct db *db);
/* The version the database has; 0 when it is empty. */
MUST_CHECK enum err db_schema_version(struct db *db, int *version);

/* The object of that name; NULL when none is built in. */
const struct db_object *db_object_find(const char *name);

/* Inside of db/ only: ERR_SCHEMA_OUTDATED, with a sentence for the operator,
 * when the database has another schema, unless all migrations that this program
 * does not know let it go on. Expects a connection; a lost one is not reported
 * yet. */
MUST_CHECK enum err db_schema_check(struct db *db);
/* Inside of db/ only, when a statement has failed with err: if that is one of
 * those that come of another schema, ends the transaction and looks at it.
 * ERR_SCHEMA_OUTDATED when it is another version's, even one that was to let
 * this program go on; else err. */
enum err db_schema_blame(struct db *db, enum err err);

#endif
