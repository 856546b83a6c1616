/*
 * What clients say of how an event recurs.
 */
#ifndef API_SERIES_H
#define API_SERIES_H

#include "app/call.h"
#include "generated/api.h"
#include "rule/recurrence.h"

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

#endif
