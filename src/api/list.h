/*
 * Arrays of an input as the JSON text that a column holds.
 */
#ifndef API_LIST_H
#define API_LIST_H

#include "base/arena.h"
#include "check/check.h"

/* ["a","b"], in arena. */
const char *api_list_texts(struct arena *arena, struct check_texts list);
/* The same of ids. */
const char *api_list_uuids(struct arena *arena, struct check_uuids list);

#endif
