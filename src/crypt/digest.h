/*
 * SHA-256 (FIPS 180-4) and comparison in constant time.
 */
#ifndef CRYPT_DIGEST_H
#define CRYPT_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum { CRYPT_SHA256_SIZE = 32 };

/* The SHA-256 of len bytes, as bytes. */
void crypt_sha256(
    const void *p, size_t len, unsigned char out[CRYPT_SHA256_SIZE]);
/* The SHA-256 of what comes piece by piece. */
struct crypt_hash;
/* One of nothing so far, the caller's to free. */
struct crypt_hash *crypt_hash_new(void);
/* Adds len bytes to what it is of. */
void crypt_hash_add(struct crypt_hash *hash, const void *p, size_t len);
/* That of all pieces; nothing may be added any more. */
void crypt_hash_end(
    struct crypt_hash *hash, unsigned char out[CRYPT_SHA256_SIZE]);
/* Also without crypt_hash_end before. */
void crypt_hash_free(struct crypt_hash *hash);

/* The SHA-256 of an open file from its beginning to its end; where it is read
 * next does not change. False with errno. */
MUST_CHECK bool crypt_sha256_file(int fd, unsigned char out[CRYPT_SHA256_SIZE]);
/* Whether len bytes are equal; takes the same time wherever they differ. */
bool crypt_is_equal(const void *a, const void *b, size_t len);

#endif
