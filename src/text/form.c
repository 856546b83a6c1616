/*
 * Normal forms by libutf8proc, in memory of the caller's or the arena's.
 */
#include "text/form.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "base/bug.h"
#include "base/str.h"
#include "text/point.h"

#include "base/banned.h"

enum { OPAQUE_MAX = 4096 }; /* code points of a password */

static const utf8proc_option_t composed = UTF8PROC_STABLE | UTF8PROC_COMPOSE;

/* Terminated; false when it is longer than size. */
static bool
write_points(const int32_t *points, size_t n, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		char c[4];
		size_t c_len = text_put(c, points[i]);

		if (len + c_len >= size)
			return false;
		memcpy(out + len, c, c_len);
		len += c_len;
	}
	out[len] = '\0';
	return true;
}

bool
text_opaque(const char *s, char *out, size_t size)
{
	int32_t points[OPAQUE_MAX];
	utf8proc_ssize_t n;
	bool fits;

	n = utf8proc_decompose((const utf8proc_uint8_t *)s, 0, points,
	    OPAQUE_MAX, UTF8PROC_NULLTERM | composed);
	fits = n > 0 && n <= OPAQUE_MAX;
	if (fits) {
		n = utf8proc_normalize_utf32(points, n, composed);
		for (utf8proc_ssize_t i = 0; i < n; i++)
			if (text_kind(points[i]) == TEXT_SPACE)
				points[i] = ' ';
		fits = write_points(points, (size_t)n, out, size);
	}
	if (!fits)
		*out = '\0';
	explicit_bzero(points, sizeof(points));
	return fits;
}

/* Accents, and the points of Hebrew and Arabic: by their combining class, which
 * leaves the marks that make another letter (the two dots of Kana, the signs of
 * Indian and Thai vowels) where they are. */
static bool
is_accent(int32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property(c);

	return (p->combining_class >= 10 && p->combining_class <= 36) ||
	       p->combining_class >= 200 || p->category == UTF8PROC_CATEGORY_ME;
}

/* What c is for those whose keyboard lacks it; Unicode does not take these
 * letters apart. NULL: itself. */
static const char *
plain_letter(int32_t c)
{
	static const struct {
		int32_t c;
		const char *plain;
	} letters[] = { { 0xe6, "ae" }, { 0xf0, "d" }, { 0xf8, "o" },
		{ 0xfe, "th" }, { 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" },
		{ 0x142, "l" }, { 0x153, "oe" }, { 0x167, "t" } };

	for (size_t i = 0; i < N_OF(letters); i++)
		if (c == letters[i].c)
			return letters[i].plain;
	return NULL;
}

/* Drops accents and makes letters plain; out has room for twice n. How many
 * points it has then. */
static size_t
simplify(const int32_t *points, size_t n, int32_t *out)
{
	size_t n_out = 0;

	for (size_t i = 0; i < n; i++) {
		const char *plain = plain_letter(points[i]);

		while (plain && *plain)
			out[n_out++] = *plain++;
		if (!plain && !is_accent(points[i]))
			out[n_out++] = points[i];
	}
	return n_out;
}

const char *
text_fold(struct arena *arena, const char *s)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
				      UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
				      UTF8PROC_IGNORE;
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t len = (utf8proc_ssize_t)strlen(s);
	utf8proc_ssize_t n = utf8proc_decompose(bytes, len, NULL, 0, how);
	int32_t *points, *simple;
	size_t size;
	char *out;

	bug_if(n < 0);
	points = arena_array(arena, (size_t)n + 1, sizeof(*points));
	simple = arena_array(arena, 2 * (size_t)n + 1, sizeof(*simple));
	n = utf8proc_decompose(bytes, len, points, n, how);
	n = (utf8proc_ssize_t)simplify(points, (size_t)n, simple);
	n = utf8proc_normalize_utf32(simple, n, composed);
	size = 4 * (size_t)n + 1;
	out = arena_alloc(arena, size);
	bug_if(!write_points(simple, (size_t)n, out, size));
	return out;
}
