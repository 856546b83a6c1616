/*
 * SHA-256 by the vectors of FIPS 180-4, and comparison.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypt/digest.h"

#include "t/unit/crypt/hex.h"

#include "base/banned.h"

Test(crypt_digest, vectors_of_fips_180_4)
{
	unsigned char got[CRYPT_SHA256_SIZE], expected[CRYPT_SHA256_SIZE];

	crypt_sha256("abc", 3, got);
	unhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
	      "f20015ad",
	    expected);
	cr_expect(memcmp(got, expected, sizeof(got)) == 0);
	crypt_sha256("", 0, got);
	unhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
	      "7852b855",
	    expected);
	cr_expect(memcmp(got, expected, sizeof(got)) == 0);
}

Test(crypt_digest, a_file_has_the_digest_of_its_bytes)
{
	unsigned char got[CRYPT_SHA256_SIZE], expected[CRYPT_SHA256_SIZE];
	static char bytes[200000]; /* several pieces */
	int fd = memfd_create("file", MFD_CLOEXEC);

	memset(bytes, 'a', sizeof(bytes));
	cr_assert(
	    eq(sz, (size_t)write(fd, bytes, sizeof(bytes)), sizeof(bytes)));
	crypt_sha256(bytes, sizeof(bytes), expected);
	for (int i = 0; i < 2; i++) { /* wherever it is read next */
		cr_assert(crypt_sha256_file(fd, got));
		cr_expect(memcmp(got, expected, sizeof(got)) == 0);
		lseek(fd, 5, SEEK_SET);
	}
	close(fd);
	cr_expect(not(crypt_sha256_file(fd, got)));
}

Test(crypt_digest, pieces_have_the_digest_of_the_whole)
{
	unsigned char got[CRYPT_SHA256_SIZE], expected[CRYPT_SHA256_SIZE];
	struct crypt_hash *hash = crypt_hash_new();

	crypt_hash_add(hash, "", 0);
	crypt_hash_add(hash, "a", 1);
	crypt_hash_add(hash, "bc", 2);
	crypt_hash_end(hash, got);
	crypt_hash_free(hash);
	crypt_sha256("abc", 3, expected);
	cr_expect(memcmp(got, expected, sizeof(got)) == 0);
}

Test(crypt_digest, equality_looks_at_every_byte)
{
	unsigned char a[32] = { 0 }, b[32] = { 0 };

	cr_expect(crypt_is_equal(a, b, sizeof(a)));
	for (size_t i = 0; i < sizeof(a); i++) {
		b[i] = 1;
		cr_expect(not(crypt_is_equal(a, b, sizeof(a))));
		cr_expect(crypt_is_equal(a, b, i));
		b[i] = 0;
	}
}
