/*
 * A cursor is base64url of a truncated HMAC over the operation and the keys,
 * and the keys: a number (8 bytes, big-endian), an id, and a text.
 */
#include "api/cursor.h"

#include <string.h>

#include "api/exchange.h"
#include "base/bug.h"
#include "crypt/base64url.h"

#include "base/banned.h"

enum {
	MAC_LEN = 16,
	KEYS_LEN = 8 + 16,
	RAW_MAX = MAC_LEN + KEYS_LEN + API_CURSOR_TEXT_MAX
};

/* What the HMAC covers: the operation's id, a zero byte, the keys. */
static size_t
covered(const struct call *call, const unsigned char *keys, size_t len,
    unsigned char *out, size_t size)
{
	const char *operation = api_exchange_of(call)->operation->id;
	size_t n = strlen(operation) + 1;

	bug_if(n + len > size);
	memcpy(out, operation, n);
	memcpy(out + n, keys, len);
	return n + len;
}

/* Decodes text and sees that it was sealed for this operation. */
static bool
open_sealed(const struct call *call, const char *text,
    unsigned char raw[RAW_MAX], size_t *len)
{
	unsigned char data[RAW_MAX + 128];
	size_t n;

	if (!crypt_base64url_decode(text, strlen(text), raw, RAW_MAX, len) ||
	    *len < MAC_LEN + KEYS_LEN)
		return false;
	n = covered(call, raw + MAC_LEN, *len - MAC_LEN, data, sizeof(data));
	return crypt_mac_is_valid(
	    call->keys, CRYPT_CURSOR, data, n, raw, MAC_LEN);
}

enum err
api_cursor_read(
    const struct call *call, const char *cursor, struct db_keys *keys)
{
	unsigned char raw[RAW_MAX];
	size_t len;
	uint64_t number = 0;

	if (!cursor)
		return ERR_OK;
	if (!open_sealed(call, cursor, raw, &len))
		return fault(call->fault, ERR_CURSOR_INVALID,
		    "The cursor is not one of this list's. Start without one.");
	for (int i = 0; i < 8; i++)
		number = number << 8 | raw[MAC_LEN + i];
	keys->number = (int64_t)number;
	memcpy(keys->id.b, raw + MAC_LEN + 8, 16);
	keys->text = arena_strndup(call->arena,
	    (const char *)raw + MAC_LEN + KEYS_LEN, len - MAC_LEN - KEYS_LEN);
	return ERR_OK;
}

void
api_cursor_write(const struct call *call, const struct db_keys *keys,
    char out[API_CURSOR_SIZE])
{
	unsigned char raw[RAW_MAX], data[RAW_MAX + 128], mac[CRYPT_MAC_SIZE];
	size_t text_len = keys->text ? strlen(keys->text) : 0, n;

	bug_if(text_len > API_CURSOR_TEXT_MAX);
	for (int i = 0; i < 8; i++)
		raw[MAC_LEN + i] = (unsigned char)((uint64_t)keys->number >>
						   (56 - 8 * i));
	memcpy(raw + MAC_LEN + 8, keys->id.b, 16);
	if (text_len)
		memcpy(raw + MAC_LEN + KEYS_LEN, keys->text, text_len);
	n = covered(
	    call, raw + MAC_LEN, KEYS_LEN + text_len, data, sizeof(data));
	crypt_mac(call->keys, CRYPT_CURSOR, data, n, mac);
	memcpy(raw, mac, MAC_LEN);
	crypt_base64url_encode(raw, MAC_LEN + KEYS_LEN + text_len, out);
}
