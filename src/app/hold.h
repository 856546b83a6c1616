/*
 * Seats that reservations hold: taking and freeing them. Who may follow is not
 * asked here (app/seats.h).
 */
#ifndef APP_HOLD_H
#define APP_HOLD_H

#include "app/notice.h"
#include "generated/id/event.h"
#include "generated/query/reservation.h"

/* All need a transaction in which the seats of the event are locked: then its
 * types are, by id, then reservations, then answers. */

/* Adds the seats of a reservation to those taken (sign 1), or frees them (-1),
 * of the event and of its types. ERR_RETRY when they do not fit. */
MUST_CHECK enum err app_hold_move(struct call *call, struct event_id event,
    struct reservation_id reservation, int64_t persons, int sign);

/* One that holds seats does not any more; to: cancelled or expired. Who was
 * offered them does not come. */
MUST_CHECK enum err app_hold_end(struct call *call, struct event_id event,
    const struct q_reservation_dead_row *held, enum reservation_status to);

/* What somebody holds of an event, and has not confirmed, ends. */
MUST_CHECK enum err app_hold_drop_live(
    struct call *call, struct event_id event, struct user_id user);

/* Whatever somebody has of an event ends: what they hold, and their tickets.
 * What was paid is due if owes is set, or if it is given back by now and nobody
 * has come. The seats
 * of the tickets are still those of their answer. */
MUST_CHECK enum err app_hold_drop(
    struct call *call, struct event_id event, struct user_id user, bool owes);

/* Ends those whose time is over, and tells who was offered something; *n: how
 * many. */
MUST_CHECK enum err app_hold_end_dead(
    struct call *call, const struct app_notice_event *event, size_t *n);

/* One that is confirmed ends, with its tickets: what was paid is due if owes is
 * set. The seats are still those of the answer; *seats: how many. */
MUST_CHECK enum err app_hold_give_back(struct call *call,
    struct reservation_id reservation, int64_t total, bool owes,
    int64_t *seats);

#endif
