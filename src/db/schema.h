/*
 * Whether the database has the schema that this program's queries need.
 * Inside of db/ only; see migrate.h.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include "db/db.h"

/* ERR_SCHEMA_OUTDATED, with a sentence for the operator, when it has another.
 * Expects a connection; a lost one is not reported yet. */
MUST_CHECK enum err db_schema_check(struct db *db);

#endif
