/*
 * A series in two, so that what is changed of a date and all that follow it
 * leaves those before as they were.
 */
#ifndef APP_SERIES_SPLIT_H
#define APP_SERIES_SPLIT_H

#include "app/call.h"
#include "generated/id/event.h"

/*
 * The series ends before one of its dates, given by which it is; that date and
 * those behind it are dates of another one, *id, which says the same, names the
 * same people and has the same answers that stand. Dates keep their ids, and no
 * answer to them is written. When it is the first date that is left, *id is the
 * series. ERR_INVALID_TRANSITION when the series ends before it. Needs a
 * transaction in which the row of the series is locked; how many its organizer
 * has is not looked at.
 */
MUST_CHECK enum err app_series_split(struct call *call, struct event_id series,
    int64_t recurrence_wall, struct event_id *id);

#endif
