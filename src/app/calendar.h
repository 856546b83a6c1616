/*
 * Calendars of events, sparks and routines: what a program that subscribes to
 * one, or opens a file, reads of them (ical/).
 */
#ifndef APP_CALENDAR_H
#define APP_CALENDAR_H

#include "app/calendar_text.h"
#include "app/call.h"
#include "base/buf.h"
#include "generated/id/event.h"
#include "generated/query/calendar.h"

enum {
	APP_CALENDAR_MOST = 2000,  /* events, and so many dates of series that
				      are otherwise than their rules say */
	APP_CALENDAR_DATES = 20000 /* of series, that are otherwise or left out:
				      a series that needs more is too */
};

/* A calendar, and as whom it shows what it has. */
struct app_calendar {
	const char *name; /* NULL: it is a file */
	struct user_id viewer;
	struct event_id event;	 /* of a file */
	enum calendar_kind kind; /* of a feed; NO_CALENDAR_KIND: it is empty */
	struct space_id space;
	/* Others whenever the text is, and mostly only then: of events, and of
	 * sparks and routines. */
	int64_t mark, together;
};

/* That of one event. ERR_NOT_FOUND when the caller does not see it. */
MUST_CHECK enum err app_calendar_of_event(
    struct call *call, struct event_id id, struct app_calendar *c);

/*
 * A feed: it has events that its owner sees now, and none of a space that they
 * have left. ERR_NOT_FOUND for a token that was not sealed here, when the feed
 * has been ended, or its owner is suspended. Writes once a day that it is read.
 */
MUST_CHECK enum err app_calendar_of_feed(
    struct call *call, const char *token, struct app_calendar *c);

/* Appends what the text depends on, which costs much less than the text, to be
 * made an ETag. */
void app_calendar_put_mark(const struct app_calendar *c, struct buf *to);

/* Appends the text: of what changes after the mark was read it may tell
 * already, so that the next one differs. */
MUST_CHECK enum err app_calendar_write(
    struct call *call, const struct app_calendar *c, struct buf *to);

/* Feeds that a user may have at one time. */
enum { APP_CALENDAR_FEEDS_MAX = 20 };

/*
 * Makes a feed of the caller: of a space when the kind is not person. Needs a
 * transaction. ERR_NOT_FOUND for a space that they do not see, ERR_FORBIDDEN
 * when they are no member of it, ERR_INVALID_TRANSITION when they have
 * APP_CALENDAR_FEEDS_MAX.
 */
MUST_CHECK enum err app_calendar_add_feed(struct call *call,
    enum calendar_kind kind, struct space_id space,
    struct calendar_feed_id *id);

/* The address of a feed, in the arena: whoever has it reads the calendar. */
const char *app_calendar_url(struct call *call, struct calendar_feed_id id);

#endif
