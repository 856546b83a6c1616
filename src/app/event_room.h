/*
 * How much one person may organize at a time. Their row is locked before those
 * of events, so that what they ask for at the same time comes one after the
 * other.
 */
#ifndef APP_EVENT_ROOM_H
#define APP_EVENT_ROOM_H

#include "app/call.h"
#include "generated/id/event.h"

enum { APP_EVENT_ROOM_SERIES = 20 }; /* with dates ahead */

/* What follows needs a transaction. */

/* Locks whoever organizes an event. It may be handed over until its own row is
 * locked: whoever has that asks whether they still do. ERR_NOT_FOUND. */
MUST_CHECK enum err app_event_room_lock(
    struct call *call, struct event_id event, struct user_id *organizer);

/* Whether somebody, locked, may organize so many more events
 * (EVENTS_PER_PERSON), a series being one; of 0 whether they have no more than
 * that. ERR_FORBIDDEN.
 */
MUST_CHECK enum err app_event_room_check(
    struct call *call, struct user_id organizer, int64_t more);
/* One more that the caller makes today: ERR_RATE_LIMITED beyond
 * EVENTS_PER_DAY. */
MUST_CHECK enum err app_event_room_count(struct call *call);
/* The same as app_event_room_check of series alone. */
MUST_CHECK enum err app_event_room_check_series(
    struct call *call, struct user_id organizer, int64_t more);

#endif
