/*
 * An account at Clerk that somebody adds to theirs by themselves: also one
 * that they had taken away, of which Clerk's own word is not heard any more.
 */
#ifndef APP_CLERK_CLAIM_H
#define APP_CLERK_CLAIM_H

#include "app/call.h"
#include "generated/id/account.h"

/* The account of whoever a session token of Clerk's is of is the caller's from
 * now on. Begins a transaction, and leaves it open. ERR_NOT_FOUND where Clerk
 * is not used; ERR_TOKEN_INVALID, also of somebody who is gone there,
 * and of a session that was ended here or there, whoever had it;
 * ERR_ACCOUNT_IN_USE; ERR_BUSY while Clerk's keys are asked for; ERR_RETRY. */
MUST_CHECK enum err app_clerk_claim(
    struct call *call, const char *token, struct account_id *id);

#endif
