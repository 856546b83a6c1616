/*
 * Where somebody pays: who has the address of the page may see what it is for,
 * and by whom; so it is sealed, until nobody can pay there any more.
 */
#ifndef APP_PAYMENT_PAGE_H
#define APP_PAYMENT_PAGE_H

#include "app/call.h"
#include "generated/id/reservation.h"
#include "pay/provider.h"

/* In a transaction that has locked the event: a provider has answered, which is
 * asked at look_at_us what has become of it. Changes nothing when it has
 * answered before. */
MUST_CHECK enum err app_payment_page_open(struct call *call,
    struct reservation_id reservation, const struct pay_fact *fact,
    int64_t look_at_us);
/* *url: of the arena; NULL: there is none, or its key has gone, which is
 * logged. */
MUST_CHECK enum err app_payment_page_find(
    struct call *call, struct reservation_id reservation, const char **url);

#endif
