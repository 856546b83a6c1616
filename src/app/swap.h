/*
 * Swaps: somebody asks others to do a run in their place. Nothing changes until
 * one of them says that they will.
 */
#ifndef APP_SWAP_H
#define APP_SWAP_H

#include "app/run.h"
#include "generated/query/swap.h"

enum {
	APP_SWAPS_MAX = 10,	/* of one person, that wait for an answer */
	APP_SWAPS_OF_RUN = 200, /* of one run, whatever became of them */
	APP_SWAP_WAIT_S = 3600
};

/* What follows needs a transaction. */

struct app_swap {
	struct user_id to;  /* nil: whoever takes turns and comes first */
	const char *for_on; /* the day of a run of theirs; NULL: none */
};

/* The caller asks about a run that they do, of a routine that is locked. They
 * are locked too (q_user_lock), and before: they may ask in another routine.
 * ERR_FORBIDDEN, ERR_VALIDATION_FAILED, ERR_INVALID_TRANSITION,
 * ERR_RATE_LIMITED. */
MUST_CHECK enum err app_swap_ask(struct call *call, const struct app_run *run,
    const struct app_swap *swap, struct swap_id *id);

/* What is said to one. ERR_NOT_FOUND for whoever does not see its routine,
 * ERR_FORBIDDEN for whom it is not, ERR_SWAP_GONE of one that is over, or when
 * a run has begun, or is somebody else's by now. */

/* The caller does it. */
MUST_CHECK enum err app_swap_accept(struct call *call, struct swap_id id);
/* They do not. */
MUST_CHECK enum err app_swap_decline(struct call *call, struct swap_id id);
/* It is taken back. */
MUST_CHECK enum err app_swap_cancel(struct call *call, struct swap_id id);

#endif
