/*
 * Values that the database keeps and nobody may read there: AES-256-GCM
 * (NIST SP 800-38D) under a key that SECRET_KEY gives. A sealed value opens
 * only where it was put: its row and column are authenticated with it.
 *
 * Sealed bytes: version 1, the id of the key (4), nonce (12), what is sealed,
 * tag (16). Nonces are random; one key is good for 2^32 values.
 */
#ifndef CRYPT_SEAL_H
#define CRYPT_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/opt.h"
#include "crypt/keys.h"

/* What a sealed value is longer by; where in it the id of its key stands, as
 * SQL counts bytes. */
enum { CRYPT_SEAL_MORE = 33, CRYPT_SEAL_ID = 4 };

/* Where a value stands. */
struct crypt_seal_place {
	const char *column; /* "factor.secret" */
	struct bytes row;   /* its primary key */
};

/* Seals len bytes with the current key: len + CRYPT_SEAL_MORE bytes. */
void crypt_seal(const struct crypt_keys *k,
    const struct crypt_seal_place *place, const void *p, size_t len,
    unsigned char *out);
/* Opens, with either key, sealed.len - CRYPT_SEAL_MORE bytes. False, with
 * nothing in out, when it was not sealed for this place by these keys. */
MUST_CHECK bool crypt_seal_open(const struct crypt_keys *k,
    const struct crypt_seal_place *place, struct bytes sealed, void *out);

/* The id that values sealed by a set of keys carry; lives as long as the keys.
 */
struct bytes crypt_seal_id(const struct crypt_keys *k, unsigned set);

#endif
