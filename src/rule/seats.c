/*
 * Who is next. A small party may use seats that a larger one in front cannot,
 * but only so often, so that the larger one is not left waiting for ever.
 */
#include "rule/seats.h"

#include "base/banned.h"

size_t
rule_seats_next(struct opt_int free_seats,
    const struct rule_seats_party *waiting, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!free_seats.set || waiting[i].size <= free_seats.v)
			return i;
		if (waiting[i].passed >= RULE_SEATS_PASSES_MAX)
			break;
	}
	return RULE_SEATS_NOBODY;
}
