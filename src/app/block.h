/*
 * Blocks: two people who do not want to see each other. A block of either side
 * holds for both, and nobody is told.
 */
#ifndef APP_BLOCK_H
#define APP_BLOCK_H

#include "app/call.h"
#include "generated/id/user.h"

enum { APP_BLOCKS_MAX = 1000 }; /* of one person */

/* What follows needs a transaction. */

/*
 * The caller blocks somebody; fine when they have already. What ties the two is
 * over: invites of one to the other, being named by what the other organizes
 * and answers to it, unless it is over; who waits for the seats gets them.
 * ERR_NOT_FOUND when there is no such user, ERR_VALIDATION_FAILED for
 * themselves and beyond APP_BLOCKS_MAX.
 */
MUST_CHECK enum err app_block_put(struct call *call, struct user_id other);

/* The caller blocks somebody no more, which says nothing of the other side;
 * fine when they never did. ERR_NOT_FOUND when there is no such user. */
MUST_CHECK enum err app_block_remove(struct call *call, struct user_id other);

#define APP_BLOCK_JOB "block" /* what app_block_put missed, or left */
/* An app_job_fn: looks once more for answers, one of which may have been on its
 * way; does one step, and adds a job for the next. */
MUST_CHECK enum err app_block_run(struct call *call, const char *payload);

#endif
