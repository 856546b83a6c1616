/*
 * All by which somebody comes into an account.
 */
#ifndef APP_WAY_IN_H
#define APP_WAY_IN_H

#include "app/call.h"
#include "generated/id/user.h"

/* Ends all of them but the password: sessions, accounts elsewhere, second steps
 * and what stands for them, API tokens. Needs a transaction that has the user
 * locked whole. */
MUST_CHECK enum err app_way_in_end_all(struct call *call, struct user_id user);

#endif
