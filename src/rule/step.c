#include "rule/step.h"

#include "base/banned.h"

bool
rule_step_is_order(const uint64_t *after, size_t n)
{
	uint64_t done = 0, before;

	do {
		before = done;
		for (size_t i = 0; i < n; i++)
			if (!(after[i] & ~done))
				done |= UINT64_C(1) << i;
	} while (done != before);
	return done == (UINT64_C(1) << n) - 1;
}
