/*
 * Schema versions. The migrations of sql/migration/ are built into every
 * program: NNNN_name.up.sql and NNNN_name.down.sql, or one file per engine
 * (NNNN_name.up.postgresql.sql). What shared files can say is in gen/script.h.
 *
 * Each migration runs in one transaction together with its row in the table
 * schema_migration (version, name, checksum, applied_at), under a lock that
 * only one migrator holds.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* A migration as it is built in; up and down by engine. Generated. */
struct db_migration {
	int version;
	const char *name;
	const char *up[DB_ENGINES], *down[DB_ENGINES];
};

/* In order of version; ends with a version of 0. */
extern const struct db_migration db_migrations[];

/* The version that this program's queries need: that of the last migration. */
int db_schema_expected(void);
/* The version the database has; 0 when it is empty. */
MUST_CHECK enum err db_schema_version(struct db *db, int *version);

struct db_migration_state {
	int version;
	const char *name;
	bool is_applied;
	bool is_changed; /* applied with another checksum */
	bool is_unknown; /* applied, but not built in */
	int64_t applied_us;
};

typedef void (*db_migrate_fn)(void *ctx, const struct db_migration *m, bool up);

/* Every migration, built in or applied, by version; the array lives in the
 * bound arena. */
MUST_CHECK enum err db_migrate_status(
    struct db *db, struct db_migration_state **states, size_t *n);
/* Applies what is pending, at most count (0: all). fn (may be NULL) is told
 * before each. With dry_run nothing is changed. ERR_CONFIG when an applied
 * migration has another checksum or is unknown. */
MUST_CHECK enum err db_migrate_up(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx);
/* Takes back the last count (>= 1) applied migrations. */
MUST_CHECK enum err db_migrate_down(
    struct db *db, int count, bool dry_run, db_migrate_fn fn, void *ctx);

#endif
