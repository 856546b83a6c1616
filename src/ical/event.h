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

/* What a calendar wants of its reader (RFC 5546). */
enum ical_method {
	ICAL_PUBLISH, /* nothing, and it does not say so */
	ICAL_REQUEST, /* that they have the event, and answer */
	ICAL_CANCEL   /* that they have it no more */
};

/* What somebody has answered. */
enum ical_answer {
	ICAL_NEEDS_ACTION,
	ICAL_ACCEPTED,
	ICAL_PERHAPS, /* TENTATIVE */
	ICAL_DECLINED
};

/* Who invites whom. */
struct ical_invitation {
	const char *organizer;	    /* a name; NULL: not told */
	const char *organizer_mail; /* an address, for answers */
	const char *attendee_mail;
	enum ical_answer answer;
};

/* Wall times (base/zone.h). */
struct ical_dates {
	size_t n;
	const int64_t *wall_us;
};

/* How an event recurs, in wall time of its zone. */
struct ical_recurrence {
	int64_t start_wall, end_wall; /* of the first date */
	const char *rule; /* whose UNTIL is in UTC, or a day of whole days;
			     NULL: none */
	struct ical_dates rdates, exdates;
};

/* Which date of a series an event is that is otherwise than the series says, in
 * wall time of the series' zone, which is the event's. */
struct ical_date {
	int64_t wall_us;
	bool is_day; /* the series is of whole days */
};

/* Texts that are NULL or "" are left out. */
struct ical_event {
	const char *uid;  /* the same for ever, and nobody else's: a series and
			     its dates are one */
	int64_t sequence; /* which state of it: how often it was moved */
	int64_t created_us, changed_us;
	int64_t stamp_us; /* when this was written; 0: when it was changed */
	const struct zone *zone;
	const char *timezone;	  /* its name */
	int64_t start_us, end_us; /* no end: the start once more */
	bool is_all_day;	  /* whole days of its zone */
	const struct ical_recurrence *recurrence; /* NULL: it is once; else the
						     times are there */
	const struct ical_date *date;		  /* NULL: of no series */
	enum ical_status status;
	bool is_busy;	 /* the time is taken */
	bool is_private; /* not for everybody */
	const char *summary, *description, *location, *url;
	const char *const *categories;
	size_t n_categories;
	bool has_place;
	double lat, lon;			  /* degrees */
	const struct ical_invitation *invitation; /* NULL: none */
};

/* The name of a method, as a media type has it too; static. */
const char *ical_method_name(enum ical_method method);

/* Begins a calendar; the name is what a program that subscribes to it shows,
 * NULL for a file. */
void ical_calendar_begin(
    struct ical_writer *w, const char *name, enum ical_method method);
/* Ends it. */
void ical_calendar_end(struct ical_writer *w);

/*
 * The time is that of the event's zone, for which the calendar has a VTIMEZONE
 * (ical/timezone.h) from its start on; of UTC, and where clocks show the time
 * twice, of which readers make what they like, it is in UTC. What recurs is in
 * the zone whatever clocks do: readers work its dates out there.
 */
void ical_event(struct ical_writer *w, const struct ical_event *e);

#endif
