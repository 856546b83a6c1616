/*
 * What lists take: arrays of an input, as the JSON text that a column holds,
 * and the times between which a list of events lies.
 */
#ifndef API_LIST_H
#define API_LIST_H

#include "base/arena.h"
#include "base/opt.h"
#include "check/check.h"

/* ["a","b"], in arena. */
const char *api_list_texts(struct arena *arena, struct check_texts list);
/* The same of ids. */
const char *api_list_uuids(struct arena *arena, struct check_uuids list);
/* The same of numbers. */
const char *api_list_ints(struct arena *arena, struct check_ints list);

/* From what time on: since ever, where none was given. */
int64_t api_list_from(struct opt_time from);
/* Before what time: for ever, where none was given. */
int64_t api_list_to(struct opt_time to);

#endif
