/*
 * The keys by which Clerk signs its tokens. Requests read what is stored; only
 * the worker asks for them, hourly, and when a key is named that is not known,
 * but not twice in a minute: whoever names one cannot make Hearth ask at will.
 */
#ifndef APP_CLERK_KEYS_H
#define APP_CLERK_KEYS_H

#include "app/call.h"

#define APP_CLERK_KEYS_JOB "jwks_refresh"

/* Adds such a job, unless they were asked for less than a minute before;
 * tried_us: when that was. */
MUST_CHECK enum err app_clerk_keys_soon(struct call *call, int64_t tried_us);
/* Adds one when they were not asked for in about an hour. */
MUST_CHECK enum err app_clerk_keys_due(struct call *call);
/* Asks for them; those that are known stay when there are none of use. Needs
 * that no transaction is open. ERR_PROVIDER_UNAVAILABLE, ERR_PROVIDER_FAILED,
 * both with the least pause before the next time. */
MUST_CHECK enum err app_clerk_keys_ask(struct call *call);

#endif
