/*
 * A series as ical/ writes it: one event that recurs, which leaves out the
 * dates that its reader does not have, and each date that is otherwise than the
 * rule says. Both are one by their UID.
 */
#ifndef APP_CALENDAR_SERIES_H
#define APP_CALENDAR_SERIES_H

#include "app/calendar_text.h"

/* What becomes of an event before it is written. */
typedef void app_calendar_touch_fn(void *arg,
    const struct q_calendar_events_row *row, struct ical_event *event);

/* How a series is written. */
struct app_calendar_series {
	app_calendar_touch_fn *touch; /* NULL: as it is */
	void *arg;
	/* Dates that its reader has otherwise, in wall time. */
	const int64_t *elsewhere;
	size_t n_elsewhere;
	bool is_alone; /* what is no date of the rule is left out */
	/* How many dates may be otherwise than the rule says, of those that it
	 * leaves out too, and how many events beside the series there may be:
	 * what was read and written is taken from them. */
	size_t dates, room;
	bool is_left_out; /* it needed more, and nothing was written */
};

/* Writes a series, of which the calendar has a VTIMEZONE from its start on. A
 * date that the rule does not name any more, and that is kept for its answers,
 * is an event by itself, as long as the series takes place. (A mail is about
 * one: RFC 5546, 3.2.2.) */
MUST_CHECK enum err app_calendar_put_series(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *row, struct app_calendar_series *how);

/* Writes one date of a series alone, for who has the series; *is_named: whether
 * the series has it still, else nothing is written. */
MUST_CHECK enum err app_calendar_put_date(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *series,
    struct q_calendar_events_row *date, struct app_calendar_series *how,
    bool *is_named);

#endif
