/*
 * Money that a provider took and is to pay back: it is asked to until it has.
 */
#ifndef APP_OWING_H
#define APP_OWING_H

#include "app/call.h"
#include "generated/id/payment.h"
#include "generated/id/reservation.h"

/* Both need a transaction in which the seats of the event are locked. */

/* All that is due of a reservation, as far as providers took it, and is not on
 * its way back yet. What people were paid otherwise, or paid back by hand, no
 * provider pays back. */
MUST_CHECK enum err app_owing_add(
    struct call *call, struct reservation_id reservation);

/* So much of one charge, or of all (nil: of any), due or not (minor >= 0), or
 * all that there is when that is less; *is_enough: whether it is not. */
MUST_CHECK enum err app_owing_add_part(struct call *call,
    struct reservation_id reservation, struct payment_id charge, int64_t minor,
    bool *is_enough);

#endif
