/*
 * Signatures of others, verified with their public keys: RS256, ES256 and
 * EdDSA with Ed25519 (RFC 7518, 3.3 and 3.4; RFC 8037, 3.1).
 */
#ifndef CRYPT_SIGNATURE_H
#define CRYPT_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/opt.h"

/* As bits of a set. */
enum crypt_algorithm { CRYPT_RS256 = 1, CRYPT_ES256 = 2, CRYPT_EDDSA = 4 };

enum {
	CRYPT_RSA_MIN = 2048 / 8, /* bytes of a modulus */
	CRYPT_RSA_MAX = 8192 / 8,
	CRYPT_P256_SIZE = 32, /* of a coordinate */
	CRYPT_ED25519_SIZE = 32
};

/* A key that verifies, good for one algorithm. */
struct crypt_public;

/* Of a modulus and an exponent, big-endian without leading zeros. NULL when it
 * is no key, or one of less than 2048 bits, more than 8192, or an exponent that
 * is even, 1, or longer than 4 bytes. */
struct crypt_public *crypt_public_rsa(struct bytes n, struct bytes e);
/* Of a point of P-256; NULL when it is none. */
struct crypt_public *crypt_public_p256(struct bytes x, struct bytes y);
/* NULL when x is no 32 bytes. */
struct crypt_public *crypt_public_ed25519(struct bytes x);
/* k may be NULL. */
void crypt_public_free(struct crypt_public *k);

/* What it verifies. */
enum crypt_algorithm crypt_public_algorithm(const struct crypt_public *k);
/* Whether it has signed data. Of ES256 a signature is r and s, 32 bytes each;
 * k keeps what it has computed, so not in two threads at once. */
MUST_CHECK bool crypt_public_verify(
    struct crypt_public *k, struct bytes data, struct bytes signature);

#endif
