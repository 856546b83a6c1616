/*
 * A context is made once for each key: to make it takes OpenSSL as long as to
 * verify.
 */
#include "crypt/signature.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "base/banned.h"

enum { EXPONENT_MAX = 4, DER_MAX = 80, ED25519_SIGNATURE = 64 };

struct crypt_public {
	enum crypt_algorithm algorithm;
	EVP_PKEY *key;
	EVP_PKEY_CTX *verifier; /* of a digest; NULL: Ed25519 */
};

/* A key from OpenSSL's parameters, which are freed. */
static EVP_PKEY *
key_from(const char *type, OSSL_PARAM_BLD *bld)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	bug_if(!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1);
	if (EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	return key;
}

/* Whether it is a key of its kind: a point on the curve, say. */
static bool
is_sound(EVP_PKEY *key)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	bool is = ctx && EVP_PKEY_public_check(ctx) == 1;

	EVP_PKEY_CTX_free(ctx);
	return is;
}

static EVP_PKEY_CTX *
digest_verifier(EVP_PKEY *key, enum crypt_algorithm algorithm)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	bug_if(!ctx || EVP_PKEY_verify_init(ctx) != 1 ||
	       EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) != 1);
	bug_if(algorithm == CRYPT_RS256 &&
	       EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) != 1);
	return ctx;
}

/* Owns key, which may be NULL. */
static struct crypt_public *
made_of(EVP_PKEY *key, enum crypt_algorithm algorithm)
{
	struct crypt_public *k;

	if (!key || !is_sound(key)) {
		EVP_PKEY_free(key);
		return NULL;
	}
	k = calloc(1, sizeof(*k));
	bug_if(!k);
	k->algorithm = algorithm;
	k->key = key;
	k->verifier = algorithm == CRYPT_EDDSA
			  ? NULL
			  : digest_verifier(key, algorithm);
	return k;
}

static BIGNUM *
number(struct bytes b)
{
	BIGNUM *out = BN_bin2bn(b.p, (int)b.len, NULL);

	bug_if(!out);
	return out;
}

static bool
is_number(struct bytes b, size_t min, size_t max)
{
	return b.len >= min && b.len <= max && *(const unsigned char *)b.p;
}

struct crypt_public *
crypt_public_rsa(struct bytes n, struct bytes e)
{
	const unsigned char *exponent = e.p;
	OSSL_PARAM_BLD *bld;
	BIGNUM *modulus, *power;
	EVP_PKEY *key;

	if (!is_number(n, CRYPT_RSA_MIN, CRYPT_RSA_MAX) ||
	    *(const unsigned char *)n.p < 0x80 ||
	    !is_number(e, 1, EXPONENT_MAX) || exponent[e.len - 1] % 2 == 0 ||
	    (e.len == 1 && *exponent == 1))
		return NULL;
	bld = OSSL_PARAM_BLD_new();
	modulus = number(n);
	power = number(e);
	bug_if(!bld ||
	       !OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, modulus) ||
	       !OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, power));
	key = key_from("RSA", bld);
	BN_free(modulus);
	BN_free(power);
	return made_of(key, CRYPT_RS256);
}

struct crypt_public *
crypt_public_p256(struct bytes x, struct bytes y)
{
	unsigned char
	    point[1 + 2 * CRYPT_P256_SIZE] = { 4 /* not compressed */ };
	OSSL_PARAM_BLD *bld;

	if (x.len != CRYPT_P256_SIZE || y.len != CRYPT_P256_SIZE)
		return NULL;
	memcpy(point + 1, x.p, x.len);
	memcpy(point + 1 + x.len, y.p, y.len);
	bld = OSSL_PARAM_BLD_new();
	bug_if(!bld ||
	       !OSSL_PARAM_BLD_push_utf8_string(
		   bld, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) ||
	       !OSSL_PARAM_BLD_push_octet_string(
		   bld, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)));
	return made_of(key_from("EC", bld), CRYPT_ES256);
}

struct crypt_public *
crypt_public_ed25519(struct bytes x)
{
	return x.len != CRYPT_ED25519_SIZE
		   ? NULL
		   : made_of(EVP_PKEY_new_raw_public_key(
				 EVP_PKEY_ED25519, NULL, x.p, x.len),
			 CRYPT_EDDSA);
}

void
crypt_public_free(struct crypt_public *k)
{
	if (!k)
		return;
	EVP_PKEY_CTX_free(k->verifier);
	EVP_PKEY_free(k->key);
	free(k);
}

enum crypt_algorithm
crypt_public_algorithm(const struct crypt_public *k)
{
	return k->algorithm;
}

/* OpenSSL wants r and s as ASN.1; the length of that, 0 when they are none. */
static size_t
der_of(struct bytes signature, unsigned char out[DER_MAX])
{
	const unsigned char *p = signature.p;
	ECDSA_SIG *sig;
	int len;

	if (signature.len != 2 * CRYPT_P256_SIZE)
		return 0;
	sig = ECDSA_SIG_new();
	bug_if(!sig || !ECDSA_SIG_set0(sig,
			   number((struct bytes){ p, CRYPT_P256_SIZE }),
			   number((struct bytes){
			       p + CRYPT_P256_SIZE, CRYPT_P256_SIZE })));
	len = i2d_ECDSA_SIG(sig, &out);
	ECDSA_SIG_free(sig);
	return len > 0 ? (size_t)len : 0;
}

static bool
verify_ed25519(EVP_PKEY *key, struct bytes data, struct bytes signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool is;

	bug_if(!ctx);
	is = signature.len == ED25519_SIGNATURE &&
	     EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
	     EVP_DigestVerify(
		 ctx, signature.p, signature.len, data.p, data.len) == 1;
	EVP_MD_CTX_free(ctx);
	return is;
}

bool
crypt_public_verify(
    struct crypt_public *k, struct bytes data, struct bytes signature)
{
	unsigned char digest[SHA256_DIGEST_LENGTH], der[DER_MAX];

	if (k->algorithm == CRYPT_EDDSA)
		return verify_ed25519(k->key, data, signature);
	if (k->algorithm == CRYPT_ES256)
		signature = (struct bytes){ der, der_of(signature, der) };
	SHA256(data.p, data.len, digest);
	return signature.len && EVP_PKEY_verify(k->verifier, signature.p,
				    signature.len, digest, sizeof(digest)) == 1;
}
