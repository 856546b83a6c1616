/*
 * What json-c does not tell about a text: the line of an offset, and whether
 * an object has the same key twice (json-c keeps the last one in silence, and
 * an operation would be lost).
 */
#ifndef GEN_CONTRACT_KEYS_H
#define GEN_CONTRACT_KEYS_H

#include <stddef.h>

#include "base/arena.h"

/* The line, from 1, in which the offset lies. */
unsigned contract_keys_line(const char *text, size_t offset);
/* The second of two equal keys in text, which must be well-formed JSON; NULL
 * when there is none. */
const char *contract_keys_duplicate(struct arena *arena, const char *text);

#endif
