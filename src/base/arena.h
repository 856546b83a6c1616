/*
 * Memory of one request: taken piece by piece, given back all at once.
 *
 * An arena never returns NULL: past its cap, or when the system has no memory
 * left, the process logs one line and exits with EX_OSERR; the pool starts
 * another. Foreign handles are tied to it with arena_defer in the line after
 * they are made, and are released in reverse order by arena_reset.
 *
 * Configured with --enable-arena-malloc every allocation is a malloc of its
 * own, so that the address sanitizer sees each one's bounds.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"

struct arena_block;
struct arena_deferred;

struct arena {
	struct arena_block *blocks;	 /* newest first */
	struct arena_deferred *deferred; /* newest first */
	size_t used;			 /* bytes handed out since the reset */
	size_t cap;			 /* most that may be handed out */
};

typedef void (*arena_defer_fn)(void *);

/* An arena that hands out at most cap bytes between two resets. */
void arena_init(struct arena *a, size_t cap);
/* Runs what was deferred and takes all memory back. */
void arena_reset(struct arena *a);
/* arena_reset, and the arena's own memory returns to the system. */
void arena_release(struct arena *a);

/* size bytes, zeroed, aligned for any type; size 0 gives a unique pointer. */
void *arena_alloc(struct arena *a, size_t size)
    __attribute__((returns_nonnull, malloc, alloc_size(2)));
/* n elements of size bytes; the product is checked. */
void *arena_array(struct arena *a, size_t n, size_t size)
    __attribute__((returns_nonnull, malloc, alloc_size(2, 3)));
/* One zeroed type. */
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* A copy of s. */
char *arena_strdup(struct arena *a, const char *s)
    __attribute__((returns_nonnull));
/* A terminated copy of len bytes; of none, s may be NULL. */
char *arena_strndup(struct arena *a, const char *s, size_t len)
    __attribute__((returns_nonnull));
/* What the format makes, of any length that the cap allows. */
char *arena_printf(struct arena *a, const char *format, ...) FORMAT_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* fn(handle) runs at the next reset, after everything deferred later. */
void arena_defer(struct arena *a, arena_defer_fn fn, void *handle);

#endif
