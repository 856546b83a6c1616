/*
 * What the copies of a database are called that lie in BACKUP_DIR:
 * hearth-20261127T012345.678Z-13.db, the moment in UTC, the version of the
 * schema, and what it is a copy of.
 */
#ifndef APP_BACKUP_NAME_H
#define APP_BACKUP_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "db/db.h"

struct app_backup_name {
	const char *text;
	int64_t made_us; /* whole milliseconds */
	int version;
};

/* The name of a copy in the arena. */
const char *app_backup_name_format(
    struct arena *arena, int64_t made_us, int version, enum db_engine engine);
/* What a name says, which is copied to the arena; false when it is not that of
 * a copy of the engine. */
MUST_CHECK bool app_backup_name_parse(struct arena *arena, const char *text,
    enum db_engine engine, struct app_backup_name *out);

/* The copies of the engine in a folder, those first that are to stay longest:
 * the newest. One of the future, made under a wrong clock, comes after all
 * others, else it would outlast them for ever. ERR_CONFIG when the folder
 * cannot be read. */
MUST_CHECK enum err app_backup_name_list(const char *folder,
    enum db_engine engine, struct arena *arena, struct fault *f,
    struct app_backup_name **names, size_t *n);

#endif
