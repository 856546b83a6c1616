/*
 * What a calendar program sends to whoever organizes an event (RFC 5546).
 */
#ifndef ICAL_REPLY_H
#define ICAL_REPLY_H

#include "base/arena.h"
#include "base/opt.h"

/* One that answers; it is not known whether it may. */
struct ical_attendee {
	const char *address; /* without "mailto:" */
	const char *name;    /* NULL: none */
	const char *answer;  /* PARTSTAT, as it stands; NULL: none */
};

/* The calendar and the first event in it. Texts that it has not are NULL. */
struct ical_reply {
	const char *method; /* as it stands */
	const char *uid, *comment;
	const char *organizer; /* as it stands */
	struct opt_int sequence;
	struct opt_int guests; /* whom they bring along */
	struct opt_time stamp; /* when it was written */
	/* Which date of a series, as clocks there show it, or in UTC. */
	struct opt_time date;
	bool is_date_utc;
	struct ical_attendee attendee; /* the first */
	size_t n_attendees;
	bool has_event;
};

/* Reads a text in UTF-8; what it gives lives in the arena. */
struct ical_reply ical_reply_read(const char *text, struct arena *arena);

#endif
