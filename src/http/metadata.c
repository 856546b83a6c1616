/*
 * Pairs have commas between them, a key and its value a blank. Values are
 * canonical base64 (RFC 4648, section 4), so that each has one way to be
 * written.
 */
#include "http/metadata.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* The six bits that c stands for, -1 for none. */
static int
bits_of(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c ? strchr(alphabet, c) : NULL;

	return p ? (int)(p - alphabet) : -1;
}

/* Four characters into up to three bytes, of which *n are written; false when
 * they are no group. Only the last one may have padding. */
static bool
decode_group(const char *in, bool is_last, unsigned char *out, size_t *n)
{
	unsigned v = 0;
	size_t pad = 0;

	for (size_t i = 0; i < 4; i++) {
		int bits = bits_of(in[i]);

		if (in[i] == '=' && is_last && i >= 2)
			pad++;
		else if (bits < 0 || pad)
			return false;
		v = v << 6 | (bits < 0 ? 0 : (unsigned)bits);
	}
	*n = 3 - pad;
	out[0] = (unsigned char)(v >> 16);
	out[1] = (unsigned char)(v >> 8);
	out[2] = (unsigned char)v;
	/* what the padding leaves over is zero */
	return (pad < 1 || out[2] == 0) && (pad < 2 || out[1] == 0);
}

/* The bytes, terminated; NULL when it is malformed or no text. */
static const char *
decode(const char *in, size_t len, struct arena *arena)
{
	unsigned char *out = arena_alloc(arena, len / 4 * 3 + 1);
	size_t at = 0, n = 0;

	if (len % 4)
		return NULL;
	for (size_t i = 0; i < len; i += 4, at += n)
		if (!decode_group(in + i, i + 4 == len, out + at, &n))
			return NULL;
	out[at] = '\0';
	if (strlen((char *)out) != at || !str_is_utf8((char *)out, at) ||
	    str_has_control((char *)out))
		return NULL;
	return (char *)out;
}

/* "key value" or "key" alone, of len bytes. */
static bool
read_pair(
    const char *p, size_t len, struct arena *arena, struct http_metadata *out)
{
	const char *blank = memchr(p, ' ', len);
	size_t key_len = blank ? (size_t)(blank - p) : len;
	size_t value_len = blank ? len - key_len - 1 : 0;
	struct http_metadata_pair pair = {
		.key = arena_strndup(arena, p, key_len),
		.value = decode(p + len - value_len, value_len, arena),
	};

	if (key_len == 0 || !pair.value || out->n == HTTP_METADATA_MAX ||
	    http_metadata_find(out, pair.key))
		return false;
	for (const char *c = pair.key; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	out->pairs[out->n++] = pair;
	return true;
}

bool
http_metadata_read(
    const char *header, struct arena *arena, struct http_metadata *out)
{
	const char *p = header;

	*out = (struct http_metadata){ .n = 0 };
	while (true) {
		size_t len = strcspn(p, ",");

		if (!read_pair(p, len, arena, out))
			return false;
		p += len;
		if (!*p)
			return true;
		p++;
		p += strspn(p, " ");
	}
}

const char *
http_metadata_find(const struct http_metadata *m, const char *key)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->pairs[i].key, key))
			return m->pairs[i].value;
	return NULL;
}
