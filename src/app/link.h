/*
 * Linking: whose an account elsewhere is (rule/link.h), with what follows.
 */
#ifndef APP_LINK_H
#define APP_LINK_H

#include "app/sign_in.h"
#include "generated/id/account.h"

/* Who tells Hearth of accounts by itself; no provider is called so. */
#define APP_LINK_CLERK "clerk"

enum { APP_LINK_TTL_S = 600, APP_LINK_TOKEN_MAX = 4096 };

struct app_signup; /* app/signup.h */

/* What its provider says of somebody; texts are borrowed, NULL: not said. */
struct app_identity {
	const char *provider; /* its name */
	const char *subject;
	const char *email;
	bool email_verified;
	bool is_trusted;		    /* the provider is, with that */
	const char *first_name, *last_name; /* as people may be called */
	const char *scope;
	const char *access_token, *refresh_token;
	struct opt_time access_expires, refresh_expires;
	/* whether they may make an account here; NULL: not by this */
	const struct app_signup *signup;
};

/* What came of it: an account that was added to somebody's, or a way in. */
struct app_linked {
	bool is_linked;
	struct account_id account;
	struct app_signed_in signed_in;
};

/*
 * Decides, and does it. user: who adds it to theirs, nil: nobody does; session:
 * from where they come in, NULL: nobody does, it is told of them. Needs a
 * transaction. ERR_ACCOUNT_IN_USE, ERR_ACCOUNT_SUSPENDED, and what
 * app_signup_answer returns;
 * ERR_ACCOUNT_LINK_REQUIRED with a link_ticket among the members of the
 * problem, and the transaction committed.
 */
MUST_CHECK enum err app_link_settle(struct call *call,
    const struct app_identity *identity, struct user_id user,
    struct app_session *session, struct app_linked *out);

/* Seals a token of an account; no bytes for NULL. */
struct bytes app_link_seal(struct call *call, const char *column,
    struct account_id id, const char *token);
/* The token; NULL when there is none, or its key has gone. */
const char *app_link_open(struct call *call, const char *column,
    struct account_id id, struct bytes sealed);

#define APP_LINK_ACCESS	 "account.access_token"
#define APP_LINK_REFRESH "account.refresh_token"

#endif
