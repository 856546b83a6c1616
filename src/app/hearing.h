/*
 * What providers say of payments. However often something is said, late, and in
 * whatever order, a reservation is paid once.
 */
#ifndef APP_HEARING_H
#define APP_HEARING_H

#include "app/call.h"
#include "pay/provider.h"

/* Both need a transaction, and lock the event. */

/* What a provider says has its effect; what was said before has none. What is
 * of nothing that Hearth has asked it for is logged at most. */
MUST_CHECK enum err app_hearing_hear(struct call *call,
    const struct pay_provider *provider, const struct pay_fact *fact);

/* A delivery is heard once. */
MUST_CHECK enum err app_hearing_receive(struct call *call,
    const struct pay_provider *provider, const struct pay_fact *fact);

#endif
