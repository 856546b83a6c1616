/*
 * Base45 (RFC 9285): bytes as characters that a QR code has at little cost.
 */
#ifndef CRYPT_BASE45_H
#define CRYPT_BASE45_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* Characters for len bytes, without terminator. */
#define CRYPT_BASE45_LEN(len) ((len) / 2 * 3 + (len) % 2 * 2)

/* Writes CRYPT_BASE45_LEN(len) characters and a terminator. */
void crypt_base45_encode(const void *p, size_t len, char *out);
/* Decodes text_len characters into exactly len bytes; false for any other
 * number, and for what stands for none. */
MUST_CHECK bool crypt_base45_decode(
    const char *text, size_t text_len, void *out, size_t len);

#endif
