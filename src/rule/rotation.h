/*
 * Whose turn it is: whoever has done least, of those who are free.
 *
 * So nobody has ever done more than somebody else by more than one run, the
 * longest one (R. L. Graham, Bounds on multiprocessing timing anomalies, SIAM
 * J. Appl. Math. 17, 1969), as long as all are free.
 */
#ifndef RULE_ROTATION_H
#define RULE_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULE_ROTATION_NONE SIZE_MAX

/* Somebody who takes turns. */
struct rule_rotation_member {
	int64_t minutes; /* what they have done and are to do */
	int64_t last_us; /* when their last run begins; INT64_MIN: they have
			    none */
	bool is_free, is_taken; /* of the run in question */
};

/*
 * Who of n is next: of those who are free the one with the fewest minutes, of
 * these the one whose last run is longest ago, of these the first. When nobody
 * is free, the same of all (*is_conflict). RULE_ROTATION_NONE when all are
 * taken.
 */
size_t rule_rotation_next(
    const struct rule_rotation_member *members, size_t n, bool *is_conflict);

/* What a newcomer counts as having done: the least of the others, or they would
 * do everything at first. */
int64_t rule_rotation_credit(
    const struct rule_rotation_member *others, size_t n);

#endif
