/*
 * Names that clients give to files.
 */
#ifndef HTTP_FILENAME_H
#define HTTP_FILENAME_H

#include "base/arena.h"

enum { HTTP_FILENAME_MAX = 255 };

/*
 * What is fit to be shown and sent of a name in UTF-8: what follows its last
 * '/' or '\', without control characters, characters that turn the direction of
 * a text around, and dots at its beginning; at most 255 bytes, cut between two
 * characters; "file" when nothing is left. In the arena. It is no path.
 */
const char *http_filename(struct arena *arena, const char *name);

#endif
