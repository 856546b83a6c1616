/*
 * The half hours of a week in which somebody is free, from Monday, 00:00, on.
 */
#ifndef RULE_WEEK_H
#define RULE_WEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RULE_WEEK_DAY = 48, /* half hours */
	RULE_WEEK_SLOTS = 7 * RULE_WEEK_DAY,
	RULE_WEEK_WORDS = 6,
	RULE_WEEK_SIZE = RULE_WEEK_SLOTS / 8
};

struct rule_week {
	uint64_t bits[RULE_WEEK_WORDS];
};

/* Half hours in a row; they may go on from Sunday to Monday. */
struct rule_week_run {
	int first, n;
};

/* A day (0: Monday) is free from one half hour of it to before another one;
 * until the next day where that is not later. */
void rule_week_add(struct rule_week *week, int day, int from, int to);
/* The half hours that a time touches, by the clocks of UTC; all of them where
 * it lasts for a week. Returns how many it touches. */
int rule_week_of(int64_t start_us, int64_t end_us, struct rule_week *week);
/* What of a week by clocks that are offset_s east of others is free by these:
 * of half hours that cut into two, only those of which both are. By -offset_s
 * back again. */
struct rule_week rule_week_shift(
    const struct rule_week *week, int32_t offset_s);
/* In how many half hours both are free. */
int rule_week_common(const struct rule_week *a, const struct rule_week *b);
/* These half hours. */
struct rule_week rule_week_both(
    const struct rule_week *a, const struct rule_week *b);
/* The at most max longest runs of at least least half hours, the longest first,
 * of equal ones the one that begins first. Returns how many. */
size_t rule_week_runs(const struct rule_week *week, int least,
    struct rule_week_run *runs, size_t max);

/* As it is kept: eight half hours in a byte, the first one lowest. */
void rule_week_encode(
    const struct rule_week *week, unsigned char out[RULE_WEEK_SIZE]);
/* What was kept so. */
struct rule_week rule_week_decode(const unsigned char in[RULE_WEEK_SIZE]);

#endif
