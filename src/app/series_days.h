/*
 * Days of a series, as a mail lists them: "2030-06-04, 2030-06-11 and 3 more".
 */
#ifndef APP_SERIES_DAYS_H
#define APP_SERIES_DAYS_H

#include "app/call.h"
#include "base/buf.h"
#include "generated/id/event.h"

struct app_series_days {
	struct buf text;
	size_t n, most; /* so many are named */
};

/* None yet; it is ended by app_series_days_end. */
struct app_series_days app_series_days_begin(size_t most);
/* One more day, of what clocks show then. */
void app_series_days_add(struct app_series_days *d, int64_t wall_us);
/* The text, in the arena; NULL when there is none. */
const char *app_series_days_end(struct app_series_days *d, struct arena *arena);

/* The days ahead to which somebody has said something; *out is NULL when there
 * is none. */
MUST_CHECK enum err app_series_days_answered(
    struct call *call, struct event_id series, const char **out);

#endif
