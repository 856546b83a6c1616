#include "t/lib/signer.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "crypt/base64url.h"
#include "crypt/hmac.h"

#include "base/banned.h"

enum { BYTES = SIGNER_SIGNATURE, CHARACTERS = CRYPT_BASE64URL_LEN(BYTES) + 1 };

struct signer {
	enum crypt_algorithm algorithm;
	EVP_PKEY *key;
	struct signer *next;
};

/* They live as long as the process of the test. */
static struct signer *signers;

struct signer *
signer_new(enum crypt_algorithm algorithm, int bits)
{
	struct signer *s = calloc(1, sizeof(*s));

	bug_if(!s);
	s->algorithm = algorithm;
	if (algorithm == CRYPT_RS256)
		s->key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
	else if (algorithm == CRYPT_ES256)
		s->key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	else
		s->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	bug_if(!s->key);
	s->next = signers;
	signers = s;
	return s;
}

/* A number of the key; of len bytes, or of as many as it has. */
static void
encode_number(
    const struct signer *s, const char *name, int len, char out[CHARACTERS])
{
	unsigned char bytes[BYTES];
	BIGNUM *n = NULL;

	bug_if(EVP_PKEY_get_bn_param(s->key, name, &n) != 1);
	len = len ? len : BN_num_bytes(n);
	bug_if(BN_bn2binpad(n, bytes, len) != len);
	crypt_base64url_encode(bytes, (size_t)len, out);
	BN_free(n);
}

const char *
signer_jwk(const struct signer *s, const char *members)
{
	static char out[SIGNER_TEXT];
	char a[CHARACTERS], b[CHARACTERS];
	unsigned char raw[CRYPT_ED25519_SIZE];
	size_t len = sizeof(raw);

	if (s->algorithm == CRYPT_RS256) {
		encode_number(s, OSSL_PKEY_PARAM_RSA_N, 0, a);
		encode_number(s, OSSL_PKEY_PARAM_RSA_E, 0, b);
		snprintf(out, sizeof(out),
		    "{%s\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", members, a,
		    b);
	} else if (s->algorithm == CRYPT_ES256) {
		encode_number(s, OSSL_PKEY_PARAM_EC_PUB_X, CRYPT_P256_SIZE, a);
		encode_number(s, OSSL_PKEY_PARAM_EC_PUB_Y, CRYPT_P256_SIZE, b);
		snprintf(out, sizeof(out),
		    "{%s\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\","
		    "\"y\":\"%s\"}",
		    members, a, b);
	} else {
		bug_if(EVP_PKEY_get_raw_public_key(s->key, raw, &len) != 1);
		crypt_base64url_encode(raw, len, a);
		snprintf(out, sizeof(out),
		    "{%s\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}",
		    members, a);
	}
	return out;
}

/* r and s from ASN.1. */
static size_t
raw_of(unsigned char *signature, size_t len)
{
	const unsigned char *p = signature;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)len);

	bug_if(!sig);
	bug_if(BN_bn2binpad(ECDSA_SIG_get0_r(sig), signature,
		   CRYPT_P256_SIZE) != CRYPT_P256_SIZE);
	bug_if(BN_bn2binpad(ECDSA_SIG_get0_s(sig), signature + CRYPT_P256_SIZE,
		   CRYPT_P256_SIZE) != CRYPT_P256_SIZE);
	ECDSA_SIG_free(sig);
	return 2 * CRYPT_P256_SIZE;
}

static size_t
begin(const char *header, const char *payload, char out[SIGNER_TEXT])
{
	size_t len;

	bug_if(strlen(header) + strlen(payload) > SIGNER_TEXT / 2);
	len = crypt_base64url_encode(header, strlen(header), out);
	out[len++] = '.';
	return len +
	       crypt_base64url_encode(payload, strlen(payload), out + len);
}

size_t
signer_sign(const struct signer *s, const void *data, size_t len,
    unsigned char out[SIGNER_SIGNATURE])
{
	size_t n = SIGNER_SIGNATURE;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	bug_if(!ctx ||
	       EVP_DigestSignInit(ctx, NULL,
		   s->algorithm == CRYPT_EDDSA ? NULL : EVP_sha256(), NULL,
		   s->key) != 1 ||
	       EVP_DigestSign(ctx, out, &n, data, len) != 1);
	EVP_MD_CTX_free(ctx);
	return n;
}

const char *
signer_token(const struct signer *s, const char *header, const char *payload)
{
	static char out[SIGNER_TEXT];
	unsigned char signature[BYTES];
	size_t len = begin(header, payload, out);
	size_t n = signer_sign(s, out, len, signature);

	if (s->algorithm == CRYPT_ES256)
		n = raw_of(signature, n);
	out[len++] = '.';
	crypt_base64url_encode(signature, n, out + len);
	return out;
}

const char *
signer_token_hmac(const char *key, const char *header, const char *payload)
{
	static char out[SIGNER_TEXT];
	unsigned char mac[CRYPT_MAC_SIZE];
	size_t len = begin(header, payload, out);
	struct crypt_hmac *hmac = crypt_hmac_new(key, strlen(key));

	crypt_hmac_compute(hmac, out, len, mac);
	crypt_hmac_free(hmac);
	out[len++] = '.';
	crypt_base64url_encode(mac, sizeof(mac), out + len);
	return out;
}

static size_t
put(unsigned char *out, size_t at, const char *bytes, size_t len)
{
	memcpy(out + at, bytes, len);
	return at + len;
}

static size_t
put_number(const struct signer *s, const char *name, int len,
    unsigned char *out, size_t at)
{
	BIGNUM *n = NULL;

	bug_if(EVP_PKEY_get_bn_param(s->key, name, &n) != 1);
	bug_if(BN_bn2binpad(n, out + at, len) != len);
	BN_free(n);
	return at + (size_t)len;
}

size_t
signer_cose(const struct signer *s, unsigned char out[CRYPT_PASSKEY_KEY_MAX])
{
	size_t at = 0, len = CRYPT_ED25519_SIZE;

	switch (s->algorithm) {
	case CRYPT_ES256:
		at = put(out, at, "\xa5\x01\x02\x03\x26\x20\x01\x21\x58 ", 10);
		at = put_number(
		    s, OSSL_PKEY_PARAM_EC_PUB_X, CRYPT_P256_SIZE, out, at);
		at = put(out, at, "\x22\x58 ", 3);
		return put_number(
		    s, OSSL_PKEY_PARAM_EC_PUB_Y, CRYPT_P256_SIZE, out, at);
	case CRYPT_EDDSA:
		at = put(out, at, "\xa4\x01\x01\x03\x27\x20\x06\x21\x58 ", 10);
		bug_if(
		    EVP_PKEY_get_raw_public_key(s->key, out + at, &len) != 1);
		return at + len;
	case CRYPT_RS256:
		at = put(out, at,
		    "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", 11);
		at = put_number(
		    s, OSSL_PKEY_PARAM_RSA_N, CRYPT_RSA_MIN, out, at);
		return put(out, at, "\x21\x43\x01\x00\x01", 5);
	}
	return 0;
}
