/*
 * Parts of a recurrence set: what is left of it from a date on, and what was
 * before. Each is a set of its own, whose dates are those of the whole in that
 * part of time.
 */
#ifndef RULE_RECURRENCE_PART_H
#define RULE_RECURRENCE_PART_H

#include "base/arena.h"
#include "rule/recurrence.h"

/*
 * The dates from a wall time on; false when there are none. Its start is the
 * first of its rule, of COUNT it has what is left, and what the rule has left
 * is looked for within RULE_RECURRENCE_YEARS. Where that start could not begin
 * a series (a date beside the rule comes before it, or only one date is left)
 * the date before is the start, and left out. Lives in the arena, but the zone.
 */
MUST_CHECK bool rule_recurrence_since(struct arena *arena,
    const struct rule_recurrence_set *set, int64_t wall_us,
    struct rule_recurrence_set *out);

/* The dates before a wall time, of which the start is one: the rule has COUNT
 * or UNTIL, which is a second earlier, or a day when the set is of whole days.
 */
void rule_recurrence_before(struct arena *arena,
    const struct rule_recurrence_set *set, int64_t wall_us,
    struct rule_recurrence_set *out);

/* The whole by so much later on the wall. What the rule says of days stays; an
 * UNTIL that is a day moves by whole days when by_us is made of them. */
void rule_recurrence_move(
    struct arena *arena, struct rule_recurrence_set *set, int64_t by_us);

#endif
