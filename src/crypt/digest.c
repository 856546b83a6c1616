/*
 * Thin over OpenSSL, so that no other folder includes it.
 */
#include "crypt/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bug.h"

#include "base/banned.h"

enum { PIECE = 65536 };

/* Finding an algorithm costs OpenSSL more than the digest of a token, so a
 * process does it once. */
static const EVP_MD *
algorithm(void)
{
	static EVP_MD *found;

	if (!found)
		found = EVP_MD_fetch(NULL, "SHA256", NULL);
	bug_if(!found);
	return found;
}

void
crypt_sha256(const void *p, size_t len, unsigned char out[CRYPT_SHA256_SIZE])
{
	bug_if(EVP_Digest(p, len, out, NULL, algorithm(), NULL) != 1);
}

struct crypt_hash {
	EVP_MD_CTX *md;
};

struct crypt_hash *
crypt_hash_new(void)
{
	struct crypt_hash *hash = calloc(1, sizeof(*hash));

	bug_if(!hash);
	hash->md = EVP_MD_CTX_new();
	bug_if(!hash->md || !EVP_DigestInit_ex(hash->md, algorithm(), NULL));
	return hash;
}

void
crypt_hash_add(struct crypt_hash *hash, const void *p, size_t len)
{
	bug_if(!EVP_DigestUpdate(hash->md, p, len));
}

void
crypt_hash_end(struct crypt_hash *hash, unsigned char out[CRYPT_SHA256_SIZE])
{
	bug_if(!EVP_DigestFinal_ex(hash->md, out, NULL));
}

void
crypt_hash_free(struct crypt_hash *hash)
{
	EVP_MD_CTX_free(hash->md);
	free(hash);
}

bool
crypt_sha256_file(int fd, unsigned char out[CRYPT_SHA256_SIZE])
{
	struct crypt_hash *hash = crypt_hash_new();
	unsigned char piece[PIECE];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, piece, sizeof(piece), at)) > 0) {
		crypt_hash_add(hash, piece, (size_t)n);
		at += n;
	}
	crypt_hash_end(hash, out);
	crypt_hash_free(hash);
	return n == 0;
}

bool
crypt_is_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}
