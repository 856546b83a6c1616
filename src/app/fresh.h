/*
 * Whether somebody has just shown who they are: what matters most asks for it,
 * so that whoever finds an open program, or copies a token, cannot do it.
 */
#ifndef APP_FRESH_H
#define APP_FRESH_H

#include "app/factor.h"

/* What has been shown in a session, and could be. */
struct app_fresh {
	struct opt_time authenticated_at, factor_at;
	bool has_password, has_totp, has_passkey;
};

/* Until when that is fresh, in microseconds; not later than now: it is not. */
int64_t app_fresh_until(const struct conf *conf, const struct app_fresh *shown);
/* By what it would be, as elements of a JSON array: "\"totp\"", say. "" when it
 * is. */
const char *app_fresh_methods(
    const struct call *call, const struct app_fresh *shown);

/* What a caller shows again; what is not given is NULL. */
struct app_fresh_proof {
	const char *password, *code;
	struct app_factor_proof factor;
};

/* Mails the caller a code. Needs a transaction. ERR_RATE_LIMITED. */
MUST_CHECK enum err app_fresh_mail_code(struct call *call);
/* Notes in the caller's session what they have shown; *out is what that comes
 * to. Leaves a transaction open. ERR_FORBIDDEN for a wrong password,
 * ERR_TOKEN_INVALID and ERR_TOKEN_EXPIRED for a mailed code,
 * ERR_MFA_CODE_INVALID, ERR_RATE_LIMITED. */
MUST_CHECK enum err app_fresh_show(struct call *call,
    const struct app_fresh_proof *proof, struct app_fresh *out);

#endif
