/*
 * What the clock does to an event, and when.
 */
#ifndef RULE_EVENT_H
#define RULE_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/opt.h"

enum {
	RULE_EVENT_DATE_DAYS = 366,	/* so long a date of a series lasts */
	RULE_EVENT_CLOSING_YEARS = 100, /* so far from its start its RSVPs
					   close */
	RULE_EVENT_REMINDERS_MAX = 5,
	RULE_EVENT_REMINDER_LATE_H = 2 /* then nobody is reminded any more */
};

/* A published event, as the clock sees it. */
struct rule_event_clock {
	int64_t start_us, end_us;
	int64_t reminders_min[RULE_EVENT_REMINDERS_MAX]; /* before the start */
	size_t n_reminders;
	struct opt_int ask_before_h; /* the start: "still coming?"; not set:
					nobody is asked */
	int64_t ask_for_h;	     /* so long they may answer */
	struct opt_time ask_until;   /* they have been asked, and may answer
					until then */
	struct opt_time done_until;  /* what was due by then is done */
};

/* What may be due; several are added up. */
enum rule_event_item {
	RULE_EVENT_REMIND = 1,
	RULE_EVENT_ASK = 2,
	RULE_EVENT_NUDGE = 4, /* those who have not answered, at half time */
	RULE_EVENT_LAPSE = 8, /* who has not answered does not come */
	RULE_EVENT_END = 16
};

/* What is due at now: nothing of before the start once that has come, and no
 * reminder that is RULE_EVENT_REMINDER_LATE_H late. */
int rule_event_due(const struct rule_event_clock *c, int64_t now_us);

/* When the next thing becomes due that is not done by done_until. */
int64_t rule_event_next(const struct rule_event_clock *c);

/* Until when those who are asked at now may answer: not beyond the start. */
int64_t rule_event_ask_until(const struct rule_event_clock *c, int64_t now_us);

/* When the RSVPs close, before_min minutes before the start; as it was said
 * when that is not set. */
struct opt_time rule_event_closes_at(
    int64_t start_us, struct opt_int before_min, struct opt_time as_said);

#endif
