#include "rule/match.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

Test(rule_match, what_was_learned_grows_to_a_bound)
{
	int64_t weight = 0;

	for (int i = 1; i < 9; i++) {
		weight = rule_match_learned(weight);
		cr_expect(weight == (i < 4 ? i * 10 : 40));
	}
}

/* Half in sixty days, whenever somebody looks. */
Test(rule_match, what_was_learned_fades)
{
	static const struct {
		int64_t weight, days, left;
	} cases[] = { { 40, 0, 40 }, { 40, 1, 40 }, { 40, 60, 20 },
		{ 40, 120, 10 }, { 30, 30, 21 }, { 10, 240, 1 }, { 10, 300, 0 },
		{ 40, 40000, 0 }, { 40, -60, 40 } };

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(rule_match_faded(cases[i].weight,
			      cases[i].days * CLOCK_DAY_US) == cases[i].left,
		    "%zu", i);
}
