#include "rule/turnout.h"

#include <criterion/criterion.h>

#include "base/banned.h"

static const struct {
	int64_t seats, arrived, percent, capacity, extra; /* -1: not set */
} cases[] = {
	{ 0, 0, -1, 10, -1 },
	{ 10, 0, -1, 10, -1 },
	{ 0, 3, -1, 10, -1 }, /* all of them were let in all the same */
	{ 10, 8, 80, -1, -1 },
	{ 10, 8, 80, 10, 2 },
	{ 3, 2, 66, 100, 51 },
	{ 10, 12, 100, 10, 0 },
	{ 1000, 1, 1, 20, 20 },
};

static struct opt_int
of(int64_t n)
{
	return (struct opt_int){ n >= 0, n };
}

static int64_t
shown(struct opt_int n)
{
	return n.set ? n.v : -1;
}

Test(rule_turnout, follows_from_who_came_before)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct opt_int percent = rule_turnout_percent(
		    cases[i].seats, cases[i].arrived);

		cr_expect(shown(percent) == cases[i].percent, "percent %zu", i);
		cr_expect(shown(rule_turnout_extra(of(cases[i].capacity),
			      percent)) == cases[i].extra,
		    "extra %zu", i);
	}
}
