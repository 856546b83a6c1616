/*
 * Of a TIFF the first directory alone is read, and in it one tag.
 */
#include "image/exif.h"

#include <stdint.h>
#include <string.h>

#include "base/banned.h"

enum { ENTRY = 12, ENTRIES_MAX = 512, ORIENTATION = 0x0112, SHORT = 3 };

struct tiff {
	const unsigned char *p;
	size_t len;
	bool is_little;
};

/* 0 behind the end. */
static uint32_t
number(const struct tiff *t, size_t at, size_t size)
{
	uint32_t n = 0;

	if (at > t->len || t->len - at < size)
		return 0;
	for (size_t i = 0; i < size; i++)
		n = n << 8 | t->p[at + (t->is_little ? size - 1 - i : i)];
	return n;
}

static uint32_t
find(const struct tiff *t)
{
	size_t at = number(t, 4, 4), n = number(t, at, 2);

	for (size_t i = 0; i < n && i < ENTRIES_MAX; i++) {
		size_t entry = at + 2 + i * ENTRY;

		if (number(t, entry, 2) == ORIENTATION &&
		    number(t, entry + 2, 2) == SHORT)
			return number(t, entry + 8, 2);
	}
	return 0;
}

int
image_exif_orientation(struct bytes block)
{
	static const char mark[] = "Exif\0"; /* and one more */
	struct tiff t;
	uint32_t n;

	if (block.len < sizeof(mark) + 2 ||
	    memcmp(block.p, mark, sizeof(mark)) != 0)
		return 1;
	t.p = (const unsigned char *)block.p + sizeof(mark);
	t.len = block.len - sizeof(mark);
	t.is_little = memcmp(t.p, "II", 2) == 0;
	n = find(&t);
	return n >= 1 && n <= 8 ? (int)n : 1;
}
