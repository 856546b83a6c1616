/*
 * Series: the dates that they are made of, and which of them take answers.
 *
 * A series is an event that stands for its dates, and each date an event of its
 * own, a row with series_id. Dates are made as far ahead as the settings say
 * (EVENT_HORIZON_DAYS), at least the next two; those that were over when they
 * would have been made never are. Of those ahead as many take answers as
 * recurrence.open_dates says; when one begins or is cancelled the next one
 * does.
 *
 * Who writes more than one date of a series locks its row first.
 */
#ifndef APP_SERIES_H
#define APP_SERIES_H

#include "app/recurrence.h"
#include "generated/id/event.h"

enum {
	APP_SERIES_AHEAD_MAX = 1000, /* dates of one series */
	APP_SERIES_FIRST_DATES = 60, /* made at once */
	APP_SERIES_OPEN_DATES = 12   /* unless somebody says otherwise */
};

/*
 * Makes a series of an event that was added with is_series: how it recurs, and
 * the first dates; more are left to a job. root: the first of those that it was
 * split from, or itself. ERR_RRULE_INVALID when none of its dates is ahead.
 * Needs a transaction, as what follows.
 */
MUST_CHECK enum err app_series_add(struct call *call, struct event_id id,
    struct event_id root, const struct rule_recurrence_set *set,
    int64_t open_dates);

/* How a series recurs, as it is kept. */
struct app_series_kept {
	struct rule_recurrence_set set;
	struct rule_recurrence_cursor made; /* so far its dates are */
	int64_t duration_us;
	struct opt_int closes_before; /* the start of each, in us */
};

/* Reads it; lives in the call's arena. The row of the series stays locked. */
MUST_CHECK enum err app_series_find(
    struct call *call, struct event_id id, struct app_series_kept *out);

/* ERR_RRULE_INVALID: none of its dates is ahead. */
MUST_CHECK enum err app_series_over(struct call *call);

/* Makes and opens what dates are due, some hundred at most and a job for the
 * rest. */
MUST_CHECK enum err app_series_extend(struct call *call, struct event_id id);

/* The same of the series that an event is, or is a date of, whose state has
 * changed: others may take answers. Nothing for an event that is neither. The
 * row of the series is locked (event_lock_series). */
MUST_CHECK enum err app_series_follow(struct call *call, struct event_id id);

/* A date of a series was removed: it is left out for ever, and another one may
 * take answers. */
MUST_CHECK enum err app_series_leave_out(
    struct call *call, struct event_id id, int64_t recurrence_wall);

#define APP_SERIES_JOB "series_extend" /* of one series */
/* An app_job_fn: app_series_extend. */
MUST_CHECK enum err app_series_run(struct call *call, const char *payload);

/* Adds a job for each series that is to be looked at; *n: how many. Needs no
 * transaction. */
MUST_CHECK enum err app_series_begin(struct call *call, size_t *n);

#endif
