/*
 * A recurrence rule, and which days of a period it names (RFC 5545, 3.3.10).
 * rule/recurrence_text.h reads and writes it, rule/recurrence.h walks along its
 * dates.
 *
 * A period is a day, a week, a month or a year, as FREQ says. Its days are
 * filtered by all BY parts; what no part says is as on the day of the start:
 * "FREQ=MONTHLY" is the start's day of the month. That is the RFC's table of
 * expanding and limiting parts, since none of them names an hour.
 */
#ifndef RULE_RECURRENCE_DAYS_H
#define RULE_RECURRENCE_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RULE_RECURRENCE_LIST_MAX = 31,
	RULE_RECURRENCE_DAYS_MAX = 366 /* of a period */
};

enum rule_recurrence_freq {
	RULE_RECURRENCE_DAILY,
	RULE_RECURRENCE_WEEKLY,
	RULE_RECURRENCE_MONTHLY,
	RULE_RECURRENCE_YEARLY
};

/* The parts that are lists, in the order in which the RFC has them. */
enum rule_recurrence_by {
	RULE_RECURRENCE_BYMONTH,
	RULE_RECURRENCE_BYWEEKNO,
	RULE_RECURRENCE_BYYEARDAY,
	RULE_RECURRENCE_BYMONTHDAY,
	RULE_RECURRENCE_BYDAY, /* as RULE_RECURRENCE_DAY makes them */
	RULE_RECURRENCE_BYSETPOS,
	RULE_RECURRENCE_LISTS
};

/* The nth (from the end when negative, each one when 0) of a day of the week
 * (0 is Sunday) as one number. */
#define RULE_RECURRENCE_DAY(nth, weekday) ((nth)*8 + (int)(weekday))

/* Ascending, each once; below 0 they count from the end. */
struct rule_recurrence_list {
	size_t n;
	int16_t v[RULE_RECURRENCE_LIST_MAX];
};

enum rule_recurrence_until {
	RULE_RECURRENCE_FOR_EVER, /* or COUNT times */
	RULE_RECURRENCE_UNTIL_DAY,
	RULE_RECURRENCE_UNTIL_WALL,
	RULE_RECURRENCE_UNTIL_INSTANT
};

struct rule_recurrence {
	enum rule_recurrence_freq freq;
	int64_t interval;
	int64_t count; /* 0: no COUNT */
	enum rule_recurrence_until until;
	int64_t until_us;    /* inclusive; of a day its midnight */
	unsigned week_start; /* 0 is Sunday */
	struct rule_recurrence_list by[RULE_RECURRENCE_LISTS];
};

/* A list as bits, so that asking is cheap. */
struct rule_recurrence_numbers {
	bool is_given;
	uint64_t from_start[RULE_RECURRENCE_DAYS_MAX / 64 + 1];
	uint64_t from_end[RULE_RECURRENCE_DAYS_MAX / 64 + 1];
};

/* A rule, ready to be asked about days. */
struct rule_recurrence_filter {
	enum rule_recurrence_freq freq;
	int64_t interval;
	unsigned week_start;
	bool is_nth_of_month; /* nth days of the week, else of the year */
	bool is_by_day;
	struct rule_recurrence_numbers month, week, year_day, month_day,
	    set_pos, weekday[7]; /* number 0 of a weekday: each one */
};

/* start is the day of the first date, in days since 1970. */
void rule_recurrence_filter_init(struct rule_recurrence_filter *f,
    const struct rule_recurrence *rule, int64_t start);

/* The number of the period in which a day lies; the next period's is one
 * higher. */
int64_t rule_recurrence_unit(
    const struct rule_recurrence_filter *f, int64_t day);
/* The first day of a period, and in *len how many it has. */
int64_t rule_recurrence_unit_days(
    const struct rule_recurrence_filter *f, int64_t unit, size_t *len);
/* Which of len days from first on, all of one period, the rule names: their
 * distances from first, ascending. Returns how many. */
size_t rule_recurrence_days(const struct rule_recurrence_filter *f,
    int64_t first, size_t len, uint16_t found[RULE_RECURRENCE_DAYS_MAX]);

#endif
