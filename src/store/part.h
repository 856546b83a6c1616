/*
 * A file that comes in pieces: its bytes until all are there.
 */
#ifndef STORE_PART_H
#define STORE_PART_H

#include "store/body.h"

/* Makes an empty one, whose name is on the disk then. ERR_STORAGE,
 * ERR_STORAGE_FULL. */
MUST_CHECK enum err store_part_make(
    const struct store *s, struct uuid id, struct fault *f);
/*
 * Opens it for a piece; nobody else can until store_body_drop, which leaves it
 * where it is. It is one that store_keep can keep: one that was kept, and has
 * no row because of that, is opened where it is. ERR_NOT_FOUND, ERR_LOCKED when
 * somebody else has it, ERR_STORAGE.
 */
MUST_CHECK enum err store_part_open(const struct store *s, struct uuid id,
    struct fault *f, struct store_body *out);
/* Writes a whole body to offset, and to the disk. ERR_STORAGE,
 * ERR_STORAGE_FULL. */
MUST_CHECK enum err store_part_write(const struct store_body *part,
    int64_t offset, const struct store_body *piece, int64_t len,
    struct fault *f);
/* Removes it; true also when it was not there. */
MUST_CHECK bool store_part_remove(const struct store *s, struct uuid id);

#endif
