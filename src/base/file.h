/*
 * Files that are made beside others, and whose they are.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"

/*
 * Makes an empty file that is not there yet, to read and write. One that root
 * makes is given to the owner of its directory, as SQLite does with its log:
 * else a command of root's would shut out those who work there. A descriptor,
 * closed on exec, or -1 with errno.
 */
MUST_CHECK int file_make(const char *path, mode_t mode);
/* Opens a file to read and write; a missing one is made, with mode 0640. */
MUST_CHECK int file_open(const char *path);

/* The directory that holds path, as opendir would take it, in directory; false
 * with errno when it does not fit. */
MUST_CHECK bool file_directory(const char *path, char *directory, size_t size);

/* Waits until the disk has the name of path, which was given just now; what is
 * in the file is not waited for. False with errno. */
MUST_CHECK bool file_sync_name(const char *path);

#endif
