/*
 * base64url without padding (RFC 4648, section 5), canonical form only.
 */
#ifndef CRYPT_BASE64URL_H
#define CRYPT_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* Characters for len bytes, without terminator. */
#define CRYPT_BASE64URL_LEN(len) (((len)*4 + 2) / 3)

/* Writes CRYPT_BASE64URL_LEN(len) characters and a terminator; returns the
 * count. */
size_t crypt_base64url_encode(const void *p, size_t len, char *out);
/* Decodes text_len characters into at most size bytes. False on padding, junk,
 * unused bits that are not zero, or a result that does not fit. */
MUST_CHECK bool crypt_base64url_decode(
    const char *text, size_t text_len, void *out, size_t size, size_t *len);

#endif
