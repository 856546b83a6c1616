/*
 * Another rule, other times or another zone for a series: what becomes of its
 * dates is planned first, so that the series' row can say what it comes to, and
 * then carried out.
 *
 * What has begun stays as it is. Of the dates ahead each becomes one that the
 * series is to have (rule/series_pair.h), with its id and its answers; one that
 * takes place at a time of its own still does, and one that would have begun
 * already by its new time stays where it is. Those that are left over are
 * cancelled when somebody has answered or put a file there, and else removed,
 * with what they said of their own; what is missing is made. One that was
 * cancelled so is gone: when the series has it again, it is there, and
 * cancelled until it is reinstated. The series begins with the first of the
 * dates that come, COUNT is what is left of it.
 */
#ifndef APP_SERIES_PLAN_H
#define APP_SERIES_PLAN_H

#include "app/recurrence.h"
#include "generated/id/event.h"

struct app_series_dates; /* what becomes of them */

struct app_series_plan {
	struct event_id id;
	struct rule_recurrence_set set; /* how it recurs from now on */
	int64_t duration_us;
	int64_t start_time, end_time; /* of its start */
	int64_t before; /* when the first date ahead began that moves; 0: none
			   does */
	/* days, for people: of dates that are cancelled, NULL: none is; and of
	 * the next ones, NULL: they are those of before */
	const char *cancelled, *next;
	struct app_series_dates *dates;
};

/*
 * Plans that a series, whose row is locked and which recurred as was says,
 * recurs as is says, from the start that was said. Dates that are not over are
 * locked whole. Lives in the call's arena. ERR_RRULE_INVALID when nothing of it
 * is ahead. Needs a transaction.
 */
MUST_CHECK enum err app_series_plan(struct call *call, struct event_id id,
    const struct rule_recurrence_set *was, const struct rule_recurrence_set *is,
    int64_t duration_us, struct app_series_plan *out);

/* The same transaction, in which the row of the series has been written with
 * the plan's start and zone. */
MUST_CHECK enum err app_series_carry_out(
    struct call *call, const struct app_series_plan *plan);

#endif
