/*
 * The walk merges two ascending lists, the rule's dates and those beside it,
 * and passes over what is left out.
 */
#include "rule/recurrence.h"

#include <stdio.h>

#include "base/clock.h"

#include "base/banned.h"

#define NO_SECOND_DATE                                                        \
	"The rule has no second date within 10 years; an event that happens " \
	"once has no rule."

/* The dates of the rule */

/* Whether the rule has ended before that date. */
static bool
is_past_until(const struct rule_recurrence_set *set, int64_t wall_us)
{
	const struct rule_recurrence *r = set->rule;

	switch (r->until) {
	case RULE_RECURRENCE_UNTIL_DAY:
		return wall_us >= r->until_us + CLOCK_DAY_US;
	case RULE_RECURRENCE_UNTIL_WALL:
		return wall_us > r->until_us;
	case RULE_RECURRENCE_UNTIL_INSTANT:
		/* no clock is two days off; converting each date would cost
		 * more than finding it */
		return wall_us > r->until_us - 2 * CLOCK_DAY_US &&
		       zone_to_instant(set->zone, wall_us) > r->until_us;
	case RULE_RECURRENCE_FOR_EVER:
		break;
	}
	return false;
}

/* Looks at the next period; false when it begins behind the end. */
static bool
look_further(struct rule_recurrence_walk *w)
{
	size_t len;

	w->first = rule_recurrence_unit_days(&w->filter, w->unit, &len);
	if (w->first * CLOCK_DAY_US >= w->end_us)
		return false;
	w->n_found = rule_recurrence_days(&w->filter, w->first, len, w->found);
	w->i_found = 0;
	w->days_tested += (int64_t)len;
	w->unit += w->filter.interval;
	return true;
}

/* The next day that the rule names, behind what is done. */
static bool
find_day(struct rule_recurrence_walk *w)
{
	do {
		while (w->i_found < w->n_found) {
			int64_t day = w->first + w->found[w->i_found++];

			w->next_us = day * CLOCK_DAY_US + w->time_us;
			if (w->next_us > w->at.wall_us)
				return true;
		}
	} while (look_further(w));
	return false;
}

/* Without a rule the start is the only one. */
static bool
find_date(struct rule_recurrence_walk *w)
{
	const struct rule_recurrence *r = w->set->rule;

	if (!r) {
		w->next_us = w->set->start_us;
		return w->next_us > w->at.wall_us;
	}
	if (r->count > 0 && w->at.made >= r->count)
		return false;
	return find_day(w) && !is_past_until(w->set, w->next_us);
}

static void
find_next(struct rule_recurrence_walk *w)
{
	w->has_next = find_date(w) && w->next_us < w->end_us;
}

/* The set */

struct rule_recurrence_cursor
rule_recurrence_start(const struct rule_recurrence_set *set)
{
	return (struct rule_recurrence_cursor){ .wall_us = set->start_us - 1 };
}

/* To the first period of the rule that can have a date behind the cursor. */
static void
begin_rule(struct rule_recurrence_walk *w)
{
	struct rule_recurrence_filter *f = &w->filter;
	int64_t start = clock_split(w->set->start_us, &w->time_us);
	int64_t unused, since;

	rule_recurrence_filter_init(f, w->set->rule, start);
	w->unit = rule_recurrence_unit(f, start);
	since = rule_recurrence_unit(f, clock_split(w->at.wall_us, &unused)) -
		w->unit;
	if (since > 0)
		w->unit += since / f->interval * f->interval;
}

/* The first of a list behind the cursor. */
static size_t
skip_done(const struct rule_recurrence_dates *list, int64_t done_us)
{
	size_t i = 0;

	while (i < list->n && list->wall_us[i] <= done_us)
		i++;
	return i;
}

void
rule_recurrence_begin(struct rule_recurrence_walk *w,
    const struct rule_recurrence_set *set, struct rule_recurrence_cursor from,
    int64_t end_us)
{
	w->at = from;
	w->set = set;
	w->end_us = end_us;
	w->days_tested = 0;
	w->n_found = w->i_found = 0;
	w->i_rdate = skip_done(&set->rdates, from.wall_us);
	w->i_exdate = skip_done(&set->exdates, from.wall_us);
	if (set->rule)
		begin_rule(w);
	find_next(w);
}

