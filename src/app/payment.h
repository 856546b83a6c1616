/*
 * What was paid, and paid back, by word of who sells; app/hearing.h has that of
 * providers. Who has paid what it costs has the seats that it holds, or such as
 * are free, else the money goes back.
 */
#ifndef APP_PAYMENT_H
#define APP_PAYMENT_H

#include "app/call.h"
#include "app/sold.h"
#include "generated/id/reservation.h"

/* What follows needs a transaction, and locks the event. */

/* Who sells the tickets says that it was paid. ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_payment_mark_paid(
    struct call *call, struct reservation_id id);
/* The same of what is due, that it was paid back. */
MUST_CHECK enum err app_payment_mark_refunded(
    struct call *call, struct reservation_id id);

/*
 * Who sells the tickets gives back what was paid: amount, a decimal, of what
 * stays confirmed, NULL: all, and its tickets end. What a provider took goes
 * back by itself. ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_INVALID_TRANSITION,
 * ERR_NOT_REFUNDABLE when less was paid by a provider.
 */
MUST_CHECK enum err app_payment_refund(
    struct call *call, struct reservation_id id, const char *amount);

/* For whoever has heard that it was paid, and has recorded that. */

/* What it costs was paid: who is to have the seats has them, or gets the money
 * back. */
MUST_CHECK enum err app_payment_settle(const struct app_sold *s);
/* Something else was paid than it costs: it goes back, and the seats go on. */
MUST_CHECK enum err app_payment_send_back(const struct app_sold *s);

#endif
