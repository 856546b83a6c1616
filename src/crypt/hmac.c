/*
 * OpenSSL's EVP_MAC and EVP_KDF. Fetching an algorithm costs more than a MAC
 * of a token, so it happens once per key.
 */
#include "crypt/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdint.h>

#include "base/bug.h"

#include "base/banned.h"

static char sha256_name[] = "SHA256";

static EVP_MAC_CTX *
to_context(const struct crypt_hmac *hmac)
{
	return (EVP_MAC_CTX *)(uintptr_t)hmac;
}

struct crypt_hmac *
crypt_hmac_new(const void *key, size_t key_len)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_MAC_PARAM_DIGEST, sha256_name, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);

	bug_if(!context);
	bug_if(EVP_MAC_init(context, key, key_len, params) != 1);
	EVP_MAC_free(algorithm); /* the context holds it */
	return (struct crypt_hmac *)context;
}

void
crypt_hmac_free(struct crypt_hmac *hmac)
{
	EVP_MAC_CTX_free(to_context(hmac));
}

void
crypt_hmac_compute(const struct crypt_hmac *hmac, const void *data, size_t len,
    unsigned char mac[CRYPT_MAC_SIZE])
{
	EVP_MAC_CTX *context = EVP_MAC_CTX_dup(to_context(hmac));
	size_t mac_len = 0;

	bug_if(!context);
	bug_if(EVP_MAC_update(context, data, len) != 1);
	bug_if(EVP_MAC_final(context, mac, &mac_len, CRYPT_MAC_SIZE) != 1);
	bug_if(mac_len != CRYPT_MAC_SIZE);
	EVP_MAC_CTX_free(context);
}

/* OSSL_PARAM has no const; OpenSSL only reads. */
static OSSL_PARAM
octets(const char *name, const void *p, size_t len)
{
	return OSSL_PARAM_construct_octet_string(
	    name, (void *)(uintptr_t)p, len);
}

void
crypt_hkdf(const void *key, size_t key_len, const void *salt, size_t salt_len,
    const void *info, size_t info_len, unsigned char *out, size_t out_len)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_KDF_PARAM_DIGEST, sha256_name, 0),
		octets(OSSL_KDF_PARAM_KEY, key, key_len),
		octets(OSSL_KDF_PARAM_SALT, salt, salt_len),
		octets(OSSL_KDF_PARAM_INFO, info, info_len),
		OSSL_PARAM_construct_end(),
	};
	EVP_KDF *algorithm = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(algorithm);

	bug_if(!context);
	bug_if(EVP_KDF_derive(context, out, out_len, params) != 1);
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(algorithm);
}
