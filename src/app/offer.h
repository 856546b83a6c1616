/*
 * The waitlist of an event with tickets: who waits is offered seats for a
 * while.
 */
#ifndef APP_OFFER_H
#define APP_OFFER_H

#include "app/notice.h"
#include "generated/query/seats.h"

/*
 * Holds seats for everybody who waits and may have them (rule/seats.h), and
 * tells them. Needs a transaction in which the seats are locked, which are read
 * then; *is_full: there may be more to be done.
 */
MUST_CHECK enum err app_offer_give(struct call *call,
    const struct app_notice_event *event, const struct q_seats_lock_row *seats,
    bool *is_full);

#endif
