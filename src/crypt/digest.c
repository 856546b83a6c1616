/*
 * Thin over OpenSSL, so that no other folder includes it.
 */
#include "crypt/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <unistd.h>

#include "base/bug.h"

#include "base/banned.h"

enum { PIECE = 65536 };

void
crypt_sha256(const void *p, size_t len, unsigned char out[CRYPT_SHA256_SIZE])
{
	bug_if(!SHA256(p, len, out));
}

bool
crypt_sha256_file(int fd, unsigned char out[CRYPT_SHA256_SIZE])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char piece[PIECE];
	off_t at = 0;
	ssize_t n;

	bug_if(!md || !EVP_DigestInit_ex(md, EVP_sha256(), NULL));
	while ((n = pread(fd, piece, sizeof(piece), at)) > 0) {
		bug_if(!EVP_DigestUpdate(md, piece, (size_t)n));
		at += n;
	}
	bug_if(!EVP_DigestFinal_ex(md, out, NULL));
	EVP_MD_CTX_free(md);
	return n == 0;
}

bool
crypt_is_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}
