/*
 * Pages of providers where people pay. A provider is asked outside of any
 * transaction, by whoever can (pay/ask.h): what is asked is written down
 * before, so that it is asked for one page however often somebody tries, and
 * whatever ends in between.
 */
#ifndef APP_CHECKOUT_H
#define APP_CHECKOUT_H

#include "app/call.h"
#include "generated/id/reservation.h"
#include "pay/ask.h"
#include "pay/provider.h"

/* What somebody wants. */
struct app_checkout_wish {
	struct reservation_id reservation;
	const char *provider; /* NULL: the usual one */
	/* where the provider sends people afterwards; NULL: to PUBLIC_URL */
	const char *success_url, *cancel_url;
};

/* What is asked of a provider, or has been. */
struct app_checkout {
	struct reservation_id reservation;
	const struct pay_provider *provider;
	int64_t created_us;
	int64_t version;  /* of the reservation, before */
	bool is_repeated; /* begun before: the reservation stays as it is */
	bool is_open;	  /* there is a page: nobody needs to be asked */
	struct pay_request request;
};

/* The provider that a reservation of the caller's is paid by; NULL: nothing is
 * to be paid. ERR_NOT_FOUND, ERR_PROVIDER_UNAVAILABLE when the server has none
 * like that, ERR_VALIDATION_FAILED for a URL of another site. */
MUST_CHECK enum err app_checkout_choose(struct call *call,
    const struct app_checkout_wish *wish, const struct pay_provider **provider);

/* What follows needs a transaction, and locks the event. */

/* The reservation awaits payment by a provider that is asked by HTTP. Errors as
 * of app_sale_confirm; ERR_PROVIDER_FAILED when the provider takes no such
 * amounts, or has refused too often. */
MUST_CHECK enum err app_checkout_begin(struct call *call,
    const struct app_checkout_wish *wish, const struct pay_provider *provider,
    struct app_checkout *out);
/* What came of asking. ERR_PROVIDER_FAILED: nothing, and another attempt is
 * another request; ERR_PROVIDER_UNAVAILABLE: the same may be asked again. What
 * is written then is to be committed all the same. */
MUST_CHECK enum err app_checkout_end(struct call *call,
    const struct app_checkout *checkout, enum pay_end end,
    const struct json_value *answer);

/* The clock's */

/* Adds a job for each page of which it is not known what has become; *n: how
 * many. */
MUST_CHECK enum err app_checkout_due(struct call *call, size_t *n);

#define APP_CHECKOUT_JOB "checkout" /* asks what has become of one */
/* What it asks. ERR_NOT_FOUND: nothing is to be asked. */
MUST_CHECK enum err app_checkout_look(struct call *call,
    struct reservation_id reservation, struct app_checkout *out);
/* What came of that, in a transaction. *expires: nobody shall pay there any
 * more, which request asks for. */
MUST_CHECK enum err app_checkout_looked(struct call *call,
    struct app_checkout *checkout, enum pay_end end,
    const struct json_value *answer, bool *expires);

#endif
