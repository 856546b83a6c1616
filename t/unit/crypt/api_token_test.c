/*
 * Tokens of programs: what a slip of the hand makes of one is none.
 */
#include "crypt/api_token.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/banned.h"

Test(crypt_api_token, one_is_told_by_its_look_and_by_its_check)
{
	unsigned char hash[CRYPT_SHA256_SIZE], of_text[CRYPT_SHA256_SIZE];
	char token[CRYPT_API_TOKEN_SIZE], other[CRYPT_API_TOKEN_SIZE];

	crypt_api_token_make(token);
	crypt_api_token_make(other);
	cr_expect(strlen(token) == CRYPT_API_TOKEN_SIZE - 1);
	cr_expect(strcmp(token, other) != 0);
	cr_expect(crypt_api_token_is_kind(token));
	cr_expect(crypt_api_token_hash(token, hash));
	crypt_sha256(token, strlen(token), of_text);
	cr_expect(memcmp(hash, of_text, sizeof(hash)) == 0);
	for (size_t i = 0; i < CRYPT_API_TOKEN_SIZE - 1; i++) {
		char was = token[i];

		token[i] = was == 'x' ? 'y' : 'x';
		cr_expect(!crypt_api_token_hash(token, hash), "%zu", i);
		token[i] = '.';
		cr_expect(!crypt_api_token_hash(token, hash), "%zu", i);
		token[i] = was;
	}
	token[CRYPT_API_TOKEN_SIZE - 2] = '\0';
	cr_expect(!crypt_api_token_hash(token, hash));
}

/* CRC-32 by zlib.crc32 in Python, written in base 62. */
Test(crypt_api_token, the_check_is_the_one_that_others_compute)
{
	static const char given[] =
	    "hth_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg2DSgKk";
	unsigned char hash[CRYPT_SHA256_SIZE];

	cr_expect(crypt_api_token_hash(given, hash));
}
