/*
 * An issuer of tests: key pairs, the documents that publish them, and whatever
 * it signs, also what nobody should.
 */
#ifndef T_LIB_SIGNER_H
#define T_LIB_SIGNER_H

#include "crypt/passkey.h"

enum { SIGNER_TEXT = 20000, SIGNER_SIGNATURE = 1100 };

struct signer;

/* A new pair; bits counts for RSA alone. Lives as long as the process. */
struct signer *signer_new(enum crypt_algorithm algorithm, int bits);
/* Its public key as a JWK: members go in front of those of the key, each with a
 * comma behind it ("\"kid\":\"a\","). Static memory, of the last call. */
const char *signer_jwk(const struct signer *s, const char *members);
/* A token of any header and payload, signed. Static memory, of the last call.
 */
const char *signer_token(
    const struct signer *s, const char *header, const char *payload);
/* The same, signed by HMAC-SHA256 with key (at most 8192 bytes). */
const char *signer_token_hmac(
    const char *key, const char *header, const char *payload);
/* Its public key as authenticators write it; returns the length. */
size_t signer_cose(
    const struct signer *s, unsigned char out[CRYPT_PASSKEY_KEY_MAX]);
/* Signs, as authenticators do: of ES256 in DER; returns the length. */
size_t signer_sign(const struct signer *s, const void *data, size_t len,
    unsigned char out[SIGNER_SIGNATURE]);

#endif
