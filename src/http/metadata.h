/*
 * Upload-Metadata of tus: what a client says of a file whose bytes come later,
 * as keys with values in base64. What is malformed is refused, not guessed.
 */
#ifndef HTTP_METADATA_H
#define HTTP_METADATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"

enum { HTTP_METADATA_MAX = 16 }; /* pairs */

struct http_metadata {
	size_t n;
	struct http_metadata_pair {
		const char *key;
		const char *value; /* UTF-8 without control characters */
	} pairs[HTTP_METADATA_MAX];
};

/* Fills out from the header; texts are in the arena. False when it is
 * malformed, has a key twice or too many, or a value that is no text. */
MUST_CHECK bool http_metadata_read(
    const char *header, struct arena *arena, struct http_metadata *out);
/* NULL when it is not there. */
const char *http_metadata_find(const struct http_metadata *m, const char *key);

#endif
