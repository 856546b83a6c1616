/*
 * HOTP (RFC 4226, section 5.3) of a step.
 */
#include "crypt/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"

#include "crypt/digest.h"

#include "base/banned.h"

enum { CODES = 1000000, MAC_SIZE = 20 };

void
crypt_totp_make(const unsigned char secret[CRYPT_TOTP_SECRET_SIZE],
    int64_t step, char out[CRYPT_CODE_SIZE])
{
	unsigned char text[8], mac[EVP_MAX_MD_SIZE];
	unsigned len = 0, at;
	uint32_t v;

	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	bug_if(!HMAC(EVP_sha1(), secret, CRYPT_TOTP_SECRET_SIZE, text,
	    sizeof(text), mac, &len));
	bug_if(len != MAC_SIZE);
	at = mac[MAC_SIZE - 1] & 15;
	v = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(out, CRYPT_CODE_SIZE, "%06u", (unsigned)(v % CODES));
}

int64_t
crypt_totp_find(const unsigned char secret[CRYPT_TOTP_SECRET_SIZE],
    int64_t now_s, const char *code)
{
	int64_t now = now_s / CRYPT_TOTP_STEP_S, found = -1;
	char expected[CRYPT_CODE_SIZE];

	if (strnlen(code, CRYPT_CODE_SIZE) != CRYPT_CODE_SIZE - 1)
		return -1;
	for (int64_t step = now - 1; step <= now + 1; step++) {
		crypt_totp_make(secret, step, expected);
		if (crypt_is_equal(expected, code, CRYPT_CODE_SIZE - 1))
			found = step;
	}
	return found;
}

void
crypt_totp_write(const unsigned char secret[CRYPT_TOTP_SECRET_SIZE],
    char out[CRYPT_TOTP_TEXT_SIZE])
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	for (size_t i = 0; i + 1 < CRYPT_TOTP_TEXT_SIZE; i++) {
		size_t bit = i * 5;
		unsigned two = (unsigned)secret[bit / 8] << 8;

		if (bit / 8 + 1 < CRYPT_TOTP_SECRET_SIZE)
			two |= secret[bit / 8 + 1];
		out[i] = base32[two >> (11 - bit % 8) & 31];
	}
	out[CRYPT_TOTP_TEXT_SIZE - 1] = '\0';
}
