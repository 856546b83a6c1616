/*
 * Calendars elsewhere: what of their owners' time these say is taken. Each is
 * asked now and then, by a job: the sooner again the more often it changes, the
 * later the longer it gives no answer.
 */
#ifndef APP_CALENDAR_SOURCE_H
#define APP_CALENDAR_SOURCE_H

#include "app/call.h"
#include "generated/query/calendar_source.h"
#include "ical/items.h"

enum {
	APP_CALENDAR_SOURCES_MAX = 10,		    /* of one person */
	APP_CALENDAR_SOURCE_BYTES = ICAL_BYTES_MAX, /* of one calendar */
	APP_CALENDAR_FAILURES_MAX = 30 /* in a row: it is asked no more */
};

/*
 * For their owners; all need a transaction.
 */

/* The caller has one more, which is asked soon. url as people type it.
 * ERR_VALIDATION_FAILED at /url for what may not be asked,
 * ERR_INVALID_TRANSITION when they have APP_CALENDAR_SOURCES_MAX,
 * ERR_RATE_LIMITED. */
MUST_CHECK enum err app_calendar_source_add(struct call *call, const char *name,
    const char *url, struct calendar_source_id *id);
/* One that was at from is somewhere else, and asked there soon; what was known
 * of it goes. Nothing happens when url leads there, too. The row is locked. The
 * same errors. */
MUST_CHECK enum err app_calendar_source_move(struct call *call,
    struct calendar_source_id id, const char *from, const char *url);
/* It is asked soon, also one that is not asked any more. ERR_RATE_LIMITED
 * within five minutes of the last time. */
MUST_CHECK enum err app_calendar_source_refresh(
    struct call *call, struct calendar_source_id id);

/*
 * For the worker.
 */

#define APP_CALENDAR_SOURCE_JOB "calendar_fetch" /* of one source */

/* Adds a job for each that is to be asked, of the first thousand: what remains
 * is found when these have been. *n: how many. Needs no transaction. */
MUST_CHECK enum err app_calendar_source_begin(struct call *call, size_t *n);

/* One that is asked. */
struct app_calendar_asked {
	struct calendar_source_id id;
	struct q_calendar_source_begin_row row;
	bool is_conditional; /* it need not say again what it said last */
};

/* Notes that it is asked now. ERR_NOT_FOUND when it is gone. */
MUST_CHECK enum err app_calendar_source_ask(struct call *call,
    struct calendar_source_id id, struct app_calendar_asked *out);

/* What it answered. */
struct app_calendar_answer {
	bool is_spared;	   /* nothing: its server was not asked */
	const char *error; /* a sentence; NULL: none */
	const char *text;  /* NULL: it says what it said last */
	const char *etag, *last_modified;
};

/* Writes what comes of it. ERR_NOT_FOUND when it is gone meanwhile, ERR_RETRY
 * when it is somewhere else by now. Needs a transaction. scratch is for what is
 * made of the text: some 40 MiB. */
MUST_CHECK enum err app_calendar_source_answered(struct call *call,
    const struct app_calendar_asked *asked,
    const struct app_calendar_answer *answer, struct arena *scratch);

#endif
