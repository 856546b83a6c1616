/*
 * A growing byte buffer with a mandatory maximum and a sticky error: write
 * without checking, then look at failed once. After a failure writes change
 * nothing. The text is terminated by buf_text.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"

struct buf {
	char *p;
	size_t len;
	size_t size; /* room; equal to len after a failure, so that no
			write fits */
	size_t max;  /* len never passes this */
	bool failed; /* something did not fit */
};

/* An empty buffer that never holds more than max bytes; owns no memory yet. */
void buf_init(struct buf *b, size_t max);
/* Frees the memory; the buffer can be used again. */
void buf_release(struct buf *b);
/* Empties the buffer, keeps its memory, forgets the error. */
void buf_clear(struct buf *b);

/* Makes room for n more bytes; false (and failed) when that passes max. */
bool buf_reserve(struct buf *b, size_t n);

/* Appends len bytes, or none of them and failed. */
static inline void
buf_put(struct buf *b, const void *p, size_t len)
{
	if (len == 0 || (b->size - b->len < len && !buf_reserve(b, len)))
		return;
	memcpy(b->p + b->len, p, len);
	b->len += len;
}

/* Appends one byte. */
static inline void
buf_char(struct buf *b, char c)
{
	if (b->size == b->len && !buf_reserve(b, 1))
		return;
	b->p[b->len++] = c;
}

/* Appends s without its terminator. */
static inline void
buf_str(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

/* A string literal; its length is known to the compiler. */
#define buf_lit(b, literal) buf_put((b), "" literal, sizeof(literal) - 1)

/* Appends v in decimal. */
void buf_int(struct buf *b, int64_t v);
/* Appends what the format makes, whole or not at all. */
void buf_printf(struct buf *b, const char *format, ...) FORMAT_LIKE(2, 3);
/* The same with the arguments as a list. */
void buf_vprintf(struct buf *b, const char *format, va_list args)
    FORMAT_LIKE(2, 0);
/* The content as text, terminated (the terminator is not part of len); ""
 * when the buffer failed. Valid until the next write. */
const char *buf_text(struct buf *b);

#endif
