/*
 * What providers are asked to pay back, and have: jobs of the worker's.
 */
#ifndef APP_REFUND_H
#define APP_REFUND_H

#include "app/call.h"
#include "generated/id/payment.h"
#include "generated/query/payment.h"
#include "pay/ask.h"

/* What is asked. */
struct app_refund {
	struct q_payment_find_row row;
	const struct pay_provider *provider;
	bool is_list; /* what was paid back of a charge; else to pay back */
	bool is_next; /* another request is to be sent at once */
	struct pay_request request;
};

/* Adds a job for each of which it is not known what has become; *n: how many.
 */
MUST_CHECK enum err app_refund_due(struct call *call, size_t *n);

#define APP_REFUND_JOB "refund"
/* What it asks. ERR_NOT_FOUND: nothing is to be asked. */
MUST_CHECK enum err app_refund_ask(
    struct call *call, struct payment_id id, struct app_refund *out);
/* What came of that, in a transaction; the request of one that is_next is to be
 * sent after it. */
MUST_CHECK enum err app_refund_asked(struct call *call,
    struct app_refund *refund, enum pay_end end,
    const struct json_value *answer);

#endif
