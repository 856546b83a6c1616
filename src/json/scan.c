/*
 * json-c alone accepts more than RFC 8259, lets the last of two equal keys
 * win and spends hundreds of bytes on each `{}`; whatever this scan passes is
 * small, unambiguous and safe to hand to it.
 */
#include "json/scan.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/rand.h"
#include "base/str.h"

#include "json/chunk.h"

#include "base/banned.h"

enum {
	NUMBER_MAX_LEN = 128,
	/* A member takes two tokens, and five bytes of text at least. */
	KEYS_MAX = JSON_TOKENS_MAX / 2,
	LARGE_TABLE = 8192,
	SMALL_TABLE = 256,
	SMALL_LEN = SMALL_TABLE / 2 * 5
};

#define INTEGER_MAX ((INT64_C(1) << 53) - 1)

/* A key seen: where it begins in the text (after its quote) and in which
 * object; object 0 marks a free slot. */
struct slot {
	uint32_t at;
	uint16_t object;
	uint16_t tag; /* bits of the hash that the index does not use */
};

struct scan {
	const char *text, *p, *end;
	unsigned depth, tokens, objects;
	struct slot *table;
	size_t mask;
	uint64_t hash_key; /* drawn per scan: nobody can aim collisions */
	struct fault *f;
};

static bool scan_value(struct scan *s);

static bool
refuse(struct scan *s, const char *why)
{
	fault(s->f, ERR_BAD_JSON, "%s at byte %zu", why,
	    (size_t)(s->p - s->text));
	return false;
}

static void
skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' ||
				    *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

/* The next byte, 0 at the end (a NUL byte is no part of the grammar). */
static char
peek(const struct scan *s)
{
	return s->p < s->end ? *s->p : '\0';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four hexadecimal digits, -1 when they are not there. */
static int
hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (is_digit(c))
			v = v << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			v = v << 4 | (c - 'A' + 10);
		else
			return -1;
	}
	return v;
}

static bool
is_high_surrogate(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool
is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool
scan_unicode_escape(struct scan *s)
{
	int unit = hex4(s->p + 2, s->end);

	if (unit < 0)
		return refuse(s, "malformed \\u escape");
	if (unit == 0)
		return refuse(s, "\\u0000 is not accepted");
	if (is_low_surrogate(unit))
		return refuse(s, "lone surrogate");
	if (is_high_surrogate(unit)) {
		const char *second = s->p + 6;

		if (s->end - second < 6 || second[0] != '\\' ||
		    second[1] != 'u' ||
		    !is_low_surrogate(hex4(second + 2, s->end)))
			return refuse(s, "lone surrogate");
		s->p += 6;
	}
	s->p += 6;
	return true;
}

static bool
scan_escape(struct scan *s)
{
	char c = s->end - s->p > 1 ? s->p[1] : '\0';

	if (c == 'u')
		return scan_unicode_escape(s);
	if (!c || !strchr("\"\\/bfnrt", c))
		return refuse(s, "unknown escape");
	s->p += 2;
	return true;
}

/* The string whose opening quote is at p; *len is its raw length. */
static bool
scan_string(struct scan *s, const char **start, size_t *len)
{
	size_t n;

	*start = ++s->p;
	while (s->p < s->end) {
		if (s->end - s->p >= 8 &&
		    !json_chunk_special_or_wide(json_chunk_load(s->p))) {
			s->p += 8;
			continue;
		}
		if (*s->p == '"') {
			*len = (size_t)(s->p++ - *start);
			return true;
		}
		if (*s->p == '\\') {
			if (!scan_escape(s))
				return false;
			continue;
		}
		if ((unsigned char)*s->p < 0x20)
			return refuse(s, "control character in a string");
		n = str_utf8_sequence(s->p, (size_t)(s->end - s->p));
		if (!n)
			return refuse(s, "invalid UTF-8");
		s->p += n;
	}
	return refuse(s, "unterminated string");
}

/* One code point of a string that has been scanned; *p moves past it. */
static uint32_t
next_character(const char **p)
{
	static const char plain[] = "\b\f\n\r\t", letter[] = "bfnrt";
	const unsigned char *u = (const unsigned char *)*p;
	uint32_t c = *u;
	const char *found;

	if (c == '\\' && u[1] == 'u') {
		c = (uint32_t)hex4(*p + 2, *p + 6);
		*p += 6;
		if (is_high_surrogate((int)c)) {
			c = 0x10000 + ((c - 0xd800) << 10) +
			    ((uint32_t)hex4(*p + 2, *p + 6) - 0xdc00);
			*p += 6;
		}
	} else if (c == '\\') {
		found = strchr(letter, u[1]);
		c = found ? (unsigned char)plain[found - letter] : u[1];
		*p += 2;
	} else if (c < 0x80) {
		*p += 1;
	} else if (c < 0xe0) {
		c = (c & 0x1f) << 6 | (u[1] & 0x3f);
		*p += 2;
	} else if (c < 0xf0) {
		c = (c & 0x0f) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3f);
		*p += 3;
	} else {
		c = (c & 0x07) << 18 | (u[1] & 0x3fu) << 12 |
		    (u[2] & 0x3fu) << 6 | (u[3] & 0x3f);
		*p += 4;
	}
	return c;
}

