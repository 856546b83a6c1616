/*
 * Amounts as Stripe counts them: in the smallest unit of ISO 4217, but of three
 * currencies, and of those with three digits only in whole tens.
 * https://docs.stripe.com/currencies
 */
#ifndef PAY_AMOUNT_H
#define PAY_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

/* False when Stripe cannot take so much of it. */
MUST_CHECK bool pay_amount_to_stripe(
    const char *currency, int64_t minor, int64_t *out);
/* -1 when that is not in whole units. */
int64_t pay_amount_of_stripe(const char *currency, int64_t amount);

#endif
