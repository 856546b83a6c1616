/*
 * Asking a provider, by net/fetch and its rules.
 */
#ifndef PAY_ASK_H
#define PAY_ASK_H

#include "base/fault.h"
#include "net/breaker.h"
#include "pay/provider.h"

/* How a provider is reached; all borrowed. */
struct pay_access {
	const struct pay_provider *provider;
	const char *url;    /* of its API, without a slash at the end */
	const char *secret; /* its key */
	const char *allow;  /* as of net/fetch.h */
	struct net_breaker *breaker;
	bool (*tick)(void *ctx); /* as of net/fetch.h */
	void *tick_ctx;
};

enum pay_end {
	PAY_ANSWERED, /* *answer says what */
	PAY_REFUSED,  /* it has not happened, and never will */
	PAY_SILENT    /* nobody knows: the same request may be sent again */
};

/* Asks, and waits for the end of that. A reason goes into f->detail, for those
 * who run the server, when it is not answered; f->err stays. */
MUST_CHECK enum pay_end pay_ask(const struct pay_access *access,
    const struct pay_request *request, struct arena *arena, struct fault *f,
    const struct json_value **answer);

#endif
