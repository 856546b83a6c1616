/*
 * Copies of the database, as an operator keeps them. A copy is closed to
 * others, has been read from end to end, and has its SHA-256 beside it, in a
 * file that sha256sum -c reads; it gets its name when all of that is on the
 * disk.
 */
#ifndef APP_BACKUP_H
#define APP_BACKUP_H

#include "db/copy.h"

struct app_backup {
	struct db *db; /* whose schema may be any */
	struct arena *arena;
	struct fault *fault; /* both are those that db is bound to */
	const char *folder;  /* BACKUP_DIR; "" for none */
	int64_t keep;	     /* how many copies stay there */
};

/* Writes a copy to a file that is not there yet. ERR_INTERNAL with a sentence
 * when that is impossible, ERR_VALIDATION_FAILED when what was written does not
 * read well: the database is damaged, then. Either leaves no file. */
MUST_CHECK enum err app_backup_write(
    const struct app_backup *b, const char *path);
/* Writes a copy to the folder, which must be there. *path is in the arena;
 * errors as of app_backup_write. */
MUST_CHECK enum err app_backup_take(
    const struct app_backup *b, const char **path);
/* Removes the oldest copies of this engine from the folder, down to b->keep. */
MUST_CHECK enum err app_backup_tidy(const struct app_backup *b);
/* Reads a copy and its checksum. ERR_VALIDATION_FAILED, with a sentence, when
 * one of them is missing or does not fit, or the schema is newer than this
 * program's; else as db_copy_read. */
MUST_CHECK enum err app_backup_check(
    const struct app_backup *b, const char *path, struct db_copy *out);

#endif
