/*
 * Tokens that others have signed: JSON Web Signatures in their compact form
 * (RFC 7515, 3.1), read as RFC 8725 asks. What is signed is not believed
 * before the signature has been verified.
 */
#ifndef JOSE_JWS_H
#define JOSE_JWS_H

#include "jose/jwk.h"
#include "json/read.h"

enum { JOSE_TOKEN_MAX = 8192 /* bytes; callers may take less */ };

/* What a token says of itself; borrowed from it and the arena. */
struct jose_token {
	enum crypt_algorithm algorithm;
	const char *kid;	/* NULL: it names no key */
	const char *type;	/* typ; NULL: none */
	struct bytes data;	/* what is signed: header and payload */
	struct bytes payload;	/* in base64url */
	struct bytes signature; /* decoded */
};

/* Reads the header of a token of at most max bytes that is signed by one of the
 * algorithms of a set, and demands nothing that we do not know (crit). False,
 * with *why not, as the end of a sentence that begins with the token. */
MUST_CHECK bool jose_token_read(struct arena *arena, const char *text,
    size_t max, unsigned algorithms, struct jose_token *out, const char **why);

/* The key that should have signed it: the one of its name, or, when it names
 * none, the only one of its algorithm. NULL: none. */
const struct jose_key *jose_keys_find(
    const struct jose_keys *keys, const struct jose_token *token);

/* The claims that it makes, a JSON object, whoever signed it: nothing to act
 * on, but one that refutes itself needs no key. NULL: none. */
const struct json_value *jose_token_peek(
    struct arena *arena, const struct jose_token *token);

/* Its claims, a JSON object, if the key has signed it; NULL otherwise. */
const struct json_value *jose_token_open(struct arena *arena,
    const struct jose_token *token, const struct jose_key *key);

#endif
