/*
 * The arithmetic is in this order, in double: others that do the same come to
 * the same bits.
 */
#include "rule/match.h"

#include <math.h>

#include "base/clock.h"

#include "base/banned.h"

/* Ten hours of a week and three groups are as good as more. */
enum { ENOUGH_TIME = 20, ENOUGH_GROUPS = 3 };

enum { LEARNED_STEP = 10, LEARNED_MAX = 40, HALF_LIFE_DAYS = 60 };

static double
of_enough(int64_t n, int64_t enough)
{
	return (double)(n < enough ? n : enough) / (double)enough;
}

double
rule_match_cosine(uint64_t dot, uint64_t n2, uint64_t n2_other)
{
	return (double)dot / sqrt((double)(n2 * n2_other));
}

struct rule_match_parts
rule_match_parts(
    uint64_t dot, uint64_t n2, uint64_t n2_other, int common, int64_t shared)
{
	return (struct rule_match_parts){
		.interests = rule_match_cosine(dot, n2, n2_other),
		.free_time = of_enough(common, ENOUGH_TIME),
		.groups = of_enough(shared, ENOUGH_GROUPS),
	};
}

double
rule_match_score(const struct rule_match_parts *parts)
{
	return 0.6 * parts->interests + 0.3 * parts->free_time +
	       0.1 * parts->groups;
}

double
rule_match_score_of_thing(double cosine, int free, int half_hours)
{
	return 0.7 * cosine + 0.3 * ((double)free / (double)half_hours);
}

int64_t
rule_match_learned(int64_t weight)
{
	return weight + LEARNED_STEP < LEARNED_MAX ? weight + LEARNED_STEP
						   : LEARNED_MAX;
}

int64_t
rule_match_faded(int64_t weight, int64_t age_us)
{
	double half_lives = (double)age_us /
			    ((double)HALF_LIFE_DAYS * CLOCK_DAY_US);

	return llround((double)weight * exp2(-fmax(half_lives, 0)));
}
