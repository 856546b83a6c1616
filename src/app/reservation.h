/*
 * Reservations: seats of an event with tickets that somebody has chosen. What
 * becomes of them is in app/sale.h.
 *
 * What holds seats is dead when its time is, whether or not anybody has
 * noticed: it cannot be confirmed any more, and who finds no seats ends it
 * first.
 */
#ifndef APP_RESERVATION_H
#define APP_RESERVATION_H

#include "app/notice.h"
#include "generated/id/event.h"
#include "generated/id/reservation.h"
#include "generated/id/ticket_type.h"
#include "generated/query/reservation.h"
#include "generated/query/seats.h"

struct app_reservation_item {
	struct ticket_type_id type;
	int64_t quantity;
	const char
	    *price; /* of a donation, a decimal; NULL: as it is proposed */
};

/* What follows needs a transaction, and locks the event. */

/*
 * Holds seats for the caller, in place of what they hold of the event; whoever
 * waits leaves the line. confirms: what costs nothing is confirmed at once.
 * Errors as of app_rsvp_set for who cannot answer; ERR_SOLD_OUT, with what is
 * left, ERR_SALES_CLOSED, ERR_LIMIT_PER_PERSON, ERR_VALIDATION_FAILED,
 * ERR_RATE_LIMITED; ERR_INVALID_TRANSITION of a series.
 */
MUST_CHECK enum err app_reservation_add(struct call *call,
    struct event_id event, const struct app_reservation_item *items, size_t n,
    bool confirms, struct reservation_id *id);

/* Whether the caller may see one: theirs, or as who sells. ERR_NOT_FOUND. */
MUST_CHECK enum err app_reservation_see(
    struct call *call, struct reservation_id id);

/* The same, with whose it is and of which event; *sells: whether the caller
 * sells its tickets. */
MUST_CHECK enum err app_reservation_find(struct call *call,
    struct reservation_id id, struct q_reservation_access_row *row,
    bool *sells);

/* Locks what the caller's answer stands on, and then the event, which takes the
 * caller: errors as of app_rsvp_set. *seats: as they then are. */
MUST_CHECK enum err app_reservation_lock(
    struct call *call, struct event_id event, struct q_seats_lock_row *seats);

/* What is told of an event whose seats are locked. */
struct app_notice_event app_reservation_event(
    struct event_id id, const struct q_seats_lock_row *seats);

/* Tells somebody of their reservation; with the seats locked. */
MUST_CHECK enum err app_reservation_tell(struct call *call,
    enum rule_notice kind, struct event_id event, struct user_id user);

#endif
