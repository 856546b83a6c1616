/*
 * A calendar that somebody else wrote, whole: its events (RFC 5545, 3.6.1).
 * What is broken is left out, what there is too much of is cut off: programs
 * write all kinds of things, and so do people who mean harm.
 */
#ifndef ICAL_ITEMS_H
#define ICAL_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "ical/duration.h"
#include "ical/event.h"

enum {
	ICAL_BYTES_MAX = 1024 * 1024, /* callers refuse more */
	ICAL_ITEMS_MAX = 2000,
	ICAL_ZONES_MAX = 100,
	ICAL_DATES_MAX = 1100 /* beside the rule of one event; of either kind */
};

/* A DATE or DATE-TIME. */
struct ical_when {
	bool is_set;
	int64_t wall_us;  /* as clocks show it (base/zone.h) */
	bool is_utc;	  /* those of UTC */
	bool is_day;	  /* a day as a whole: its midnight */
	const char *tzid; /* where; NULL when it does not say */
};

struct ical_whens {
	struct ical_when *v;
	size_t n, room; /* so many could be there */
};

/* Texts that it has not are NULL. */
struct ical_item {
	const char *uid, *summary, *description, *location, *url;
	struct ical_when start, end;
	struct ical_duration duration; /* in place of an end */
	struct ical_when date; /* RECURRENCE-ID: of a series this one alone */
	bool is_onward;	       /* ... and, by its RANGE, all behind it */
	const char *rrule;     /* as it stands: the first of them */
	size_t n_rules;
	struct ical_whens rdates, exdates;
	enum ical_status status;
	bool is_free;	 /* the time is not taken */
	bool is_private; /* not for everybody */
	bool has_place;
	double lat, lon; /* degrees */
};

/* What a calendar says of a zone beside how its clocks are set. */
struct ical_zone {
	const char *tzid;
	const char *location; /* X-LIC-LOCATION: its IANA name; may be NULL */
};

struct ical_items {
	bool is_calendar; /* else nothing in it is one */
	bool is_cut;	  /* there was more than is read */
	struct ical_item *v;
	size_t n, room;
	struct ical_zone *zones;
	size_t n_zones, zone_room;
};

/* Reads a text of at most ICAL_BYTES_MAX; what it gives lives in the arena, of
 * which it takes 32 MiB at most. */
struct ical_items ical_items_read(const char *text, struct arena *arena);

#endif
