/*
 * Finding what nobody needs any more: bodies whose requests have ended somehow,
 * and files without a row.
 */
#ifndef STORE_SWEEP_H
#define STORE_SWEEP_H

#include "store/store.h"

enum { STORE_SHELVES = 256 };

/* Whether the file of the id is nobody's. */
typedef enum err (*store_is_nobodys_fn)(
    void *ctx, struct uuid id, bool *is_nobodys);

/* Removes bodies that have not changed since before, in seconds since 1970, by
 * the clock of the disk, and of those that Hearth writes only what is nobody's;
 * *n is how many. ERR_STORAGE, or what fn says, which ends it. */
MUST_CHECK enum err store_sweep_bodies(const struct store *s, int64_t before,
    store_is_nobodys_fn fn, void *ctx, struct fault *f, int64_t *n);
/* Asks about each file of a shelf, from 0 on, that has been there since before,
 * and removes what is nobody's. ERR_STORAGE, or what fn says, which ends it. */
MUST_CHECK enum err store_sweep_shelf(const struct store *s, unsigned shelf,
    int64_t before, store_is_nobodys_fn fn, void *ctx, struct fault *f,
    int64_t *n);
/* The same of the pictures that everybody may get. */
MUST_CHECK enum err store_sweep_pictures(const struct store *s, unsigned shelf,
    int64_t before, store_is_nobodys_fn fn, void *ctx, struct fault *f,
    int64_t *n);

#endif
