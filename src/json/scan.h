/*
 * The gate before the JSON parser: one pass over the text, no allocation.
 *
 * Accepts RFC 8259 texts only (UTF-8, no NaN, no comments, no control
 * characters, no trailing data) that also stay within the limits, have no
 * duplicate key in any object, no \u0000, no lone surrogate and no integer
 * beyond +-(2^53 - 1) (RFC 7493).
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stddef.h>

#include "base/fault.h"

enum {
	JSON_DEPTH_MAX = 32,	/* nested containers */
	JSON_TOKENS_MAX = 10000 /* values and keys */
};

/* ERR_BAD_JSON with the reason and the byte offset in f->detail; the offset is
 * in *at too, which may be NULL. */
MUST_CHECK enum err json_scan(
    const char *text, size_t len, struct fault *f, size_t *at);

#endif
