/*
 * Who is next. A small party may use seats that a larger one in front cannot,
 * but only so often, so that the larger one is not left waiting for ever.
 */
#include "rule/seats.h"

#include "base/banned.h"

bool
rule_seats_are_free(
    struct opt_int capacity, int64_t taken, int64_t waiting, int64_t seats)
{
	return waiting == 0 && (!capacity.set || taken + seats <= capacity.v);
}

size_t
rule_seats_next(struct opt_int capacity, int64_t taken,
    const struct rule_seats_party *waiting, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!capacity.set || taken + waiting[i].size <= capacity.v)
			return i;
		if (waiting[i].passed >= RULE_SEATS_PASSES_MAX &&
		    waiting[i].size <= capacity.v)
			return RULE_SEATS_KEPT;
	}
	return RULE_SEATS_NOBODY;
}
