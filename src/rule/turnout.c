#include "rule/turnout.h"

#include "base/banned.h"

struct opt_int
rule_turnout_percent(int64_t seats, int64_t arrived)
{
	int64_t percent = seats > 0 ? arrived * 100 / seats : 0;

	if (percent > 100)
		percent = 100;
	return (struct opt_int){ arrived > 0 && seats > 0,
		percent > 0 ? percent : 1 };
}

struct opt_int
rule_turnout_extra(struct opt_int capacity, struct opt_int percent)
{
	struct opt_int extra = { .set = capacity.set && percent.set };

	if (!extra.set)
		return extra;
	extra.v = capacity.v * 100 / percent.v - capacity.v;
	if (extra.v > capacity.v)
		extra.v = capacity.v;
	return extra;
}
