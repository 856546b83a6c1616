/*
 * One form for every opaque token: base64url of id, number (big endian) and
 * HMAC-SHA256 over both, under the key of the token's purpose.
 */
#include "crypt/token.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"

#include "crypt/base64url.h"
#include "crypt/digest.h"

#include "base/banned.h"

enum {
	SEALED_SIZE = sizeof(struct uuid) + sizeof(uint32_t),
	BYTES = SEALED_SIZE + CRYPT_MAC_SIZE,
	CODE_DIGITS = CRYPT_CODE_SIZE - 1,
	CODES = 1000000,
	IMIP_MAC_SIZE = 9,
	IMIP_BYTES = sizeof(struct uuid) + IMIP_MAC_SIZE
};

_Static_assert(IMIP_BYTES * 8 == (CRYPT_IMIP_SIZE - 1) * 5, "CRYPT_IMIP_SIZE");
_Static_assert(
    CRYPT_BASE64URL_LEN(BYTES) == CRYPT_TOKEN_SIZE - 1, "CRYPT_TOKEN_SIZE");

void
crypt_token_seal(const struct crypt_keys *k, enum crypt_purpose purpose,
    struct uuid id, uint32_t number, char out[CRYPT_TOKEN_SIZE])
{
	unsigned char bytes[BYTES];

	memcpy(bytes, id.b, sizeof(id.b));
	for (unsigned i = 0; i < 4; i++)
		bytes[sizeof(id.b) + i] = (unsigned char)(number >>
							  (24 - 8 * i));
	crypt_mac(k, purpose, bytes, SEALED_SIZE, bytes + SEALED_SIZE);
	crypt_base64url_encode(bytes, BYTES, out);
}

bool
crypt_token_open(const struct crypt_keys *k, enum crypt_purpose purpose,
    const char *token, struct uuid *id, uint32_t *number)
{
	unsigned char bytes[BYTES];
	size_t len = strnlen(token, CRYPT_TOKEN_SIZE);

	if (len != CRYPT_TOKEN_SIZE - 1 ||
	    !crypt_base64url_decode(token, len, bytes, BYTES, &len) ||
	    !crypt_mac_is_valid(k, purpose, bytes, SEALED_SIZE,
		bytes + SEALED_SIZE, CRYPT_MAC_SIZE))
		return false;
	memcpy(id->b, bytes, sizeof(id->b));
	*number = 0;
	for (unsigned i = 0; i < 4; i++)
		*number = *number << 8 | bytes[sizeof(id->b) + i];
	return true;
}

static void
make_code(const struct crypt_keys *k, unsigned set, struct uuid id,
    char out[CRYPT_CODE_SIZE])
{
	unsigned char mac[CRYPT_MAC_SIZE];
	uint64_t v;

	crypt_mac_with(k, set, CRYPT_MAIL_CODE, id.b, sizeof(id.b), mac);
	memcpy(&v, mac, sizeof(v));
	snprintf(
	    out, CRYPT_CODE_SIZE, "%0*u", CODE_DIGITS, (unsigned)(v % CODES));
}

void
crypt_code_make(
    const struct crypt_keys *k, struct uuid id, char out[CRYPT_CODE_SIZE])
{
	make_code(k, 0, id, out);
}

bool
crypt_code_is_valid(
    const struct crypt_keys *k, struct uuid id, const char *code)
{
	char expected[CRYPT_CODE_SIZE];

	if (strnlen(code, CRYPT_CODE_SIZE) != CODE_DIGITS)
		return false;
	for (unsigned set = 0; set < crypt_keys_count(k); set++) {
		make_code(k, set, id, expected);
		if (crypt_is_equal(expected, code, CODE_DIGITS))
			return true;
	}
	return false;
}

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Of as many bytes five bits each: none depends on another. */
static void
make_base32(const struct crypt_keys *k, unsigned set,
    enum crypt_purpose purpose, struct uuid id, char *out, size_t size)
{
	unsigned char mac[CRYPT_MAC_SIZE];

	bug_if(size > sizeof(mac));
	crypt_mac_with(k, set, purpose, id.b, sizeof(id.b), mac);
	for (size_t i = 0; i + 1 < size; i++)
		out[i] = base32[mac[i] & 31];
	out[size - 1] = '\0';
}

void
crypt_invite_make(const struct crypt_keys *k, unsigned set, struct uuid id,
    char out[CRYPT_INVITE_SIZE])
{
	make_base32(k, set, CRYPT_INVITE, id, out, CRYPT_INVITE_SIZE);
}

void
crypt_domain_make(const struct crypt_keys *k, unsigned set, struct uuid id,
    char out[CRYPT_DOMAIN_SIZE])
{
	make_base32(k, set, CRYPT_DOMAIN, id, out, CRYPT_DOMAIN_SIZE);
}

static void
mac_imip(
    const struct crypt_keys *k, unsigned set, unsigned char bytes[IMIP_BYTES])
{
	unsigned char mac[CRYPT_MAC_SIZE];

	crypt_mac_with(k, set, CRYPT_IMIP, bytes, sizeof(struct uuid), mac);
	memcpy(bytes + sizeof(struct uuid), mac, IMIP_MAC_SIZE);
}

void
crypt_imip_seal(
    const struct crypt_keys *k, struct uuid id, char out[CRYPT_IMIP_SIZE])
{
	unsigned char bytes[IMIP_BYTES];

	memcpy(bytes, id.b, sizeof(id.b));
	mac_imip(k, 0, bytes);
	for (size_t i = 0; i + 1 < CRYPT_IMIP_SIZE; i++) {
		size_t bit = i * 5;
		unsigned two = (unsigned)bytes[bit / 8] << 8;

		if (bit / 8 + 1 < IMIP_BYTES)
			two |= bytes[bit / 8 + 1];
		out[i] = base32[two >> (11 - bit % 8) & 31];
	}
	out[CRYPT_IMIP_SIZE - 1] = '\0';
}

static bool
read_base32(const char *text, unsigned char bytes[IMIP_BYTES])
{
	memset(bytes, 0, IMIP_BYTES);
	for (size_t i = 0; i + 1 < CRYPT_IMIP_SIZE; i++) {
		unsigned char c = (unsigned char)text[i];
		const char *digit = c ? strchr(base32, c >= 'A' ? c | 0x20 : c)
				      : NULL;
		size_t bit = i * 5;
		unsigned two;

		if (!digit)
			return false;
		two = (unsigned)(digit - base32) << (11 - bit % 8);
		bytes[bit / 8] |= (unsigned char)(two >> 8);
		if (bit / 8 + 1 < IMIP_BYTES)
			bytes[bit / 8 + 1] |= (unsigned char)two;
	}
	return true;
}

bool
crypt_imip_open(
    const struct crypt_keys *k, const char *token, size_t len, struct uuid *id)
{
	unsigned char bytes[IMIP_BYTES], ours[IMIP_BYTES];

	if (len != CRYPT_IMIP_SIZE - 1 || !read_base32(token, bytes))
		return false;
	memcpy(id->b, bytes, sizeof(id->b));
	memcpy(ours, bytes, sizeof(id->b));
	for (unsigned set = 0; set < crypt_keys_count(k); set++) {
		mac_imip(k, set, ours);
		if (crypt_is_equal(ours, bytes, IMIP_BYTES))
			return true;
	}
	return false;
}
