/*
 * Ids as queries take several of them.
 */
#ifndef JSON_IDS_H
#define JSON_IDS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/uuid.h"

enum { JSON_ID_BYTES = UUID_TEXT_SIZE + 2 }; /* one, in quotes, and a comma */

/* ["…","…"] in the arena, of n things of a size, an array, each of which has
 * its struct uuid at a place. */
const char *json_ids(
    struct arena *arena, const void *things, size_t size, size_t at, size_t n);
/* The same of things, a pointer, by the member that has it. */
#define JSON_IDS(arena, things, member, n)         \
	json_ids(arena, things, sizeof(*(things)), \
	    offsetof(__typeof__(*(things)), member), n)

#endif
