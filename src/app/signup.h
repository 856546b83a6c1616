/*
 * Who may make an account: SIGNUP, SIGNUP_DOMAINS, and invites.
 */
#ifndef APP_SIGNUP_H
#define APP_SIGNUP_H

#include "app/account_invite.h"
#include "app/call.h"

/*
 * Whether somebody with the address may make an account; nobody is looked up,
 * so that the answer does not tell who has one. invite: the code of one to
 * make an account, of a cluster's or a group's, NULL: none. The latter is not
 * used up: joining does that; *used is what app_account_invite_use takes in the
 * transaction that makes the account, nil: nothing. Looking for an invite needs
 * no transaction (app/invite.h). ERR_SIGNUP_CLOSED, ERR_INVITE_ONLY; with an
 * invite ERR_INVITE_EXPIRED, ERR_RATE_LIMITED.
 */
MUST_CHECK enum err app_signup_check(struct call *call, const char *email,
    const char *invite, struct account_invite_id *used);

/* What app_signup_check has said of somebody, until it is known whether they
 * make an account at all. */
struct app_signup {
	enum err err;
	const struct fault *fault; /* in the arena; NULL without an error */
	struct account_invite_id used;
};

/* Asks app_signup_check, and keeps what it says, so that a transaction that
 * comes to nothing does not take back what it has counted. Needs that none is
 * open. */
void app_signup_ask(struct call *call, const char *email, const char *invite,
    struct app_signup *out);
/* Records what it has said, and returns it; ERR_INVITE_ONLY when it was not
 * asked (NULL). *used as there. */
MUST_CHECK enum err app_signup_answer(struct call *call,
    const struct app_signup *signup, struct account_invite_id *used);

/* Whether they may without an invite. */
bool app_signup_is_open(const struct call *call, const char *email);

#endif