/* a*b modulo the prime 2^61 - 1. */
static uint64_t
multiply(uint64_t a, uint64_t b)
{
	const uint64_t prime = (UINT64_C(1) << 61) - 1;
	unsigned __int128 product = (unsigned __int128)a * b;
	uint64_t sum = (uint64_t)(product & prime) + (uint64_t)(product >> 61);

	return sum >= prime ? sum - prime : sum;
}

/* A polynomial over the object and the unescaped characters, evaluated at a
 * random point (Carter and Wegman): two different keys rarely agree, whoever
 * chose them. */
static uint64_t
hash_name(const struct scan *s, unsigned object, const char *p, size_t len)
{
	const char *end = p + len;
	uint64_t h = object;

	while (p < end)
		h = multiply(h, s->hash_key) + next_character(&p);
	return multiply(h, s->hash_key);
}

/* Whether the key that begins at a is the one of len raw bytes at b. */
static bool
is_same_name(const char *a, const char *b, size_t len)
{
	const char *end = b + len;

	while (*a != '"' && b < end)
		if (next_character(&a) != next_character(&b))
			return false;
	return *a == '"' && b == end;
}

/* Notes the key in the table; false when its object has it already. */
static bool
note_name(struct scan *s, unsigned object, const char *name, size_t len)
{
	uint64_t hash = hash_name(s, object, name, len);
	uint16_t tag = (uint16_t)(hash >> 40);
	size_t i = hash & s->mask;

	for (; s->table[i].object; i = (i + 1) & s->mask) {
		const struct slot *slot = &s->table[i];

		if (slot->object == object && slot->tag == tag &&
		    is_same_name(s->text + slot->at, name, len)) {
			s->p = name - 1;
			return refuse(s, "duplicate key");
		}
	}
	s->table[i] = (struct slot){ .at = (uint32_t)(name - s->text),
		.object = (uint16_t)object,
		.tag = tag };
	return true;
}

static bool
count_token(struct scan *s)
{
	if (++s->tokens > JSON_TOKENS_MAX)
		return refuse(s, "too many values");
	return true;
}

static bool
scan_member(struct scan *s, unsigned object)
{
	const char *name;
	size_t len;

	if (peek(s) != '"')
		return refuse(s, "expected a key");
	if (!count_token(s) || !scan_string(s, &name, &len) ||
	    !note_name(s, object, name, len))
		return false;
	skip_space(s);
	if (peek(s) != ':')
		return refuse(s, "expected ':'");
	s->p++;
	return scan_value(s);
}

