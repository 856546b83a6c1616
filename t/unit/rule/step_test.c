/*
 * Orders of steps, against trying all of them.
 */
#include "rule/step.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/banned.h"

enum { STEPS = 6, GRAPHS = 20000 };

/* Whether those that are left can be done, one after the other. */
static bool
can_be_done(const uint64_t *after, size_t n, uint64_t done)
{
	if (done == (UINT64_C(1) << n) - 1)
		return true;
	for (size_t i = 0; i < n; i++)
		if (!(done >> i & 1) && !(after[i] & ~done) &&
		    can_be_done(after, n, done | UINT64_C(1) << i))
			return true;
	return false;
}

Test(rule_step, an_order_is_found_where_there_is_one)
{
	unsigned seed = 1;
	int orders = 0;

	for (int graph = 0; graph < GRAPHS; graph++) {
		size_t n = 1 + (size_t)rand_r(&seed) % STEPS;
		uint64_t after[STEPS];

		for (size_t i = 0; i < n; i++)
			after[i] = rand_r(&seed) & rand_r(&seed) &
				   ((UINT64_C(1) << n) - 1);
		cr_assert(
		    rule_step_is_order(after, n) == can_be_done(after, n, 0));
		orders += rule_step_is_order(after, n);
	}
	cr_expect(
	    orders > GRAPHS / 10 && orders < GRAPHS * 9 / 10, "%d", orders);
}

Test(rule_step, as_many_as_there_may_be_have_one)
{
	uint64_t after[RULE_STEPS_MAX] = { 0 };

	for (size_t i = 0; i + 1 < RULE_STEPS_MAX; i++)
		after[i] = UINT64_C(1) << (i + 1);
	cr_expect(rule_step_is_order(after, RULE_STEPS_MAX));
	after[RULE_STEPS_MAX - 1] = 1;
	cr_expect(!rule_step_is_order(after, RULE_STEPS_MAX));
	cr_expect(rule_step_is_order(after, 0));
}
