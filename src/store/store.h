/*
 * The directory in which people's files lie, and the files in it by their ids.
 * What a client sends never becomes a part of a path: a name here is made of an
 * id, and every file is opened by its name in a directory that is held open.
 *
 *	incoming/       bodies as nginx writes them, and whose nginx they are
 *	part/           bodies that Hearth writes itself
 *	store/<ab>/<id> files; ab are the last two digits of the id; with "-320"
 *			and "-1280" behind it smaller pictures of one
 *	image/<ab>/	pictures that everybody may get; see store/picture.h
 *
 * All of it is one file system, so that a body becomes a file by a rename.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdint.h>

#include "base/fault.h"
#include "base/uuid.h"

struct store_body;
struct store;

/* Where a web server finds the files: a location of it that no client can ask
 * for. */
#define STORE_LOCATION "/_store/"

/* Smaller pictures of a picture, by how wide and high they are at most. The
 * file itself has none of these sides. */
enum { STORE_FILE = 0, STORE_SMALL = 320, STORE_LARGE = 1280 };

/* "ab/<id>-1280", terminated. */
enum { STORE_PATH_SIZE = UUID_TEXT_SIZE + 8 };

/* Opens the store in the directory; adopt is the socket of hearth-adopt.
 * Both texts are borrowed. store_close frees it. ERR_STORAGE. */
MUST_CHECK enum err store_open(const char *directory, const char *adopt,
    struct fault *f, struct store **out);
/* NULL is fine. */
void store_close(struct store *s);

/* Bytes that may still be written; 0 when nobody can tell. */
int64_t store_free_bytes(const struct store *s);

/*
 * Makes the body the file of the id, for good: bytes and name are on the disk
 * when it returns. The body has no other name then; one that was kept under
 * this id stays so. ERR_STORAGE; nothing has happened, unless the disk failed
 * after the rename: then the file may be there.
 */
MUST_CHECK enum err store_keep(const struct store *s, struct store_body *body,
    struct uuid id, struct fault *f);

/* Makes the body a smaller picture of the file, in the place of one that there
 * was. ERR_STORAGE. */
MUST_CHECK enum err store_keep_smaller(const struct store *s,
    struct store_body *body, struct uuid id, int side, struct fault *f);

/* The place below store/ of the file, or of a smaller picture of it. */
void store_path(struct uuid id, int side, char path[STORE_PATH_SIZE]);
/* A descriptor to read it, or -1 with errno. */
MUST_CHECK int store_read(const struct store *s, struct uuid id, int side);
/* Removes the file, and its pictures; true also when it was not there. */
MUST_CHECK bool store_remove(const struct store *s, struct uuid id);

#endif
