#include "mail/code.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static int
base64_digit(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

struct bytes
mail_from_base64(struct arena *arena, struct bytes in)
{
	const unsigned char *p = in.p;
	unsigned char *out = arena_alloc(arena, in.len / 4 * 3 + 4);
	unsigned bits = 0, n_bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < in.len && p[i] != '='; i++) {
		int digit = base64_digit(p[i]);

		if (digit < 0)
			continue;
		bits = (bits << 6 | (unsigned)digit) & 0xffff;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[n++] = (unsigned char)(bits >> n_bits);
	}
	return (struct bytes){ out, n };
}

static int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* How many bytes end a line behind a '=', with white space before; 0: none. */
static size_t
soft_end(const unsigned char *p, size_t left)
{
	size_t n = 0;

	while (n < left && (p[n] == ' ' || p[n] == '\t'))
		n++;
	if (n < left && p[n] == '\n')
		return n + 1;
	return n + 1 < left && p[n] == '\r' && p[n + 1] == '\n' ? n + 2 : 0;
}

struct bytes
mail_from_quoted(struct arena *arena, struct bytes in)
{
	const unsigned char *p = in.p;
	unsigned char *out = arena_alloc(arena, in.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		size_t left = in.len - i - 1, soft;

		if (p[i] != '=') {
			out[n++] = p[i];
			continue;
		}
		soft = soft_end(p + i + 1, left);
		if (soft) {
			i += soft;
		} else if (left >= 2 && hex_digit(p[i + 1]) >= 0 &&
			   hex_digit(p[i + 2]) >= 0) {
			out[n++] = (unsigned char)(hex_digit(p[i + 1]) << 4 |
						   hex_digit(p[i + 2]));
			i += 2;
		} else {
			out[n++] = '=';
		}
	}
	return (struct bytes){ out, n };
}

/* How many bytes from a line's end on are a fold; 0: none. */
static size_t
fold_at(const unsigned char *p, size_t left)
{
	size_t end = p[0] == '\r' && left > 1 && p[1] == '\n' ? 2
		     : p[0] == '\n'			      ? 1
							      : 0;

	return end && left > end && (p[end] == ' ' || p[end] == '\t') ? end + 1
								      : 0;
}

struct bytes
mail_unfold(struct arena *arena, struct bytes in)
{
	const unsigned char *p = in.p;
	unsigned char *out = arena_alloc(arena, in.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.len;) {
		size_t fold = fold_at(p + i, in.len - i);

		if (!fold)
			out[n++] = p[i];
		i += fold ? fold : 1;
	}
	return (struct bytes){ out, n };
}

/* One character; a half of a pair alone is U+FFFD. */
static size_t
put_point(char *out, uint32_t c)
{
	if (c >= 0xd800 && c < 0xe000)
		c = 0xfffd;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static uint32_t
unit_at(const unsigned char *p, bool is_big)
{
	return is_big ? (uint32_t)(p[0] << 8 | p[1])
		      : (uint32_t)(p[1] << 8 | p[0]);
}

/* Behind the mark. */
static char *
from_utf16(struct arena *arena, const unsigned char *p, size_t len, bool is_big)
{
	char *out = arena_alloc(arena, len / 2 * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i + 1 < len; i += 2) {
		uint32_t c = unit_at(p + i, is_big), low = 0;

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < len)
			low = unit_at(p + i + 2, is_big);
		if (low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		if (c)
			n += put_point(out + n, c);
	}
	out[n] = '\0';
	return out;
}

static char *
from_latin1(struct arena *arena, const unsigned char *p, size_t len)
{
	char *out = arena_alloc(arena, len * 2 + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (p[i])
			n += put_point(out + n, p[i]);
	out[n] = '\0';
	return out;
}

char *
mail_to_utf8(struct arena *arena, struct bytes in)
{
	const unsigned char *p = in.p;
	size_t len = in.len;

	if (len >= 2 && p[0] == 0xff && p[1] == 0xfe)
		return from_utf16(arena, p + 2, len - 2, false);
	if (len >= 2 && p[0] == 0xfe && p[1] == 0xff)
		return from_utf16(arena, p + 2, len - 2, true);
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		len -= 3;
	}
	if (len && (!str_is_utf8((const char *)p, len) || memchr(p, 0, len)))
		return from_latin1(arena, p, len);
	return arena_strndup(arena, (const char *)p, len);
}
