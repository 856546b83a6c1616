/*
 * The directory in which people's files lie, and the files in it by their ids.
 * What a client sends never becomes a part of a path: a name here is made of an
 * id, and every file is opened by its name in a directory that is held open.
 *
 *	incoming/       bodies as nginx writes them, and whose nginx they are
 *	part/           bodies that Hearth writes itself
 *	store/<ab>/<id> files; ab are the last two digits of the id
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

/* "ab/<id>", terminated. */
enum { STORE_PATH_SIZE = UUID_TEXT_SIZE + 3 };

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

/* The file's place below store/. */
void store_path(struct uuid id, char path[STORE_PATH_SIZE]);
/* A descriptor to read the file, or -1 with errno. */
MUST_CHECK int store_read(const struct store *s, struct uuid id);
/* Removes the file; true also when it was not there. */
MUST_CHECK bool store_remove(const struct store *s, struct uuid id);

#endif
