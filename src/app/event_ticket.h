/*
 * Tickets: what lets one person in. They are made when a reservation is
 * confirmed, and end with it.
 */
#ifndef APP_EVENT_TICKET_H
#define APP_EVENT_TICKET_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/reservation.h"

/* Both need a transaction in which the seats of the event are locked. */

/* One for each seat of a reservation of somebody, whose seats they have. */
MUST_CHECK enum err app_event_ticket_issue(struct call *call,
    struct event_id event, struct reservation_id reservation,
    struct user_id user);

/* Those of a reservation let nobody in any more, and others may have as many of
 * their types; *seats: how many were valid, which the event still counts. */
MUST_CHECK enum err app_event_ticket_end(
    struct call *call, struct reservation_id reservation, int64_t *seats);

#endif
