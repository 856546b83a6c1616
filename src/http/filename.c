/*
 * One pass over the characters of a name.
 */
#include "http/filename.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const char *
last_segment(const char *name)
{
	const char *last = name;

	for (const char *p = name; *p; p++)
		if (*p == '/' || *p == '\\')
			last = p + 1;
	return last;
}

/* C0 and C1 controls, DEL; U+202A to U+202E and U+2066 to U+2069. */
static bool
is_unfit(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	if (len == 1)
		return u[0] < 0x20 || u[0] == 0x7f;
	if (len == 2)
		return u[0] == 0xc2 && u[1] < 0xa0;
	return len == 3 && u[0] == 0xe2 &&
	       ((u[1] == 0x80 && u[2] >= 0xaa && u[2] <= 0xae) ||
		   (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9));
}

const char *
http_filename(struct arena *arena, const char *name)
{
	const char *p = last_segment(name);
	char *text = arena_alloc(arena, HTTP_FILENAME_MAX + 1);
	size_t len = 0, left, n;

	for (left = strlen(p); left; p += n, left -= n) {
		n = str_utf8_sequence(p, left);
		if (!n || len + n > HTTP_FILENAME_MAX)
			break;
		if (is_unfit(p, n) || (len == 0 && *p == '.'))
			continue;
		memcpy(text + len, p, n);
		len += n;
	}
	text[len] = '\0';
	return len ? text : "file";
}
