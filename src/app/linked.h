/*
 * Accounts elsewhere that somebody has: their tokens, and taking them away.
 */
#ifndef APP_LINKED_H
#define APP_LINKED_H

#include "app/call.h"
#include "generated/id/account.h"

/*
 * Asks the provider for other tokens in place of those that it gave. One at a
 * time does: no lock is held while others are waited for, and a token that is
 * good once is not used twice. Needs that no transaction is open.
 * ERR_NOT_FOUND; ERR_INVALID_TRANSITION for one that cannot be renewed, and for
 * one that its provider does not renew any more: its tokens are lost then, and
 * its person is told. ERR_PROVIDER_UNAVAILABLE also while somebody else asks.
 */
MUST_CHECK enum err app_linked_renew(struct call *call, struct account_id id);

/* An access token that holds for two minutes at least, in the arena; of many
 * who want it at once one asks. It is for what asks a provider in somebody's
 * name: nothing does so far, since Hearth takes from providers only who
 * somebody is. The same errors. */
MUST_CHECK enum err app_linked_token(
    struct call *call, struct account_id id, const char **token);

#define APP_LINKED_RENEW_JOB "account_renew" /* of one, by app_linked_renew */
/* Adds such a job for each of those that could soon not be renewed any more;
 * *n: how many. */
MUST_CHECK enum err app_linked_due(struct call *call, size_t *n);

/* Takes one of the caller's away: at once here, and by a job at its provider;
 * their person is told. One of Clerk's ends the caller's sessions of Clerk, and
 * comes back by nothing that Clerk says. Needs a transaction. ERR_NOT_FOUND;
 * ERR_LAST_ACCOUNT when there were no other way in. */
MUST_CHECK enum err app_linked_remove(struct call *call, struct account_id id);
/* Some of whoever is erased; *n: how many. Needs a transaction. */
MUST_CHECK enum err app_linked_release(
    struct call *call, struct user_id user, int64_t *n);

#define APP_LINKED_JOB "account_remove" /* of one that was taken away */
/* Its provider forgets it, if it can, and it goes. Needs that no transaction is
 * open. ERR_NOT_FOUND when it has gone; ERR_PROVIDER_UNAVAILABLE. */
MUST_CHECK enum err app_linked_forget(struct call *call, struct account_id id);

#endif
