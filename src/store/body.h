/*
 * The body of a request that is to become a file: where it lies until then.
 */
#ifndef STORE_BODY_H
#define STORE_BODY_H

#include <stdbool.h>

#include "store/store.h"

struct store_body {
	int fd;	       /* of a regular file that has one name */
	int directory; /* that name is there; the store's */
	char name[UUID_TEXT_SIZE];
	bool is_own;  /* Hearth has made it, and removes it */
	bool is_kept; /* it has the name of a file now */
};

/* An empty one, to read and write. ERR_STORAGE, ERR_STORAGE_FULL. */
MUST_CHECK enum err store_body_make(
    const struct store *s, struct fault *f, struct store_body *out);
/*
 * The one that nginx has written to path, to read. Only a file that lies in
 * incoming/, has one of nginx's names there and no other is taken; when it is
 * another user's, hearth-adopt is asked for it. ERR_STORAGE.
 */
MUST_CHECK enum err store_body_take(const struct store *s, const char *path,
    struct fault *f, struct store_body *out);
/* A new one of the len bytes from offset on, which may share their place on the
 * disk. ERR_STORAGE, ERR_STORAGE_FULL. */
MUST_CHECK enum err store_body_cut(const struct store *s,
    const struct store_body *whole, int64_t offset, int64_t len,
    struct fault *f, struct store_body *out);
/* Closes it; one of Hearth's own is gone then, unless it was kept. One of
 * nginx's nginx removes. Once more does nothing. */
void store_body_drop(struct store_body *body);

#endif
