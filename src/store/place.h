/*
 * What the files of store/ know of each other. Internal to store/.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

/* Descriptors of the directories; texts are borrowed. */
struct store {
	const char *directory, *adopt;
	int incoming, part, shelves;
};

/* Records that something failed with this errno: ERR_STORAGE_FULL for want of
 * room, else ERR_STORAGE. */
enum err store_fault(struct fault *f, int number, const char *what);

/* Copies len bytes between two files, which may share their place on the disk.
 * False with errno, EIO when there are not so many. */
MUST_CHECK bool store_copy(
    int from, int64_t from_offset, int64_t len, int to, int64_t to_offset);

#endif
