/*
 * Money that a provider took and is to pay back: it is asked to until it has.
 */
#ifndef APP_OWING_H
#define APP_OWING_H

#include "app/call.h"
#include "generated/id/payment.h"
#include "generated/id/reservation.h"

/* Both need a transaction in which the seats of the event are locked. */

/* All that providers took for a reservation, and is not on its way back yet.
 * What people were paid otherwise nobody pays back by itself. */
MUST_CHECK enum err app_owing_add(
    struct call *call, struct reservation_id reservation);

/* The same of one charge, or of so much of all (minor > 0; nil: of any);
 * *is_enough: whether so much was left. Else nothing is paid back. */
MUST_CHECK enum err app_owing_add_part(struct call *call,
    struct reservation_id reservation, struct payment_id charge, int64_t minor,
    bool *is_enough);

#endif
