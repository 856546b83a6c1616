/*
 * A whole database in one file, as of one moment: what hearthctl backup writes
 * and hearthctl restore reads. On SQLite it is a database; on PostgreSQL an
 * archive of pg_dump, and the programs pg_dump, pg_restore and psql do the
 * work.
 */
#ifndef DB_COPY_H
#define DB_COPY_H

#include "db/db.h"

/* What a copy holds. */
struct db_copy {
	int version; /* of its schema */
	int64_t n_users, n_events;
};

/* What the name of a copy ends with, after a dot. */
const char *db_copy_suffix(enum db_engine engine);

/* Writes what is committed now into a file that is there and empty, while
 * others read and write; the file is not synced. ERR_CONFIG behind PgBouncer;
 * ERR_INTERNAL, with the reason in fault->detail, when the file cannot be
 * written or a program is missing. */
MUST_CHECK enum err db_copy_write(struct db *db, const char *path);
/* Reads a copy from its beginning to its end, and checks what the engine can
 * check. ERR_VALIDATION_FAILED with a sentence when it is damaged, or is of the
 * other engine or not of Hearth. */
MUST_CHECK enum err db_copy_read(
    struct db *db, const char *path, struct db_copy *out);
/* Makes the database what a copy is that db_copy_read has found good: all of it
 * or nothing. A SQLite database that is not there yet is made. Errors as of
 * db_copy_write. */
MUST_CHECK enum err db_copy_restore(struct db *db, const char *path);

#endif
