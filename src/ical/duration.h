/*
 * DURATION (RFC 5545, 3.3.6): "PT1H30M", "P1W". Its days are the calendar's,
 * and the rest time as it goes by: where clocks are set meanwhile a day is not
 * 24 hours.
 */
#ifndef ICAL_DURATION_H
#define ICAL_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/* In microseconds. */
struct ical_duration {
	bool is_set;
	int64_t days_us; /* on the wall (base/zone.h), before the rest */
	int64_t time_us;
};

/* Not set when it is none, below zero, or longer than some ten years. */
struct ical_duration ical_duration_read(const char *text);

#endif
