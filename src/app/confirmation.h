/*
 * From seats that are held to tickets.
 */
#ifndef APP_CONFIRMATION_H
#define APP_CONFIRMATION_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/reservation.h"

/* There are tickets of a reservation of so many persons; the seats that it
 * holds are those of its user's answer. Needs a transaction in which the seats
 * of the event are locked. */
MUST_CHECK enum err app_confirmation_make(struct call *call,
    struct event_id event, struct reservation_id id, struct user_id user,
    int64_t persons);

#endif
