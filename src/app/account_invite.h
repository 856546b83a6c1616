/*
 * Invites by which somebody makes an account where not everybody may
 * (app/signup.h). One to an address is that person's alone, counts when they
 * have proved it, and may give them a role; any other is of whoever has the
 * code, as often as it says. The code is derived from the invite's id.
 */
#ifndef APP_ACCOUNT_INVITE_H
#define APP_ACCOUNT_INVITE_H

#include "app/call.h"
#include "crypt/token.h"
#include "generated/id/account_invite.h"
#include "generated/id/user.h"
#include "generated/words.h"

enum {
	APP_ACCOUNT_INVITE_DAYS = 90,	/* the longest that one is good */
	APP_ACCOUNT_INVITES_MAX = 10000 /* that one administrator has made */
};

/* One to be made; email is borrowed, NULL: of whoever has the code. */
struct app_account_invite {
	const char *email;
	enum user_role role;
	int64_t max_uses;
	int64_t expires_at_us;
};

/*
 * Makes one of the caller, an administrator, in place of one to the same
 * address, which is mailed. Needs a transaction. ERR_FORBIDDEN;
 * ERR_SIGNUP_CLOSED where nobody could use it;
 * ERR_EMAIL_TAKEN when somebody has the address; ERR_VALIDATION_FAILED for a
 * role without an address, more than one use with one, and an end that is past
 * or too far; ERR_INVALID_TRANSITION when there are too many.
 */
MUST_CHECK enum err app_account_invite_add(struct call *call,
    const struct app_account_invite *invite, struct account_invite_id *id,
    char code[CRYPT_TOKEN_SIZE]);
/* It is good for nobody any more. Needs a transaction. ERR_FORBIDDEN,
 * ERR_NOT_FOUND. */
MUST_CHECK enum err app_account_invite_remove(
    struct call *call, struct account_invite_id id);

/* Its code; the same at each call, until the keys change. */
void app_account_invite_code(const struct call *call,
    struct account_invite_id id, char code[CRYPT_TOKEN_SIZE]);
/* Where the page is that it opens; no log gets what is behind a #. Lives in
 * the arena. */
const char *app_account_invite_url(struct call *call, const char *code);

/*
 * Whether a code lets somebody with the address in. False for *is_one: it is
 * of no invite to make an account. *used is what app_account_invite_use takes,
 * nil for one to an address. ERR_INVITE_ONLY when it is another's, or gone;
 * ERR_INVITE_EXPIRED.
 */
MUST_CHECK enum err app_account_invite_check(struct call *call,
    const char *code, const char *email, bool *is_one,
    struct account_invite_id *used);
/* One use of it; none of a nil one. Needs a transaction. ERR_INVITE_EXPIRED
 * when somebody else had the last one. */
MUST_CHECK enum err app_account_invite_use(
    struct call *call, struct account_invite_id id);

/* Somebody has proved the address that one is to: it is used, and the role is
 * theirs. Nothing without one. Needs a transaction. */
MUST_CHECK enum err app_account_invite_settle(
    struct call *call, struct user_id user, const char *email_key);

#endif
