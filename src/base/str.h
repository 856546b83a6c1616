/*
 * Small operations on NUL-terminated text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Both may be NULL; NULL equals only NULL. */
bool str_eq(const char *a, const char *b);
/* The same, and ASCII letters of either case compare alike. */
bool str_eq_nocase(const char *a, const char *b);
/* Whether s begins with prefix; "" begins everything. */
bool str_has_prefix(const char *s, const char *prefix);
/* Whether one of its bytes is below 0x20, or 0x7f. */
bool str_has_control(const char *s);
/* Copies with truncation and always terminates; false when it truncated. */
bool str_copy(char *to, size_t size, const char *from);
/* Decimal text, an optional leading '-', nothing else; false on junk or when
 * the value is outside min..max. */
MUST_CHECK bool str_to_int(
    const char *s, int64_t min, int64_t max, int64_t *out);
/*
 * A decimal number without a fraction, as JSON writes it: 10, 10.0, 1e1,
 * 100e-1. False on anything else; beyond int64_t the nearest end of it.
 */
MUST_CHECK bool str_to_whole(const char *s, int64_t *out);
/* Whether len bytes are well-formed UTF-8 (RFC 3629: no surrogates, no
 * overlong forms, no NUL). */
bool str_is_utf8(const char *s, size_t len);
/* Length (1..4) of the well-formed sequence that begins s, which has left
 * bytes, left > 0; 0 when there is none. */
size_t str_utf8_sequence(const char *s, size_t left);
/* Shortens s by an incomplete sequence at its end, which truncation leaves. */
void str_utf8_trim(char *s);
/* Number of code points in well-formed UTF-8. */
size_t str_utf8_len(const char *s);
/* Decodes %XX in len bytes into out, which has room for len + 1 and may be s
 * itself; terminated. False on a malformed escape or a decoded NUL.
 * plus_is_space for query strings. */
MUST_CHECK bool str_percent_decode(
    const char *s, size_t len, bool plus_is_space, char *out, size_t *out_len);
/* Lowers ASCII letters in place. */
void str_lower(char *s);

#endif
