/*
 * File descriptors.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* Writes all of len bytes, however often it takes; false with errno. */
MUST_CHECK bool io_write_all(int fd, const void *data, size_t len);

#endif
