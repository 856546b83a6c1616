/*
 * Somebody leaves all spaces, whatever they are in them: what they own passes
 * to others, and closes where there are none.
 */
#ifndef APP_HEIR_H
#define APP_HEIR_H

#include "app/call.h"

/* Out of one space that they are in, or own; *n is 0 when there is none. A
 * cluster passes to an admin, a group to a moderator, else to whoever has been
 * a member for the longest; without other members it closes at once, and is
 * ghost's until it goes. Needs a transaction. ERR_RETRY. */
MUST_CHECK enum err app_heir_leave(
    struct call *call, struct user_id user, struct user_id ghost, int64_t *n);

#endif
