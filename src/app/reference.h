/*
 * What people say when they pay.
 */
#ifndef APP_REFERENCE_H
#define APP_REFERENCE_H

#include "base/arena.h"

enum { APP_REFERENCE_LEN = 8 };

/* A new one: APP_REFERENCE_LEN characters that do not look alike (Crockford's
 * base 32), in the arena. */
const char *app_reference(struct arena *arena);

/* The same, of another length. */
const char *app_reference_of(struct arena *arena, size_t len);

#endif
