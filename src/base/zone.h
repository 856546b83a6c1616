/*
 * A time zone: when its clocks differ from UTC, and by how much.
 *
 * Two kinds of time meet here. An instant is microseconds since 1970 in UTC, as
 * everywhere (base/clock.h). A wall time is what a clock on a wall of that zone
 * shows, as microseconds since 1970 as if that clock were UTC's.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/zone_rule.h"

/* The largest file of the IANA database has some 240. */
enum { ZONE_CHANGES_MAX = 512 };

/* From an instant on clocks are so far east of UTC. */
struct zone_change {
	int64_t at_s;
	int32_t before_s, after_s; /* seconds east of UTC */
};

/* All zeros is UTC. */
struct zone {
	int32_t first_s; /* the offset before all changes */
	bool has_rule;	 /* what holds after the last change; else its
			    offset does for ever */
	struct zone_rule rule;
	size_t n;
	int64_t at_s[ZONE_CHANGES_MAX];	   /* ascending */
	int32_t after_s[ZONE_CHANGES_MAX]; /* the offset from at_s[i] on */
};

/* The first change after an instant; false when there is none. What the
 * database lists as a change and leaves the offset as it was is none. */
bool zone_next_change(
    const struct zone *z, int64_t after_s, struct zone_change *out);

/* How far clocks are east of UTC at an instant, in seconds. */
int32_t zone_offset_s(const struct zone *z, int64_t us);
/* What clocks show at an instant. */
int64_t zone_to_wall(const struct zone *z, int64_t us);
/*
 * When clocks show that. A wall time that occurs twice, since clocks are set
 * back, is the first of the two; one that does not occur, since they are set
 * forward, is read with the offset before that change (RFC 5545, 3.3.5): 02:30
 * is then 03:30.
 */
int64_t zone_to_instant(const struct zone *z, int64_t wall_us);
/* Whether clocks show at another instant, too, what they show at this one. */
bool zone_is_repeated(const struct zone *z, int64_t us);

#endif
