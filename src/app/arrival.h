/*
 * What comes to somebody with an address that they have proved, by itself: the
 * spaces that it opens, and what an administrator has invited it to.
 */
#ifndef APP_ARRIVAL_H
#define APP_ARRIVAL_H

#include "app/call.h"
#include "generated/id/user.h"

/* To be called in the transaction in which somebody has proved an address, or
 * becomes a user with one that they had. */
MUST_CHECK enum err app_arrival(struct call *call, struct user_id user);

#endif
