/*
 * The public keys of an issuer, as it publishes them: a JSON Web Key Set
 * (RFC 7517, section 5).
 */
#ifndef JOSE_JWK_H
#define JOSE_JWK_H

#include "base/arena.h"
#include "crypt/signature.h"

enum {
	JOSE_KEYS_MAX = 32,  /* of an issuer */
	JOSE_KID_MAX = 255,  /* bytes */
	JOSE_SET_MAX = 65536 /* bytes of a document */
};

struct jose_key {
	const char *kid;    /* NULL: it has no name */
	const char *issuer; /* Microsoft's: whose tokens it signs; or NULL */
	struct crypt_public *public;
};

struct jose_keys {
	size_t n;
	struct jose_key keys[JOSE_KEYS_MAX];
};

/*
 * The keys of a document that verify RS256, ES256 or EdDSA, the first
 * JOSE_KEYS_MAX of them; they live as long as the arena. Others are passed
 * over, as RFC 7517 has it: those that are for something else, not as they
 * should be, or not secret any more. NULL when the text is no such document, or
 * has none.
 */
const struct jose_keys *jose_keys_read(
    struct arena *arena, const char *text, size_t len);

#endif
