/*
 * What a file is, by its content. What its sender says counts only among texts.
 */
#ifndef STORE_TYPE_H
#define STORE_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum { STORE_TYPE_HEAD = 4096 };

/*
 * The media type of a file that begins with len bytes, of which the first
 * STORE_TYPE_HEAD are looked at; a text of the program. declared is what its
 * sender says, with parameters, or NULL: of text without NUL it chooses among
 * plain text, CSV, calendars and Markdown. Pages, drawings and scripts are
 * plain text; what is nothing known is application/octet-stream.
 */
const char *store_type_find(
    const unsigned char *head, size_t len, const char *declared);
/* That of the file in fd, whatever was read of it; NULL with errno when it
 * cannot be read. */
MUST_CHECK const char *store_type_of(int fd, const char *declared);
/* Whether browsers may show files of the type, instead of saving them. */
bool store_type_is_shown(const char *type);

#endif
