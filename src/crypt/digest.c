/*
 * Thin over OpenSSL, so that no other folder includes it.
 */
#include "crypt/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/bug.h"

#include "base/banned.h"

void
crypt_sha256(const void *p, size_t len, unsigned char out[CRYPT_SHA256_SIZE])
{
	bug_if(!SHA256(p, len, out));
}

bool
crypt_is_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}
