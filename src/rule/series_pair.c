/*
 * Two walks along both lists: no two dates of a series may be the same one, so
 * what is the same already is found first.
 */
#include "rule/series_pair.h"

#include "base/clock.h"

#include "base/banned.h"

static int64_t
day_of(int64_t wall_us)
{
	int64_t unused;

	return clock_split(wall_us, &unused);
}

int64_t
rule_series_days(const struct rule_series_date *dates, size_t n,
    int64_t start_us, int64_t new_start_us)
{
	int64_t by_us = new_start_us - start_us, day = day_of(new_start_us);

	if (by_us > -CLOCK_DAY_US && by_us < CLOCK_DAY_US)
		return day - day_of(start_us);
	for (size_t i = 0; i < n; i++)
		if (!dates[i].is_gone && day_of(dates[i].wall_us) == day)
			return 0;
	return day - day_of(start_us);
}

static void
pair(struct rule_series_date *date, size_t to, bool *is_taken)
{
	date->becomes = to;
	is_taken[to] = true;
}

static void
pair_same(struct rule_series_date *dates, size_t n,
    const struct rule_recurrence_dates *to, bool *is_taken)
{
	size_t j = 0;

	for (size_t i = 0; i < n; i++) {
		dates[i].becomes = RULE_SERIES_NONE;
		while (j < to->n && to->wall_us[j] < dates[i].wall_us)
			j++;
		if (j < to->n && to->wall_us[j] == dates[i].wall_us)
			pair(&dates[i], j, is_taken);
	}
}

void
rule_series_pair(struct rule_series_date *dates, size_t n, int64_t days,
    const struct rule_recurrence_dates *to, bool *is_taken)
{
	size_t i = 0, j = 0;

	for (size_t k = 0; k < to->n; k++)
		is_taken[k] = false;
	pair_same(dates, n, to, is_taken);
	while (i < n && j < to->n) {
		int64_t day = day_of(dates[i].wall_us) + days;

		if (dates[i].is_fixed || dates[i].is_gone ||
		    dates[i].becomes != RULE_SERIES_NONE ||
		    day < day_of(to->wall_us[j])) {
			i++;
			continue;
		}
		if (!is_taken[j] && day == day_of(to->wall_us[j]))
			pair(&dates[i++], j, is_taken);
		j++;
	}
}
