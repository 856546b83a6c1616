/*
 * A device with passkeys: what a browser's PublicKeyCredential.toJSON() gives
 * of it, and whatever somebody may forge.
 */
#ifndef T_API_AUTHENTICATOR_H
#define T_API_AUTHENTICATOR_H

#include <stdio.h>
#include <string.h>

#include "crypt/base64url.h"
#include "crypt/passkey.h"
#include "t/lib/api.h"
#include "t/lib/signer.h"

#define AUTHENTICATOR_SITE   "hearth.test"
#define AUTHENTICATOR_ORIGIN "http://hearth.test"

enum { AUTHENTICATOR_UP = 1, AUTHENTICATOR_UV = 4, AUTHENTICATOR_AT = 64 };

/* One credential. */
struct authenticator {
	struct signer *key;
	char id[16];
	unsigned count;
	struct user_id user;
};

/* What is forged; zeros: nothing. */
struct authenticator_lie {
	char name[40];
	char type[16], client_type[24], origin[48], site[24], challenge[96];
	char client_more[64]; /* members behind those of the client data */
	unsigned char flags;  /* that are turned over */
	size_t flip_key, flip_signature, flip_user, flip_id; /* byte, from 1 */
	size_t cut;  /* bytes from the end of the authenticator data */
	size_t more; /* and added to it */
};

static inline struct authenticator
authenticator_new(enum crypt_algorithm algorithm, const char *name)
{
	struct authenticator a = { .key = signer_new(algorithm, 2048),
		.user = given_user_id(name) };
	static int n;

	snprintf(a.id, sizeof(a.id), "credential-%04d", ++n);
	return a;
}

static inline char *
authenticator_text(const void *p, size_t len)
{
	static char out[16384];

	crypt_base64url_encode(p, len, out);
	return text("%s", out);
}

static inline const char *
authenticator_or(const char *lie, const char *truth)
{
	return *lie ? lie : truth;
}

static inline char *
authenticator_client(const struct authenticator_lie *lie, const char *type,
    const char *challenge)
{
	return text("{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\""
		    "%s}",
	    authenticator_or(lie->client_type, type),
	    authenticator_or(lie->challenge, challenge),
	    authenticator_or(lie->origin, AUTHENTICATOR_ORIGIN),
	    authenticator_or(lie->client_more, ",\"crossOrigin\":false"));
}

/* Authenticator data; returns its length. */
static inline size_t
authenticator_data(const struct authenticator *a,
    const struct authenticator_lie *lie, bool is_new, unsigned char out[1024])
{
	const char *site = authenticator_or(lie->site, AUTHENTICATOR_SITE);
	size_t at = CRYPT_SHA256_SIZE, key;

	memset(out, 0, 1024);
	crypt_sha256(site, strlen(site), out);
	out[at++] = (unsigned char)((AUTHENTICATOR_UP | AUTHENTICATOR_UV |
					(is_new ? AUTHENTICATOR_AT : 0)) ^
				    lie->flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		out[at++] = (unsigned char)(a->count >> shift);
	if (is_new) {
		at += 16 + 1;
		out[at++] = (unsigned char)strlen(a->id);
		memcpy(out + at, a->id, strlen(a->id));
		at += strlen(a->id);
		key = at;
		at += signer_cose(a->key, out + at);
		if (lie->flip_key)
			out[key + lie->flip_key - 1] ^= 1;
	}
	return at + lie->more - lie->cut;
}

/* A credential that was made. */
static inline char *
authenticator_make(const struct authenticator *a, const char *challenge,
    const struct authenticator_lie *lie)
{
	unsigned char data[1024];
	size_t len = authenticator_data(a, lie, true, data);
	const char *client = authenticator_client(
	    lie, "webauthn.create", challenge);
	char id[sizeof(a->id)];

	memcpy(id, a->id, sizeof(id));
	if (lie->flip_id)
		id[lie->flip_id - 1] ^= 1;
	return text(
	    "{\"id\": \"%s\", \"rawId\": \"%s\", \"type\": \"%s\", "
	    "\"authenticatorAttachment\": \"platform\", "
	    "\"clientExtensionResults\": {\"credProps\": {\"rk\": true}}, "
	    "\"response\": {\"clientDataJSON\": \"%s\", "
	    "\"authenticatorData\": \"%s\", \"transports\": [\"internal\"], "
	    "\"publicKeyAlgorithm\": -7}}",
	    authenticator_text(id, strlen(id)),
	    authenticator_text(id, strlen(id)),
	    authenticator_or(lie->type, "public-key"),
	    authenticator_text(client, strlen(client)),
	    authenticator_text(data, len));
}

/* One that has signed. */
static inline char *
authenticator_sign(struct authenticator *a, const char *challenge,
    const struct authenticator_lie *lie)
{
	unsigned char data[1024 + CRYPT_SHA256_SIZE],
	    signature[SIGNER_SIGNATURE];
	size_t len = authenticator_data(a, lie, false, data), n;
	const char *client = authenticator_client(
	    lie, "webauthn.get", challenge);
	struct user_id user = a->user;
	char id[sizeof(a->id)];

	memcpy(id, a->id, sizeof(id));
	if (lie->flip_id)
		id[lie->flip_id - 1] ^= 1;
	crypt_sha256(client, strlen(client), data + len);
	n = signer_sign(a->key, data, len + CRYPT_SHA256_SIZE, signature);
	if (lie->flip_signature)
		signature[n - lie->flip_signature] ^= 1;
	if (lie->flip_user)
		user.v.b[lie->flip_user - 1] ^= 1;
	return text(
	    "{\"id\": \"%s\", \"rawId\": \"%s\", \"type\": \"%s\", "
	    "\"clientExtensionResults\": {}, \"response\": "
	    "{\"clientDataJSON\": \"%s\", \"authenticatorData\": \"%s\", "
	    "\"signature\": \"%s\", \"userHandle\": \"%s\"}}",
	    authenticator_text(id, strlen(id)),
	    authenticator_text(id, strlen(id)),
	    authenticator_or(lie->type, "public-key"),
	    authenticator_text(client, strlen(client)),
	    authenticator_text(data, len), authenticator_text(signature, n),
	    authenticator_text(&user, sizeof(user)));
}

#endif
