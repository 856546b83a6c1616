/*
 * What becomes of a reservation: there are tickets, it is to be paid, given
 * back, or its time is over. What was paid is app/payment.h.
 */
#ifndef APP_SALE_H
#define APP_SALE_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/reservation.h"
#include "generated/query/reservation.h"

/* What follows needs a transaction, and locks the event. */

/* Loads one of the caller's that can still be had, and locks its event. Errors
 * as of app_rsvp_set for who cannot answer; ERR_NOT_FOUND,
 * ERR_RESERVATION_EXPIRED. */
MUST_CHECK enum err app_sale_load_own(struct call *call,
    struct reservation_id id, struct event_id *event,
    struct q_reservation_for_write_row *row);

/* The caller, whose it is, takes what is held: tickets of what costs nothing,
 * else it is to be paid as the instructions say. ERR_NOT_FOUND,
 * ERR_RESERVATION_EXPIRED, ERR_INVALID_TRANSITION, ERR_SALES_CLOSED when it is
 * too late to pay, ERR_PROVIDER_UNAVAILABLE when nothing can be paid. */
MUST_CHECK enum err app_sale_confirm(
    struct call *call, struct reservation_id id);

/* Gives seats back: the caller's own, or as who sells them. ERR_NOT_FOUND,
 * ERR_INVALID_TRANSITION; of the caller's own ERR_NOT_REFUNDABLE, and
 * ERR_ALREADY_CHECKED_IN when somebody has come. */
MUST_CHECK enum err app_sale_cancel(
    struct call *call, struct reservation_id id);

/* Gives back one that is confirmed and loaded: what was paid is due, its
 * tickets end, and their seats are free. */
MUST_CHECK enum err app_sale_give_back(struct call *call, struct event_id event,
    const struct q_reservation_for_write_row *row);

/* So many seats of somebody's tickets, which have ended, are not their answer's
 * any more. Who may follow is not asked here (app/seats.h). */
MUST_CHECK enum err app_sale_unseat(struct call *call, struct event_id event,
    struct user_id user, int64_t seats);

/* Of some events what somebody holds, and has not confirmed, ends; *n: how
 * many.
 */
MUST_CHECK enum err app_sale_release(
    struct call *call, struct user_id user, int64_t *n);

/* The clock's */

/* Adds a job for each event of which a hold is dead; *n: how many. */
MUST_CHECK enum err app_sale_begin(struct call *call, size_t *n);
/* The same for an event that was cancelled, and for dates of that series that
 * were. */
MUST_CHECK enum err app_sale_call_off(struct call *call, struct event_id event);

#define APP_SALE_JOB "reservation"
/* An app_job_fn: ends what is dead, and who waits follows; of a cancelled event
 * all that holds seats, and what was paid is due. */
MUST_CHECK enum err app_sale_run(struct call *call, const char *payload);

#endif
