/*
 * What authenticators sign and how they write their keys: authenticator data
 * (Web Authentication Level 2, section 6.1) and COSE keys (RFC 9053) in the
 * canonical form of CTAP2. Each of the three kinds of keys that are taken has
 * one form, byte for byte, so that nothing has to read CBOR.
 */
#ifndef CRYPT_PASSKEY_H
#define CRYPT_PASSKEY_H

#include <stdint.h>

#include "crypt/digest.h"
#include "crypt/signature.h"

enum {
	CRYPT_PASSKEY_ID_MAX = 1023, /* bytes of a credential's id */
	CRYPT_PASSKEY_KEY_MAX = 272  /* and of a key */
};

/* Authenticator data; borrowed from it. */
struct crypt_passkey_said {
	const unsigned char *site; /* SHA-256 of the RP ID */
	bool is_present;	   /* somebody is there (UP), */
	bool is_verified;	   /* and is who they should be (UV) */
	bool is_backed_up;
	uint32_t count; /* of signatures */
	/* Of one that was made just now; else without bytes. */
	struct bytes id, key;
};

/* Reads it. False when it is not whole, has more than it says, or a key of no
 * form that is taken. What extensions said is passed over. */
MUST_CHECK bool crypt_passkey_read(
    struct bytes data, struct crypt_passkey_said *out);

/* The key of one of these forms: ES256, EdDSA with Ed25519, or RS256 with 2048
 * bits; NULL when it is none, or its numbers are no key. To be freed. */
struct crypt_public *crypt_passkey_key(struct bytes key);

/* Whether key has signed data; signature is as authenticators make it: of ES256
 * in DER. */
MUST_CHECK bool crypt_passkey_verify(
    struct bytes key, struct bytes data, struct bytes signature);

#endif
