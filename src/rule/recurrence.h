/*
 * The dates of a series: a recurrence set of RFC 5545, 3.8.5, made of a rule
 * (3.3.10), dates beside it and dates left out.
 *
 * All of it is wall time (base/zone.h), which is what "every Tuesday at six"
 * means; a zone makes instants of it. A rule names days: each date has the
 * start's time of day.
 */
#ifndef RULE_RECURRENCE_H
#define RULE_RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "base/zone.h"
#include "rule/recurrence_days.h"

enum {
	RULE_RECURRENCE_YEARS = 10, /* within which a second date must come */
	RULE_RECURRENCE_RDATE_YEARS = 100, /* within which rdates come */
	RULE_RECURRENCE_RDATES_MAX = 100,
	RULE_RECURRENCE_EXDATES_MAX = 1000
};

/* Ascending, each once. */
struct rule_recurrence_dates {
	size_t n;
	const int64_t *wall_us;
};

struct rule_recurrence_set {
	const struct rule_recurrence *rule; /* NULL: the start and rdates */
	const struct zone *zone;
	int64_t start_us; /* wall: the first date */
	bool all_day;	  /* the start is a midnight */
	struct rule_recurrence_dates rdates, exdates;
};

/*
 * Whether the set can be a series. ERR_RRULE_INVALID with a sentence and, at
 * "/rrule" or "/rdates", a code, when the start is not the rule's first date
 * (start_not_in_rule, which names that), the rule has no second one within
 * RULE_RECURRENCE_YEARS (no_second_date), its UNTIL is a day and the series not
 * of whole days (until_is_day), an rdate comes before the start (before_start)
 * or RULE_RECURRENCE_RDATE_YEARS after it (out_of_range), or there is neither a
 * rule nor an rdate (no_second_date).
 */
MUST_CHECK enum err rule_recurrence_check(
    const struct rule_recurrence_set *set, struct fault *f);

/* How far a walk has come: what is kept of it to go on another day. */
struct rule_recurrence_cursor {
	int64_t wall_us; /* dates until then are done */
	int64_t made;	 /* so many of them are the rule's, excluded ones too:
			    COUNT counts these */
};

/* Before the first date of the set. */
struct rule_recurrence_cursor rule_recurrence_start(
    const struct rule_recurrence_set *set);

/* A walk along a set in order of wall time. Needs no memory of its own. */
struct rule_recurrence_walk {
	struct rule_recurrence_cursor at; /* what next has passed */
	int64_t days_tested;		  /* the work that was done */
	/* the rest is the walk's own */
	const struct rule_recurrence_set *set;
	struct rule_recurrence_filter filter;
	int64_t end_us, time_us; /* the start's time of day */
	int64_t unit;		 /* the next period to look at */
	int64_t first;		 /* the day with which found's period begins */
	size_t n_found, i_found, i_rdate, i_exdate;
	uint16_t found[RULE_RECURRENCE_DAYS_MAX];
	bool has_next; /* next_us is a date of the rule that was found */
	int64_t next_us;
};

/*
 * Begins a walk behind a cursor, to end before end_us (wall). It looks at each
 * day at most once, so at no more than 366 for each year from the cursor to the
 * end and one more, whatever the rule; what lies before the cursor costs
 * nothing. set must live as long as the walk.
 */
void rule_recurrence_begin(struct rule_recurrence_walk *w,
    const struct rule_recurrence_set *set, struct rule_recurrence_cursor from,
    int64_t end_us);
/* The next date; false at the end of the walk or of the set. */
MUST_CHECK bool rule_recurrence_next(
    struct rule_recurrence_walk *w, int64_t *wall_us);

/*
 * When a date begins and ends. Its end is so much later on the wall, too: from
 * 22:00 to 06:00 in every night. In one in which that would not be after the
 * start, since clocks are set, it is so much later as time goes by.
 */
void rule_recurrence_times(const struct zone *zone, int64_t wall_us,
    int64_t duration_us, int64_t *start_us, int64_t *end_us);

#endif
