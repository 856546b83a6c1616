/*
 * VCALENDAR and VEVENT (RFC 5545, 3.4 and 3.6.1): events as a calendar program
 * subscribes to them or reads them from a file.
 */
#ifndef ICAL_EVENT_H
#define ICAL_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/zone.h"
#include "ical/line.h"

/* How sure the time is. */
enum ical_status { ICAL_CONFIRMED, ICAL_TENTATIVE, ICAL_CANCELLED };

/* Texts that are NULL or "" are left out. */
struct ical_event {
	const char *uid; /* the same for ever, and nobody else's */
	int64_t version; /* SEQUENCE */
	int64_t created_us, changed_us;
	const struct zone *zone;
	const char *timezone; /* its name */
	int64_t start_us, end_us;
	enum ical_status status;
	bool is_busy;	 /* the time is taken */
	bool is_private; /* not for everybody */
	const char *summary, *description, *location, *url;
	const char *const *categories;
	size_t n_categories;
	bool has_place;
	double lat, lon; /* degrees */
};

/* Begins a calendar; the name is what a program that subscribes to it shows,
 * NULL for a file. */
void ical_calendar_begin(struct ical_writer *w, const char *name);
/* Ends it. */
void ical_calendar_end(struct ical_writer *w);

/*
 * The time is that of the event's zone, for which the calendar has a VTIMEZONE
 * (ical/timezone.h) from its start on; of UTC, and where clocks show the time
 * twice, of which readers make what they like, it is in UTC.
 */
void ical_event(struct ical_writer *w, const struct ical_event *e);

#endif
