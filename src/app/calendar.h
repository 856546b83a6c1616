/*
 * Calendars of events: what a program that subscribes to one, or opens a file,
 * reads of them (ical/).
 */
#ifndef APP_CALENDAR_H
#define APP_CALENDAR_H

#include "app/call.h"
#include "base/buf.h"
#include "generated/id/event.h"
#include "generated/query/calendar.h"

enum {
	APP_CALENDAR_DAYS = 90,	   /* back */
	APP_CALENDAR_MOST = 2000,  /* events, and so many dates of series that
				      are otherwise than their rules say */
	APP_CALENDAR_DATES = 20000 /* of series, that are otherwise or left out:
				      a series that needs more is too */
};

/* The events of a calendar, and as whom it shows them. Lives in the arena. */
struct app_calendar {
	const char *name; /* NULL: it is a file */
	struct user_id viewer;
	struct q_calendar_stamps_row *stamps; /* by start */
	size_t n;
};

/* One event. ERR_NOT_FOUND when the caller does not see it. */
MUST_CHECK enum err app_calendar_of_event(
    struct call *call, struct event_id id, struct app_calendar *c);

/*
 * What a feed has: events that its owner sees now, and none of a space that
 * they have left. ERR_NOT_FOUND for a token that was not sealed here, when the
 * feed has been ended, or its owner is suspended.
 */
MUST_CHECK enum err app_calendar_of_feed(
    struct call *call, const char *token, struct app_calendar *c);

/* Appends what the text depends on, of which it is cheaper to make an ETag than
 * of the text. */
void app_calendar_put_stamps(const struct app_calendar *c, struct buf *to);

/* Appends the text. */
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