/* The elements or members up to the closing bracket. */
static bool
scan_container(struct scan *s, char closing)
{
	unsigned object = closing == '}' ? ++s->objects : 0;

	if (++s->depth > JSON_DEPTH_MAX)
		return refuse(s, "nested too deeply");
	s->p++;
	skip_space(s);
	if (peek(s) != closing) {
		for (;; s->p++) {
			skip_space(s);
			if (!(object ? scan_member(s, object) : scan_value(s)))
				return false;
			skip_space(s);
			if (peek(s) != ',')
				break;
		}
		if (peek(s) != closing)
			return refuse(s, object ? "expected ',' or '}'"
						: "expected ',' or ']'");
	}
	s->p++;
	s->depth--;
	return true;
}

static bool
scan_digits(struct scan *s)
{
	if (!is_digit(peek(s)))
		return refuse(s, "malformed number");
	while (is_digit(peek(s)))
		s->p++;
	return true;
}

/* Whether the number is within what its readers can hold. */
static bool
check_number(struct scan *s, const char *start, bool is_integer)
{
	size_t len = (size_t)(s->p - start);
	char text[NUMBER_MAX_LEN + 1];

	s->p = start;
	if (len > NUMBER_MAX_LEN)
		return refuse(s, "number too long");
	memcpy(text, start, len);
	text[len] = '\0';
	if (is_integer) {
		int64_t v;

		if (!str_to_int(text, -INTEGER_MAX, INTEGER_MAX, &v))
			return refuse(s, "integer out of range");
	} else if (!isfinite(strtod(text, NULL))) {
		return refuse(s, "number out of range");
	}
	s->p = start + len;
	return true;
}

static bool
scan_number(struct scan *s)
{
	const char *start = s->p;
	bool is_integer = true;

	if (peek(s) == '-')
		s->p++;
	if (peek(s) == '0')
		s->p++;
	else if (!scan_digits(s))
		return false;
	if (peek(s) == '.') {
		is_integer = false;
		s->p++;
		if (!scan_digits(s))
			return false;
	}
	if (peek(s) == 'e' || peek(s) == 'E') {
		is_integer = false;
		s->p++;
		if (peek(s) == '+' || peek(s) == '-')
			s->p++;
		if (!scan_digits(s))
			return false;
	}
	return check_number(s, start, is_integer);
}

static bool
scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->p) < len || memcmp(s->p, word, len) != 0)
		return refuse(s, "expected a value");
	s->p += len;
	return true;
}

static bool
scan_value(struct scan *s)
{
	const char *start;
	size_t len;

	skip_space(s);
	if (!count_token(s))
		return false;
	switch (peek(s)) {
	case '{':
		return scan_container(s, '}');
	case '[':
		return scan_container(s, ']');
	case '"':
		return scan_string(s, &start, &len);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		if (peek(s) == '-' || is_digit(peek(s)))
			return scan_number(s);
		return refuse(s, "expected a value");
	}
}

static enum err
scan_text(struct scan *s)
{
	rand_bytes(&s->hash_key, sizeof(s->hash_key));
	s->hash_key >>= 3; /* below the prime of multiply() */
	if (!scan_value(s))
		return ERR_BAD_JSON;
	skip_space(s);
	if (s->p != s->end) {
		refuse(s, "data after the end");
		return ERR_BAD_JSON;
	}
	return ERR_OK;
}

/* In a frame of its own: 64 KiB that small texts need not clear. */
__attribute__((noinline)) static enum err
scan_large(struct scan *s)
{
	struct slot table[LARGE_TABLE] = { 0 };

	_Static_assert(LARGE_TABLE >= KEYS_MAX + KEYS_MAX / 2, "half empty");
	s->table = table;
	s->mask = LARGE_TABLE - 1;
	return scan_text(s);
}

enum err
json_scan(const char *text, size_t len, struct fault *f, size_t *at)
{
	struct slot table[SMALL_TABLE] = { 0 };
	struct scan s = { .text = text,
		.p = text,
		.end = text + len,
		.table = table,
		.mask = SMALL_TABLE - 1,
		.f = f };
	enum err err;

	if (len > UINT32_MAX)
		return fault(f, ERR_BAD_JSON, "too long");
	err = len <= SMALL_LEN ? scan_text(&s) : scan_large(&s);
	if (err && at)
		*at = (size_t)(s.p - text);
	return err;
}
