/*
 * The Cookie header (RFC 6265, section 5.4).
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "base/arena.h"

/* The value of the first cookie of that name, letter by letter, in the arena;
 * NULL when there is none. header may be NULL. */
const char *http_cookie_find(
    const char *header, const char *name, struct arena *arena);

#endif