/* The next date of either list, which it passes. */
static bool
take(struct rule_recurrence_walk *w)
{
	const struct rule_recurrence_dates *rdates = &w->set->rdates;
	int64_t rdate = w->i_rdate < rdates->n ? rdates->wall_us[w->i_rdate]
					       : INT64_MAX;
	bool is_of_rule = w->has_next && w->next_us <= rdate;

	if (!is_of_rule && rdate >= w->end_us)
		return false;
	w->at.wall_us = is_of_rule ? w->next_us : rdate;
	w->i_rdate += rdate == w->at.wall_us;
	if (is_of_rule) {
		w->at.made++;
		find_next(w);
	}
	return true;
}

static bool
is_excluded(struct rule_recurrence_walk *w)
{
	const struct rule_recurrence_dates *exdates = &w->set->exdates;

	while (w->i_exdate < exdates->n &&
	       exdates->wall_us[w->i_exdate] < w->at.wall_us)
		w->i_exdate++;
	return w->i_exdate < exdates->n &&
	       exdates->wall_us[w->i_exdate] == w->at.wall_us;
}

bool
rule_recurrence_next(struct rule_recurrence_walk *w, int64_t *wall_us)
{
	do {
		if (!take(w))
			return false;
	} while (is_excluded(w));
	*wall_us = w->at.wall_us;
	return true;
}

void
rule_recurrence_times(const struct zone *zone, int64_t wall_us,
    int64_t duration_us, int64_t *start_us, int64_t *end_us)
{
	*start_us = zone_to_instant(zone, wall_us);
	*end_us = zone_to_instant(zone, wall_us + duration_us);
	if (*end_us <= *start_us)
		*end_us = *start_us + duration_us;
}

/* What can be a series */

static enum err
refuse(struct fault *f, const char *pointer, const char *code,
    const char *sentence)
{
	fault_item(f, ERR_RRULE_INVALID, pointer, code, "%s", sentence);
	return fault(f, ERR_RRULE_INVALID, "%s", sentence);
}

/* The rule must have the start as its first date, and another one. */
static enum err
check_rule(const struct rule_recurrence_set *set, struct fault *f)
{
	const struct rule_recurrence_set alone = {
		.rule = set->rule, .zone = set->zone, .start_us = set->start_us
	};
	struct rule_recurrence_walk w;
	int64_t first_us, second_us;
	char first[CLOCK_TEXT_SIZE], sentence[FAULT_TEXT];

	rule_recurrence_begin(&w, &alone, rule_recurrence_start(&alone),
	    set->start_us + RULE_RECURRENCE_YEARS * 366 * CLOCK_DAY_US);
	if (!rule_recurrence_next(&w, &first_us))
		return refuse(f, "/rrule", "no_second_date", NO_SECOND_DATE);
	if (first_us != set->start_us) {
		clock_format_wall(first_us, first);
		snprintf(sentence, sizeof(sentence),
		    "The series starts on a day that the rule does not name; "
		    "the first that it names is %s.",
		    first);
		return refuse(f, "/rrule", "start_not_in_rule", sentence);
	}
	if (!rule_recurrence_next(&w, &second_us))
		return refuse(f, "/rrule", "no_second_date", NO_SECOND_DATE);
	return ERR_OK;
}

enum err
rule_recurrence_check(const struct rule_recurrence_set *set, struct fault *f)
{
	const struct rule_recurrence *r = set->rule;

	if (!r && set->rdates.n == 0)
		return refuse(f, "/rrule", "no_second_date",
		    "A series has a rule or more dates than its start.");
	if (set->rdates.n > 0 && set->rdates.wall_us[0] < set->start_us)
		return refuse(f, "/rdates", "before_start",
		    "No date of a series comes before its start.");
	if (set->rdates.n > 0 &&
	    set->rdates.wall_us[set->rdates.n - 1] - set->start_us >
		RULE_RECURRENCE_RDATE_YEARS * 366 * CLOCK_DAY_US)
		return refuse(f, "/rdates", "out_of_range",
		    "No date of a series comes more than 100 years after its "
		    "start.");
	if (r && r->until == RULE_RECURRENCE_UNTIL_DAY && !set->all_day)
		return refuse(f, "/rrule", "until_is_day",
		    "UNTIL is a day here, which only whole-day series have; "
		    "add the last time of that day, as in "
		    "UNTIL=20301231T235959.");
	return r ? check_rule(set, f) : ERR_OK;
}
