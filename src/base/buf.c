/*
 * Growth and formatting of struct buf; the small writes are inline.
 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

enum { SMALLEST = 256 };

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_release(struct buf *b)
{
	free(b->p);
	buf_init(b, b->max);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

static bool
fail(struct buf *b)
{
	b->failed = true;
	b->size = b->len;
	return false;
}

bool
buf_reserve(struct buf *b, size_t n)
{
	size_t size = b->size;
	char *p;

	if (b->failed || n > b->max || b->len > b->max - n)
		return fail(b);
	if (b->p && size - b->len >= n)
		return true;
	while (size < b->len + n || size < SMALLEST)
		size = size ? size * 2 : SMALLEST;
	if (size > b->max)
		size = b->max; /* so that the inline writes need one check */
	p = realloc(b->p, size + 1); /* room for a terminator, always */
	if (!p)
		return fail(b);
	b->p = p;
	b->size = size;
	return true;
}

void
buf_int(struct buf *b, int64_t v)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		*--p = '-';
	buf_put(b, p, (size_t)(digits + sizeof(digits) - p));
}

void
buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0) {
		fail(b);
		return;
	}
	if (!buf_reserve(b, (size_t)len))
		return;
	vsnprintf(b->p + b->len, (size_t)len + 1, format, args);
	b->len += (size_t)len;
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

const char *
buf_text(struct buf *b)
{
	if (b->failed || !b->p)
		return "";
	b->p[b->len] = '\0';
	return b->p;
}
