/*
 * Blocks in a list; the oldest survives a reset, unless it was made for one
 * large piece, so that an ordinary request never calls malloc.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/bug.h"
#include "base/log.h"

#include "base/banned.h"

enum { FIRST_BLOCK = 64 * 1024, ALIGN = alignof(max_align_t) };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena_deferred {
	struct arena_deferred *next;
	arena_defer_fn fn;
	void *handle;
};

NO_RETURN static void
out_of_memory(size_t wanted, size_t used, size_t cap)
{
	log_error("memory: a request wants %zu bytes more, has %zu of %zu",
	    wanted, used, cap);
	exit(EX_OSERR);
}

static struct arena_block *
new_block(struct arena *a, size_t size)
{
	struct arena_block *b = malloc(sizeof(*b) + size);

	if (!b)
		out_of_memory(size, a->used, a->cap);
	b->next = a->blocks;
	b->size = size;
	b->used = 0;
	a->blocks = b;
	return b;
}

void
arena_init(struct arena *a, size_t cap)
{
	*a = (struct arena){ .cap = cap };
}

void
arena_reset(struct arena *a)
{
	while (a->deferred) {
		struct arena_deferred *d = a->deferred;

		a->deferred = d->next;
		d->fn(d->handle);
	}
#ifdef ARENA_MALLOC
	while (a->blocks) {
#else
	while (
	    a->blocks && (a->blocks->next || a->blocks->size > FIRST_BLOCK)) {
#endif
		struct arena_block *b = a->blocks;

		a->blocks = b->next;
		free(b);
	}
	if (a->blocks)
		a->blocks->used = 0;
	a->used = 0;
}

void
arena_release(struct arena *a)
{
	arena_reset(a);
	free(a->blocks);
	a->blocks = NULL;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->blocks;
	size_t rounded;
	void *p;

	if (size > a->cap || a->used > a->cap - size)
		out_of_memory(size, a->used, a->cap);
	rounded = (size + !size + ALIGN - 1) / ALIGN * ALIGN;
#ifdef ARENA_MALLOC
	b = new_block(a, size + !size);
	b->size = b->used = 0;
	a->used += rounded;
	return memset(b->bytes, 0, size + !size);
#endif
	if (!b || b->size - b->used < rounded)
		b = new_block(a, rounded > FIRST_BLOCK ? rounded : FIRST_BLOCK);
	p = b->bytes + b->used;
	b->used += rounded;
	a->used += rounded;
	return memset(p, 0, rounded);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	bug_if(__builtin_mul_overflow(n, size, &bytes));
	return arena_alloc(a, bytes);
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	return len ? memcpy(copy, s, len) : copy;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *s;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	bug_if(len < 0);
	s = arena_alloc(a, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(s, (size_t)len + 1, format, args);
	va_end(args);
	return s;
}

void
arena_defer(struct arena *a, arena_defer_fn fn, void *handle)
{
	struct arena_deferred *d = arena_new(a, struct arena_deferred);

	*d = (struct arena_deferred){ a->deferred, fn, handle };
	a->deferred = d;
}
