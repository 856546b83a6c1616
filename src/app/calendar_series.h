/*
 * A series as ical/ writes it: one event that recurs, which leaves out the
 * dates that its reader does not have, and each date that is otherwise than the
 * rule says. Both are one by their UID.
 */
#ifndef APP_CALENDAR_SERIES_H
#define APP_CALENDAR_SERIES_H

#include "app/calendar_text.h"

/* What becomes of an event before it is written. */
typedef void app_calendar_touch_fn(const void *arg,
    const struct q_calendar_events_row *row, struct ical_event *event);

struct app_calendar_touch {
	app_calendar_touch_fn *fn; /* NULL: nothing */
	const void *arg;
};

/*
 * Writes a series, of which the calendar has a VTIMEZONE from its start on. A
 * date that the rule does not name any more, and that is kept for its answers,
 * is an event by itself. room: how many events beside the series there may be;
 * what was written is taken from it. A series that needs more is left out.
 */
MUST_CHECK enum err app_calendar_put_series(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *row, struct app_calendar_touch touch,
    size_t *room);

#endif
