/*
 * Functions, triggers and views, dropped and made anew by the migrator. Inside
 * of db/ only; what is built in is in schema.h. Each call runs within the
 * migrator's transaction and wants the table schema_object (object, number,
 * kind, name, on_table, checksum), which has a row for each of their parts.
 */
#ifndef DB_OBJECT_H
#define DB_OBJECT_H

#include "db/schema.h"
#include "generated/query/schema.h"

/* What a database has, by object and number. */
struct db_object_made {
	struct q_schema_object_list_row *v;
	size_t n;
};

/* Reads what the database has; rows in the bound arena. */
MUST_CHECK enum err db_object_read(struct db *db, struct db_object_made *made);

/* Whether the database has the object. */
bool db_object_is_made(const struct db_object_made *made, const char *name);
/* Whether it has it as this program would make it; false for one that this
 * program does not know. */
bool db_object_is_current(
    const struct db *db, const struct db_object_made *made, const char *name);
/* Whether a script changes, or may change, a table that the object stands on:
 * then the object is to be dropped before the script is run. */
bool db_object_is_touched(
    const struct db *db, const char *name, const char *script);

/* Drops all parts of an object, and forgets it. */
MUST_CHECK enum err db_object_drop(
    struct db *db, const struct db_object_made *made, const char *name);
/* Makes an object that is not there; nothing where the engine needs none. */
MUST_CHECK enum err db_object_make(struct db *db, const struct db_object *o);

#endif
