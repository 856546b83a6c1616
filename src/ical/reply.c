#include "ical/reply.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "ical/read.h"

#include "base/banned.h"

enum { NUMBER_MAX = 1000000000 };

/* A line of the event, and what it goes into. */
struct place {
	struct ical_reply *reply;
	const struct ical_read_line *line;
	struct arena *arena;
};

static void
take_uid(const struct place *p)
{
	p->reply->uid = ical_read_trimmed(
	    ical_read_text(p->line->value, p->arena), p->arena);
}

static void
take_comment(const struct place *p)
{
	p->reply->comment = ical_read_text(p->line->value, p->arena);
}

static void
take_organizer(const struct place *p)
{
	p->reply->organizer = p->line->value;
}

static struct opt_int
number_of(const struct place *p)
{
	char *end;
	long v = strtol(p->line->value, &end, 10);

	return (struct opt_int){
		end != p->line->value && v >= 0 && v <= NUMBER_MAX, v
	};
}

static void
take_sequence(const struct place *p)
{
	p->reply->sequence = number_of(p);
}

static void
take_guests(const struct place *p)
{
	p->reply->guests = number_of(p);
}

static void
take_stamp(const struct place *p)
{
	bool is_utc;

	p->reply->stamp.set = ical_read_time(
				  ical_read_trimmed(p->line->value, p->arena),
				  &p->reply->stamp.v, &is_utc) &&
			      is_utc;
}

static void
take_date(const struct place *p)
{
	p->reply->date.set = ical_read_time(
	    ical_read_trimmed(p->line->value, p->arena), &p->reply->date.v,
	    &p->reply->is_date_utc);
}

static void
take_attendee(const struct place *p)
{
	const char *address = ical_read_trimmed(p->line->value, p->arena);

	if (p->reply->n_attendees++)
		return;
	if (strncasecmp(address, "mailto:", 7) == 0)
		address += 7;
	p->reply->attendee = (struct ical_attendee){
		address,
		ical_read_param(p->line, "CN", p->arena),
		ical_read_param(p->line, "PARTSTAT", p->arena),
	};
}

static const struct {
	const char *name;
	void (*take)(const struct place *p);
} lines[] = {
	{ "UID", take_uid },
	{ "COMMENT", take_comment },
	{ "ORGANIZER", take_organizer },
	{ "SEQUENCE", take_sequence },
	{ "X-NUM-GUESTS", take_guests },
	{ "DTSTAMP", take_stamp },
	{ "RECURRENCE-ID", take_date },
	{ "ATTENDEE", take_attendee },
};

static void
take(const struct place *p)
{
	for (size_t i = 0; i < N_OF(lines); i++)
		if (str_eq(p->line->name, lines[i].name))
			lines[i].take(p);
	/* Google says it of the attendee */
	if (str_eq(p->line->name, "ATTENDEE")) {
		struct ical_read_line of = *p->line;
		struct place guests = *p;

		of.value = ical_read_param(p->line, "X-NUM-GUESTS", p->arena);
		guests.line = &of;
		if (of.value)
			take_guests(&guests);
	}
}

struct ical_reply
ical_reply_read(const char *text, struct arena *arena)
{
	struct ical_reply reply = { 0 };
	struct ical_reader r = ical_reader(text, arena);
	struct ical_read_line line;
	size_t first = 0;

	while (ical_read_next(&r, &line)) {
		size_t event = ical_read_in(&r, "VEVENT");

		if (!first)
			first = event;
		if (event && event == first)
			take(&(struct place){ &reply, &line, arena });
		else if (ical_read_in(&r, "VCALENDAR") &&
			 str_eq(line.name, "METHOD"))
			reply.method = ical_read_trimmed(line.value, arena);
	}
	reply.has_event = first > 0;
	return reply;
}
