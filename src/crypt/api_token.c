#include "crypt/api_token.h"

#include <stdint.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"

#include "base/banned.h"

#define KIND "hth_"

static const char digits[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

enum { BASE = sizeof(digits) - 1, CHECKED = CRYPT_API_TOKEN_SIZE - 1 - 6 };

#define CRC_POLYNOMIAL UINT32_C(0xedb88320)

/* IEEE 802.3, as gzip has it. */
static uint32_t
crc32(const char *p, size_t len)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned char)p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
	}
	return ~crc;
}

/* The six last characters of what p begins with. */
static void
put_check(const char *p, char out[6])
{
	uint32_t crc = crc32(p, CHECKED);

	for (int i = 5; i >= 0; i--) {
		out[i] = digits[crc % BASE];
		crc /= BASE;
	}
}

bool
crypt_api_token_is_kind(const char *text)
{
	return str_has_prefix(text, KIND);
}

void
crypt_api_token_make(char out[CRYPT_API_TOKEN_SIZE])
{
	size_t i = strlen(KIND);

	memcpy(out, KIND, i);
	for (; i < CHECKED; i++)
		out[i] = digits[rand_below(BASE)];
	put_check(out, out + CHECKED);
	out[CRYPT_API_TOKEN_SIZE - 1] = '\0';
}

bool
crypt_api_token_hash(const char *token, unsigned char hash[CRYPT_SHA256_SIZE])
{
	size_t n = strlen(KIND);
	char check[6];

	if (!crypt_api_token_is_kind(token) ||
	    strlen(token) != CRYPT_API_TOKEN_SIZE - 1 ||
	    strspn(token + n, digits) != CRYPT_API_TOKEN_SIZE - 1 - n)
		return false;
	put_check(token, check);
	if (memcmp(check, token + CHECKED, sizeof(check)) != 0)
		return false;
	crypt_sha256(token, CRYPT_API_TOKEN_SIZE - 1, hash);
	return true;
}
