/*
 * Schema versions. The migrations of sql/migration/ are built into every
 * program: NNNN_name.up.sql and NNNN_name.down.sql, or one file per engine
 * (NNNN_name.up.postgresql.sql). What shared files can say is in gen/script.h.
 *
 * A run is one transaction, under a lock that only one migrator holds: every
 * migration with its row in the table schema_migration (version, name,
 * checksum, applied_at), and the objects of sql/object/, of which those are
 * made anew that have changed or whose tables a migration changes.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/schema.h"

struct db_migration_state {
	int version;
	int oldest; /* programs of this version may go on beside it */
	const char *name;
	bool is_applied;
	bool is_changed; /* applied with another checksum */
	bool is_unknown; /* applied, but not built in */
	int64_t applied_us;
};

/* An object of sql/object/, or one that another version of Hearth made. */
struct db_object_state {
	const char *name;
	bool is_made;
	bool is_changed; /* made otherwise than this program would */
	bool is_unknown; /* made, but not built in */
};

enum db_migrate_step { DB_APPLY, DB_TAKE_BACK, DB_MAKE, DB_BEGIN_ANEW };

/* Told before each step: which, and of what ("0001_user", or an object). When
 * others were in the way all that was done is undone, and told once more. */
typedef void (*db_migrate_fn)(
    void *ctx, enum db_migrate_step step, const char *name);

/* Every migration, built in or applied, by version; the array lives in the
 * bound arena. */
MUST_CHECK enum err db_migrate_status(
    struct db *db, struct db_migration_state **states, size_t *n);
/* Every object that the engine has or should have; the array lives in the
 * bound arena. */
MUST_CHECK enum err db_migrate_objects(
    struct db *db, struct db_object_state **states, size_t *n);
/* Applies what is pending, at most count (0: all), and at the last version
 * makes the objects; all of it or nothing. fn (may be NULL) is told before
 * each step. With dry_run nothing is changed. ERR_CONFIG when an applied
 * migration has another checksum or is unknown; ERR_BUSY or ERR_RETRY when
 * others were in the way for a minute. */
MUST_CHECK enum err db_migrate_up(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx);
/* Drops the objects and takes back the last count (>= 1) migrations that were
 * applied; all of it or nothing. */
MUST_CHECK enum err db_migrate_down(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx);

#endif
