/*
 * Small operations on text; nothing here depends on the locale.
 */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

bool
str_eq(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
str_eq_nocase(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

bool
str_has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

bool
str_copy(char *to, size_t size, const char *from)
{
	size_t len = strlen(from);
	bool fits = len < size;

	if (!fits)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
	return fits;
}

bool
str_to_int(const char *s, int64_t min, int64_t max, int64_t *out)
{
	char *end;
	long long v;

	if (!(*s == '-' || (*s >= '0' && *s <= '9')))
		return false;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno || *end || end == s || v < min || v > max)
		return false;
	*out = v;
	return true;
}

/* The number after an 'e'; huge ones are held where no text is long enough to
 * make up for them. False when there is something else. */
static bool
read_exponent(const char *s, int64_t *out)
{
	const int64_t huge = INT64_C(1) << 40;
	const char *digits = s + (*s == '+' || *s == '-');
	size_t len = strspn(digits, "0123456789");

	if (!len || digits[len])
		return false;
	if (!str_to_int(digits, 0, huge, out))
		*out = huge;
	if (*s == '-')
		*out = -*out;
	return true;
}

/* Whether value has become 10 * value + digit; else it is as large as can be.
 */
static bool
append_digit(int64_t *value, int digit)
{
	if (!__builtin_mul_overflow(*value, 10, value) &&
	    !__builtin_add_overflow(*value, digit, value))
		return true;
	*value = INT64_MAX;
	return false;
}

/* The value of n digits, of which the first stands for 10^place; a dot among
 * them is not counted. False when one that is not 0 stands behind the point. */
static bool
read_digits(const char *s, size_t n, int64_t place, int64_t *out)
{
	bool fits = true;

	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.')
			continue;
		if (place < 0 && s[i] != '0')
			return false;
		if (place >= 0 && fits)
			fits = append_digit(out, s[i] - '0');
		place--;
	}
	while (place-- >= 0 && fits && *out)
		fits = append_digit(out, 0);
	return true;
}

bool
str_to_whole(const char *s, int64_t *out)
{
	bool is_negative = *s == '-';
	int64_t exponent = 0;
	size_t whole, len;

	s += is_negative;
	len = whole = strspn(s, "0123456789");
	if (!whole)
		return false;
	if (s[len] == '.') {
		len += 1 + strspn(s + len + 1, "0123456789");
		if (len == whole + 1)
			return false;
	}
	if (s[len] == 'e' || s[len] == 'E') {
		if (!read_exponent(s + len + 1, &exponent))
			return false;
	} else if (s[len]) {
		return false;
	}
	if (!read_digits(s, len, (int64_t)whole - 1 + exponent, out))
		return false;
	if (is_negative)
		*out = *out == INT64_MAX ? INT64_MIN : -*out;
	return true;
}

size_t
str_utf8_sequence(const char *text, size_t left)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned char lo = 0x80, hi = 0xbf;
	size_t n;

	if (s[0] == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (n > left)
		return 0;
	if (s[0] == 0xe0)
		lo = 0xa0;
	else if (s[0] == 0xed)
		hi = 0x9f;
	else if (s[0] == 0xf0)
		lo = 0x90;
	else if (s[0] == 0xf4)
		hi = 0x8f;
	if (s[1] < lo || s[1] > hi)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

bool
str_is_utf8(const char *s, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = str_utf8_sequence(s + i, len - i);
		if (n == 0)
			return false;
	}
	return true;
}

void
str_utf8_trim(char *s)
{
	size_t len = strlen(s), start = len;

	while (start && len - start < 4 && (s[start - 1] & 0xc0) == 0x80)
		start--; /* over continuation bytes */
	if (start && (s[start - 1] & 0xc0) == 0xc0 &&
	    str_utf8_sequence(s + start - 1, len - start + 1) !=
		len - start + 1)
		s[start - 1] = '\0';
}

size_t
str_utf8_len(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
str_percent_decode(
    const char *s, size_t len, bool plus_is_space, char *out, size_t *out_len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (c == '%') {
			int hi = len - i > 2 ? hex_digit(s[i + 1]) : -1;
			int lo = len - i > 2 ? hex_digit(s[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return false;
			c = (char)(hi << 4 | lo);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	*out_len = n;
	return true;
}

void
str_lower(char *s)
{
	for (; *s; s++)
		*s = lower(*s);
}
