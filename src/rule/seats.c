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

bool
rule_seats_could_hold(struct opt_int capacity, int64_t size)
{
	return !capacity.set || size <= capacity.v;
}

int64_t
rule_seats_free(const struct rule_seats_walk *walk)
{
	return walk->capacity.set ? walk->capacity.v - walk->taken : INT64_MAX;
}

enum rule_seats_turn
rule_seats_next(
    struct rule_seats_walk *walk, const struct rule_seats_party *party)
{
	if (walk->passes && walk->most_passed >= RULE_SEATS_PASSES_MAX)
		return RULE_SEATS_KEPT;
	if (party->size <= rule_seats_free(walk)) {
		walk->taken += party->size;
		walk->most_passed++; /* all those before it once more */
		return RULE_SEATS_GIVEN;
	}
	if (!rule_seats_could_hold(walk->capacity, party->size))
		return RULE_SEATS_WAITS;
	if (!walk->passes || party->passed > walk->most_passed)
		walk->most_passed = party->passed;
	walk->passes = true;
	return RULE_SEATS_WAITS;
}
