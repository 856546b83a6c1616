/*
 * Two bytes are three characters, a last one is two.
 */
#include "crypt/base45.h"

#include <string.h>

#include "base/banned.h"

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

void
crypt_base45_encode(const void *p, size_t len, char *out)
{
	const unsigned char *in = p;

	for (size_t i = 0; i < len; i += 2) {
		bool is_pair = i + 1 < len;
		unsigned n = is_pair ? in[i] * 256U + in[i + 1] : in[i];

		*out++ = digits[n % 45];
		*out++ = digits[n / 45 % 45];
		if (is_pair)
			*out++ = digits[n / 45 / 45];
	}
	*out = '\0';
}

/* What n characters stand for; more than limit for none. */
static unsigned
read_group(const char *text, size_t n, unsigned limit)
{
	unsigned value = 0;

	while (n--) {
		const char *at = text[n] ? strchr(digits, text[n]) : NULL;

		if (!at)
			return limit + 1;
		value = value * 45 + (unsigned)(at - digits);
	}
	return value;
}

bool
crypt_base45_decode(const char *text, size_t text_len, void *out, size_t len)
{
	unsigned char *to = out;

	if (text_len != CRYPT_BASE45_LEN(len))
		return false;
	for (size_t i = 0; i < len; i += 2, text += 3) {
		bool is_pair = i + 1 < len;
		unsigned limit = is_pair ? 65535 : 255;
		unsigned n = read_group(text, is_pair ? 3 : 2, limit);

		if (n > limit)
			return false;
		if (is_pair)
			*to++ = (unsigned char)(n / 256);
		*to++ = (unsigned char)(n % 256);
	}
	return true;
}
