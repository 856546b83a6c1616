/*
 * How well two people suit each other, and which of them make groups.
 */
#ifndef RULE_MATCH_H
#define RULE_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Each from 0 to 1. */
struct rule_match_parts {
	double interests; /* the cosine of the angle between what they like:
			     Salton, Wong, Yang, CACM 18 (1975) */
	double free_time, groups;
};

/* dot: what they like, multiplied; n2: what one likes by itself; common: half
 * hours of the week in which both are free; shared: groups that both are in.
 * Neither n2 is 0. */
struct rule_match_parts rule_match_parts(
    uint64_t dot, uint64_t n2, uint64_t n2_other, int common, int64_t shared);

/* What all of it comes to, 0 to 1. */
double rule_match_score(const struct rule_match_parts *parts);

#endif
