/*
 * What the files of store/ know of each other. Internal to store/.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/types.h>

#include "base/fault.h"
#include "store/body.h"

/* Descriptors of the directories; texts are borrowed. */
struct store {
	const char *directory, *adopt;
	int incoming, part, shelves;
	int images; /* -1: there are none */
};

/* Records that something failed with this errno: ERR_STORAGE_FULL for want of
 * room, else ERR_STORAGE. */
enum err store_fault(struct fault *f, int number, const char *what);

/* A descriptor of the folder of the id in another one, made with that mode when
 * it is the first that needs it; -1 with errno. */
MUST_CHECK int store_open_shelf(int top, struct uuid id, mode_t mode);
/* Makes the body, which is whole, the file of that name in a folder: bytes
 * first, then the name. False with errno. */
MUST_CHECK bool store_move(
    int shelf, struct store_body *body, const char *name);

/* Copies len bytes between two files, which may share their place on the disk.
 * False with errno, EIO when there are not so many. */
MUST_CHECK bool store_copy(
    int from, int64_t from_offset, int64_t len, int to, int64_t to_offset);

#endif
