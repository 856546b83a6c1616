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

static int64_t
free_of(const struct rule_seats_type *type)
{
	return type && type->capacity.set ? type->capacity.v - type->taken
					  : INT64_MAX;
}

static bool
is_kept_in(
    const struct rule_seats_walk *walk, const struct rule_seats_type *type)
{
	return type && type->passes &&
	       type->most_passed + walk->given >= RULE_SEATS_PASSES_MAX;
}

static void
give(struct rule_seats_walk *walk, struct rule_seats_type *type, int64_t size)
{
	walk->taken += size;
	walk->most_passed++; /* all those before it once more */
	walk->given++;
	if (type)
		type->taken += size;
}

/* It waits, and is before those behind it. */
static void
pass(struct rule_seats_walk *walk, const struct rule_seats_party *party)
{
	if (!walk->passes || party->passed > walk->most_passed)
		walk->most_passed = party->passed;
	walk->passes = true;
}

static void
pass_in(const struct rule_seats_walk *walk, struct rule_seats_type *type,
    const struct rule_seats_party *party)
{
	int64_t passed = party->passed - walk->given;

	if (!type->passes || passed > type->most_passed)
		type->most_passed = passed;
	type->passes = true;
}

enum rule_seats_turn
rule_seats_next_of(struct rule_seats_walk *walk, struct rule_seats_type *type,
    const struct rule_seats_party *party)
{
	bool fits_type = party->size <= free_of(type);
	bool fits = party->size <= rule_seats_free(walk);

	if (walk->passes && walk->most_passed >= RULE_SEATS_PASSES_MAX)
		return RULE_SEATS_KEPT;
	if (is_kept_in(walk, type))
		return RULE_SEATS_WAITS;
	if (fits && fits_type) {
		give(walk, type, party->size);
		return RULE_SEATS_GIVEN;
	}
	if (!rule_seats_could_hold(walk->capacity, party->size) ||
	    (type && !rule_seats_could_hold(type->capacity, party->size)))
		return RULE_SEATS_WAITS;
	if (!fits)
		pass(walk, party);
	else
		pass_in(walk, type, party);
	return RULE_SEATS_WAITS;
}

enum rule_seats_turn
rule_seats_next(
    struct rule_seats_walk *walk, const struct rule_seats_party *party)
{
	return rule_seats_next_of(walk, NULL, party);
}
