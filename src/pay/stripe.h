/*
 * Stripe, by Checkout: somebody pays on a page of Stripe's, which says by
 * webhooks what came of it.
 */
#ifndef PAY_STRIPE_H
#define PAY_STRIPE_H

#include "pay/provider.h"

extern const struct pay_provider pay_stripe;

/* For its table. */

/* A session, a refund or a charge. */
bool pay_stripe_read(const struct json_value *answer, struct pay_fact *out);
/* A list of refunds. */
bool pay_stripe_read_refunds(
    const struct json_value *answer, struct pay_fact *out, size_t *n);
/* A delivery. */
bool pay_stripe_read_event(
    const struct json_value *event, struct pay_fact *out);

#endif
