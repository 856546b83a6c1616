/*
 * An event as the clock sees it.
 */
#ifndef APP_EVENT_CLOCK_H
#define APP_EVENT_CLOCK_H

#include "app/call.h"
#include "rule/event.h"

/* The columns that the clock goes by; fill it with Q_FIELDS_event_clock. */
struct app_event_clock {
	int64_t start_time, end_time;
	const char *reminders;
	struct opt_int reconfirm_before_hours, reconfirm_for_hours;
	struct opt_time reconfirm_until, done_until;
};

/* The same as rules take it. ERR_BAD_REQUEST where the reminders are no list of
 * numbers. */
MUST_CHECK enum err app_event_clock_read(struct call *call,
    const struct app_event_clock *facts, struct rule_event_clock *out);

#endif
