/*
 * iCalendar (RFC 5545), written straight into a bounded buffer line by line.
 *
 * A content line is a name, parameters, and values, in this order:
 *
 *	struct ical_writer w = ical_writer(&buf);
 *	ical_open(&w, "VEVENT");
 *	ical_line(&w, "DTSTART");
 *	ical_param(&w, "TZID", "Europe/Berlin");
 *	ical_wall(&w, us);
 *	ical_end(&w);
 *	ical_close(&w, "VEVENT");
 *
 * The writer puts the colon before the first value and commas before others,
 * folds lines at 75 octets, between characters, and ends them with CRLF (3.1).
 * All text given to it is UTF-8; control characters of it, which no line may
 * have, are left out.
 */
#ifndef ICAL_LINE_H
#define ICAL_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct ical_writer {
	struct buf *buf; /* not owned; its sticky error is the writer's */
	size_t octets;	 /* of the line as it is folded so far */
	bool has_value;	 /* the next value follows another */
};

/* A writer that appends to buf, which ends with a whole line or is empty. */
static inline struct ical_writer
ical_writer(struct buf *buf)
{
	return (struct ical_writer){ .buf = buf };
}

/* Begins a component. */
void ical_open(struct ical_writer *w, const char *component);
/* Ends it. */
void ical_close(struct ical_writer *w, const char *component);

/* Begins a line. */
void ical_line(struct ical_writer *w, const char *name);
/* A parameter; the value may be any text (RFC 6868 says how). */
void ical_param(struct ical_writer *w, const char *name, const char *value);
/* Ends it. */
void ical_end(struct ical_writer *w);

/* Values: one each. */

/* As it stands: a word, a URI, a rule. */
void ical_value(struct ical_writer *w, const char *value);
/* TEXT, of several lines perhaps. */
void ical_text(struct ical_writer *w, const char *text);
/* INTEGER. */
void ical_int(struct ical_writer *w, int64_t v);
/* DATE-TIME of an instant, in UTC. A fraction of a second is dropped. */
void ical_utc(struct ical_writer *w, int64_t us);
/* DATE-TIME as clocks show it (base/zone.h); TZID says where. */
void ical_wall(struct ical_writer *w, int64_t wall_us);
/* DATE: the day on which clocks show it. */
void ical_day(struct ical_writer *w, int64_t wall_us);
/* UTC-OFFSET of so many seconds east. */
void ical_offset(struct ical_writer *w, int32_t east_s);

/* Whole lines of one value and no parameter. */

/* ical_value. */
void ical_put(struct ical_writer *w, const char *name, const char *value);
/* None for NULL or "". */
void ical_put_text(struct ical_writer *w, const char *name, const char *text);
/* ical_utc. */
void ical_put_utc(struct ical_writer *w, const char *name, int64_t us);

#endif
