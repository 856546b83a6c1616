/*
 * What becomes of a reservation: there are tickets, it is paid, given back, or
 * its time is over.
 */
#ifndef APP_SALE_H
#define APP_SALE_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/reservation.h"

/* What follows needs a transaction, and locks the event. */

/* The caller, whose it is, takes what is held: tickets of what costs nothing,
 * else it is to be paid. ERR_NOT_FOUND, ERR_RESERVATION_EXPIRED,
 * ERR_INVALID_TRANSITION, ERR_SALES_CLOSED when it is too late to pay,
 * ERR_PROVIDER_UNAVAILABLE when nothing can be paid. */
MUST_CHECK enum err app_sale_confirm(
    struct call *call, struct reservation_id id);

/* Gives seats back: the caller's own, or as who sells them. ERR_NOT_FOUND,
 * ERR_INVALID_TRANSITION, ERR_NOT_REFUNDABLE. */
MUST_CHECK enum err app_sale_cancel(
    struct call *call, struct reservation_id id);

/* Who sells the tickets says that it was paid. ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_sale_mark_paid(
    struct call *call, struct reservation_id id);
/* The same of what was paid back. */
MUST_CHECK enum err app_sale_mark_refunded(
    struct call *call, struct reservation_id id);

/* Of some events what somebody holds, and has not confirmed, ends; *n: how
 * many.
 */
MUST_CHECK enum err app_sale_release(
    struct call *call, struct user_id user, int64_t *n);

/* The clock's */

/* Adds a job for each event of which a hold is dead; *n: how many. */
MUST_CHECK enum err app_sale_begin(struct call *call, size_t *n);
/* The same for an event that was cancelled, and for the dates of such a series.
 */
MUST_CHECK enum err app_sale_call_off(struct call *call, struct event_id event);

#define APP_SALE_JOB "reservation"
/* An app_job_fn: ends what is dead, and who waits follows; of a cancelled event
 * all that holds seats, and what was paid is due. */
MUST_CHECK enum err app_sale_run(struct call *call, const char *payload);

#endif
