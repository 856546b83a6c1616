/*
 * Values of headers that have parameters: Content-Disposition (RFC 6266, RFC
 * 7578) and the boundary of Content-Type. What is malformed is refused, not
 * guessed.
 */
#ifndef HTTP_HEADER_H
#define HTTP_HEADER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"

enum { HTTP_BOUNDARY_MAX = 70 };

struct http_disposition {
	const char *type;     /* "attachment", "form-data", lower case */
	const char *name;     /* of the form's field; NULL: none */
	const char *filename; /* as sent, UTF-8; NULL: none */
};

/* Fills out from value, which is UTF-8 without control characters; filename*
 * (RFC 8187, in UTF-8) goes before filename. False when it is malformed or has
 * a parameter twice. */
MUST_CHECK bool http_disposition_read(
    const char *value, struct arena *arena, struct http_disposition *out);

/* Whether text is names of headers (or other tokens) with commas and blanks
 * between them, and nothing else. */
bool http_is_token_list(const char *text);

/* The boundary that a media type has: 1 to 70 of its characters (RFC 2046), or
 * NULL. */
const char *http_boundary_read(const char *media_type, struct arena *arena);

#endif
