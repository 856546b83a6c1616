/*
 * Dates of a series keep who answered them when its rule changes.
 */
#include "rule/series_pair.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"

#include "base/banned.h"

enum { N_MAX = 8 };

#define DAY(n, hours) ((n)*CLOCK_DAY_US + (hours)*CLOCK_HOUR_US)

/* Dates as days * 100 + hours, which end with 0; then what each becomes. */
static const struct {
	char what[40];
	int was[N_MAX], fixed, is[N_MAX], days, becomes[N_MAX];
} cases[] = {
	{ "an hour later", { 118, 818, 1518 }, 0, { 119, 819, 1519 }, 0,
	    { 119, 819, 1519 } },
	{ "the next day", { 118, 818, 1518 }, 0, { 218, 918, 1618 }, 1,
	    { 218, 918, 1618 } },
	{ "twice as often", { 118, 818 }, 0, { 118, 418, 818, 1118 }, 0,
	    { 118, 818 } },
	{ "half as often", { 118, 818, 1518 }, 0, { 118, 1518 }, 0,
	    { 118, 0, 1518 } },
	{ "two of a day, in order", { 110, 118, 210, 218 }, 0,
	    { 111, 119, 211, 219 }, 0, { 111, 119, 211, 219 } },
	{ "two of a day, of which one stays", { 110, 118 }, 0, { 118, 120 }, 0,
	    { 120, 118 } },
	{ "what has begun", { 118, 818 }, 1, { 119, 819 }, 0, { 0, 819 } },
	{ "what has begun and is the same", { 118, 818 }, 1, { 118, 819 }, 0,
	    { 118, 819 } },
	{ "other days", { 118, 818 }, 0, { 318, 1018 }, 0, { 0, 0 } },
};

static size_t
fill(const int *from, int64_t *walls)
{
	size_t n = 0;

	for (; n < N_MAX && from[n]; n++)
		walls[n] = DAY(from[n] / 100, from[n] % 100);
	return n;
}

Test(rule_series_pair, dates_pair_up_by_day_in_order)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t was[N_MAX], is[N_MAX];
		struct rule_series_date dates[N_MAX];
		size_t n = fill(cases[i].was, was), n_taken = 0;
		struct rule_recurrence_dates to = { fill(cases[i].is, is), is };
		bool is_taken[N_MAX];

		for (size_t k = 0; k < n; k++)
			dates[k] = (struct rule_series_date){ .wall_us = was[k],
				.is_fixed = (int)k < cases[i].fixed };
		rule_series_pair(dates, n, cases[i].days, &to, is_taken);
		for (size_t k = 0; k < n; k++) {
			int want = cases[i].becomes[k];

			if (!want) {
				cr_expect(
				    eq(sz, dates[k].becomes, RULE_SERIES_NONE),
				    "%s %zu", cases[i].what, k);
				continue;
			}
			cr_assert(lt(sz, dates[k].becomes, to.n), "%s %zu",
			    cases[i].what, k);
			cr_expect(eq(i64, is[dates[k].becomes],
				      DAY(want / 100, want % 100)),
			    "%s %zu", cases[i].what, k);
			cr_expect(is_taken[dates[k].becomes]);
		}
		for (size_t k = 0; k < to.n; k++)
			n_taken += is_taken[k];
		for (size_t k = 0; k < n; k++)
			n_taken -= dates[k].becomes != RULE_SERIES_NONE;
		cr_expect(eq(sz, n_taken, 0));
	}
}

Test(rule_series_pair, a_start_takes_dates_along_but_not_to_another_date)
{
	struct rule_series_date weekly[] = { { .wall_us = DAY(1, 18) },
		{ .wall_us = DAY(8, 18) } };

	cr_expect(
	    eq(i64, rule_series_days(weekly, 2, DAY(1, 18), DAY(1, 19)), 0));
	cr_expect(
	    eq(i64, rule_series_days(weekly, 2, DAY(1, 23), DAY(2, 1)), 1));
	cr_expect(
	    eq(i64, rule_series_days(weekly, 2, DAY(1, 1), DAY(0, 23)), -1));
	cr_expect(
	    eq(i64, rule_series_days(weekly, 2, DAY(1, 18), DAY(3, 18)), 2));
	cr_expect(
	    eq(i64, rule_series_days(weekly, 2, DAY(1, 18), DAY(8, 19)), 0));
}
