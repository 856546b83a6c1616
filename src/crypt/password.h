/*
 * Password hashes: Argon2id (RFC 9106) with m = 19 MiB, t = 2, p = 1, as PHC
 * strings; bcrypt hashes ("$2a$", "$2b$", "$2y$") are verified and reported as
 * outdated.
 */
#ifndef CRYPT_PASSWORD_H
#define CRYPT_PASSWORD_H

#include <stdbool.h>

#include "base/attr.h"

enum { CRYPT_HASH_SIZE = 128, CRYPT_PASSWORD_MAX = 4096 };

/* Hashes the form of the password that RFC 8265 has it compared in, or its
 * bytes where it has none. Takes tens of milliseconds and 19 MiB while it runs.
 */
void crypt_password_hash(const char *password, char out[CRYPT_HASH_SIZE]);
/*
 * Whether the hash is of this password, in its form or of its bytes as they
 * are. hash NULL stands for "no such user": the same work is done, the result
 * is false. *outdated (may be NULL) tells that a valid hash should be replaced.
 */
MUST_CHECK bool crypt_password_verify(
    const char *password, const char *hash, bool *outdated);

#endif
