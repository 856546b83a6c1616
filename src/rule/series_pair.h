/*
 * Which date of a series becomes which, when how it recurs is changed. All
 * times are wall times.
 */
#ifndef RULE_SERIES_PAIR_H
#define RULE_SERIES_PAIR_H

#include "rule/recurrence.h"

#define RULE_SERIES_NONE SIZE_MAX

/* A date that there is. */
struct rule_series_date {
	int64_t wall_us; /* which one it is */
	bool is_fixed;	 /* it stays which it is: it has begun */
	bool is_gone;	 /* cancelled when its series had it no more */
	size_t becomes;	 /* the place in the new ones, or RULE_SERIES_NONE */
};

/*
 * By how many days dates move when their series' start does: a start that is
 * set less than a day later or earlier takes its dates along, and so does one
 * moved to a day of no date. On the day of another date it takes none along:
 * the series begins there. Those that are gone do not count.
 */
int64_t rule_series_days(const struct rule_series_date *dates, size_t n,
    int64_t start_us, int64_t new_start_us);

/*
 * Says what each date becomes, of those that the series is to have. Both
 * ascend. One at the same time stays; the others pair up by day, so many days
 * on, in order, but for those that are fixed or gone. is_taken: which of the
 * new ones are there then, an array of as many.
 */
void rule_series_pair(struct rule_series_date *dates, size_t n, int64_t days,
    const struct rule_recurrence_dates *to, bool *is_taken);

#endif
