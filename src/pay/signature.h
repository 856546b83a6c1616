/*
 * Stripe's signature of a delivery: the header "t=<seconds>,v1=<hex>", with a
 * v1 for each secret that signs, each the HMAC-SHA256 of "<seconds>.<body>".
 * https://docs.stripe.com/webhooks#verify-manually
 */
#ifndef PAY_SIGNATURE_H
#define PAY_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/opt.h"

/* How far its time may be from ours, either way. */
enum { PAY_SIGNATURE_S = 300 };

/*
 * Whether one of the secrets, which commas separate, has made a v1 of a header
 * with one time, which is near. header may be NULL. The time that it takes
 * depends on none of the secrets.
 */
MUST_CHECK bool pay_signature_is_valid(
    const char *header, struct bytes body, const char *secrets, int64_t now_s);

#endif
