/*
 * Times that are taken, put together.
 */
#ifndef RULE_BUSY_H
#define RULE_BUSY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct rule_busy {
	int64_t start_us, end_us; /* the end comes after the start */
	bool is_tentative;
};

/*
 * What n times in any order make together, in the arena: ascending, none
 * touches the next of its kind, and what is certain is not tentative as well.
 * Returns how many there are.
 */
size_t rule_busy_unite(struct arena *arena, const struct rule_busy *v, size_t n,
    struct rule_busy **out);

#endif
