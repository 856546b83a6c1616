/*
 * What waits for strangers, or reads what they sent, in a process of its own:
 * it ends in time whatever libraries make of their time-outs, and what goes
 * wrong in it goes wrong there.
 */
#ifndef NET_APART_H
#define NET_APART_H

#include <stdbool.h>

#include "base/attr.h"

enum net_apart_end {
	NET_APART_DONE,	    /* *status is what the work returned, up to 255 */
	NET_APART_LATE,	    /* it was ended */
	NET_APART_GIVEN_UP, /* tick said so, and it was ended */
	NET_APART_FAILED    /* it died, or could not begin */
};

struct net_apart {
	/* Runs in the other process, which shares only what was mapped so; it
	 * must leave the caller's connections alone. */
	int (*work)(void *ctx);
	void *ctx;
	unsigned limit_s;
	/* Called about once a second meanwhile, may be NULL; false gives up. */
	bool (*tick)(void *ctx);
	void *tick_ctx;
};

/* Does it and waits for its end. */
MUST_CHECK enum net_apart_end net_apart_run(
    const struct net_apart *a, int *status);

#endif
