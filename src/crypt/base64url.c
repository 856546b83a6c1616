/*
 * Own code, because OpenSSL's decoder takes padding, white space and unused
 * bits: several texts for one token.
 */
#include "crypt/base64url.h"

#include <stdint.h>

#include "base/banned.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

size_t
crypt_base64url_encode(const void *p, size_t len, char *out)
{
	const unsigned char *in = p;
	uint32_t bits = 0;
	unsigned n_bits = 0;
	char *to = out;

	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | in[i];
		for (n_bits += 8; n_bits >= 6; n_bits -= 6)
			*to++ = alphabet[bits >> (n_bits - 6) & 63];
	}
	if (n_bits)
		*to++ = alphabet[bits << (6 - n_bits) & 63];
	*to = '\0';
	return (size_t)(to - out);
}

/* The six bits of each ASCII character, 64 for those without. */
/* clang-format off */
static const unsigned char sextets[128] = {
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
	64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 63,
	64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
};
/* clang-format on */

/* The same for any character. */
static inline uint32_t
sextet(char c)
{
	unsigned char u = (unsigned char)c;

	return u < sizeof(sextets) ? sextets[u] : 64;
}

/* The last two or three characters; unused bits must be zero. */
static bool
decode_rest(const char *text, size_t n, unsigned char *to)
{
	uint32_t a = sextet(text[0]), b = sextet(text[1]);
	uint32_t c = n == 3 ? sextet(text[2]) : 0;

	if ((a | b | c) > 63 || (n == 2 ? b & 15 : c & 3))
		return false;
	to[0] = (unsigned char)(a << 2 | b >> 4);
	if (n == 3)
		to[1] = (unsigned char)(b << 4 | c >> 2);
	return true;
}

bool
crypt_base64url_decode(
    const char *text, size_t text_len, void *out, size_t size, size_t *len)
{
	size_t n_rest = text_len % 4;
	size_t n = text_len / 4 * 3 + (n_rest ? n_rest - 1 : 0);
	const char *rest = text + (text_len - n_rest);
	unsigned char *to = out;

	if (n_rest == 1 || n > size)
		return false;
	for (; text < rest; text += 4, to += 3) {
		uint32_t a = sextet(text[0]), b = sextet(text[1]);
		uint32_t c = sextet(text[2]), d = sextet(text[3]);

		if ((a | b | c | d) > 63)
			return false;
		to[0] = (unsigned char)(a << 2 | b >> 4);
		to[1] = (unsigned char)(b << 4 | c >> 2);
		to[2] = (unsigned char)(c << 6 | d);
	}
	*len = n;
	return !n_rest || decode_rest(rest, n_rest, to);
}
