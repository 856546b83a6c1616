/*
 * The seats of an event and the line before them: the one place where the line
 * moves.
 */
#ifndef APP_SEATS_H
#define APP_SEATS_H

#include "app/call.h"
#include "generated/id/event.h"

/* What follows needs a transaction. */

/* Adds to the seats taken and to those who wait, which locks both. ERR_RETRY
 * when that does not fit, which somebody else's change has caused. */
MUST_CHECK enum err app_seats_move(
    struct call *call, struct event_id event, int64_t taken, int64_t waiting);

/*
 * Seats everybody who waits and may be seated (rule/seats.h) while the event
 * lies ahead, and tells them. Of a very long line so many that others need not
 * wait for long, and a job for the rest. Of a date whose answers to its series
 * found no seats, they are tried again. To be called after whatever frees
 * seats.
 */
MUST_CHECK enum err app_seats_give(struct call *call, struct event_id event);

/* Another capacity; not set is no limit. Seats those who wait and now fit; who
 * never will keeps the place and blocks nobody. ERR_CAPACITY_BELOW_TAKEN. */
MUST_CHECK enum err app_seats_set_capacity(
    struct call *call, struct event_id event, struct opt_int capacity);

#define APP_SEATS_JOB "seats" /* the rest of a line */
/* An app_job_fn: seats it. */
MUST_CHECK enum err app_seats_run(struct call *call, const char *payload);

#endif
