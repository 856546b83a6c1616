/*
 * What clients say of how an event recurs.
 */
#ifndef API_SERIES_H
#define API_SERIES_H

#include "api/event.h"
#include "app/series_plan.h"

/* Whether an event is to be a series. */
bool api_series_is_asked(const struct api_event_input *in);

/*
 * How a new series recurs whose first date is at these wall times. What it
 * makes lives in the call's arena, but the zone. ERR_RRULE_INVALID,
 * ERR_VALIDATION_FAILED.
 */
MUST_CHECK enum err api_series_read(struct call *call,
    const struct api_event_input *in, const char *timezone, int64_t start_wall,
    int64_t end_wall, struct rule_recurrence_set *out);

/* How many dates take answers. */
int64_t api_series_open_dates(const struct api_event_input *in);

/* What is no series is not made one by a change; ERR_RRULE_INVALID. Who sends
 * back what was shown says nothing new. */
MUST_CHECK enum err api_series_refuse(struct call *call,
    const struct api_event_input *in, const api_event_row *e);

/* e, which is to be said of a series that was as was says, begins and ends as a
 * change of one of its dates means it for all: as much later as that date is to
 * be than the series has it. */
void api_series_follow(api_event_row *e, const api_event_row *was,
    const struct api_event_input *in, const api_event_row *date_was,
    const api_event_row *date);

/* What somebody says of a series that is there. */
struct api_series_input {
	struct event_id id;
	const struct api_event_input *in;
	bool is_patch;
};

/* What that changes of its dates. */
struct api_series_change {
	bool is_planned; /* they are others, or at other times */
	struct app_series_plan plan;
	struct opt_int open_dates; /* set: so many take answers now */
};

/*
 * Finds out what the times in e, and how it is to recur, change of a series
 * that was as was says; in e it then begins with the first date that comes.
 * What is not said of its rule and dates moves with its start. Errors are those
 * of api_series_read and app_series_plan.
 */
MUST_CHECK enum err api_series_plan(struct call *call,
    const struct api_series_input *in, const api_event_row *was,
    api_event_row *e, struct api_series_change *out);

/* Does it, once e is written. */
MUST_CHECK enum err api_series_carry_out(struct call *call, struct event_id id,
    const struct api_series_change *change);

#endif
