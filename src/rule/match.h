/*
 * How well two people suit each other, or a person what others do.
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

/* dot: what two like, multiplied; n2: what one likes by itself, not 0. */
double rule_match_cosine(uint64_t dot, uint64_t n2, uint64_t n2_other);

/* dot: what they like, multiplied; n2: what one likes by itself; common: half
 * hours of the week in which both are free; shared: groups that both are in.
 * Neither n2 is 0. */
struct rule_match_parts rule_match_parts(
    uint64_t dot, uint64_t n2, uint64_t n2_other, int common, int64_t shared);

/* What all of it comes to, 0 to 1. */
double rule_match_score(const struct rule_match_parts *parts);

/* How well something suits a person that others do together: cosine of what
 * they like and what it is about; free: of its half hours, of which there are
 * some, those in which they are free. 0 to 1. */
double rule_match_score_of_thing(double cosine, int free, int half_hours);

/* So many things are learned of a person. */
enum { RULE_MATCH_LEARNED_TERMS = 30 };

/* How much somebody is seen to like something that they came to once more, who
 * liked it so much: by 10 more, up to 40. */
int64_t rule_match_learned(int64_t weight);

/* What is left of that so long after, in microseconds: half in sixty days; in
 * the end 0. */
int64_t rule_match_faded(int64_t weight, int64_t age_us);

#endif
