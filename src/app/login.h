/*
 * Signing in with address and password.
 */
#ifndef APP_LOGIN_H
#define APP_LOGIN_H

#include "app/sign_in.h"

struct app_login_attempt {
	const char *email, *password;
	enum session_kind kind; /* that is to begin */
	const char *ip_address, *user_agent;
};

/*
 * Signs in by a password (app/sign_in.h); leaves a transaction open. An unknown
 * address and a wrong password take the same time and give the same response.
 * ERR_INVALID_CREDENTIALS, ERR_EMAIL_NOT_VERIFIED and ERR_ACCOUNT_SUSPENDED
 * (both only after the right password), ERR_RATE_LIMITED.
 */
MUST_CHECK enum err app_login(struct call *call,
    const struct app_login_attempt *attempt, struct app_signed_in *out);

/*
 * Whether a caller who is signed in knows the password that hash is of;
 * kind and user_agent are not needed. Wrong ones count as failed logins do, so
 * that a stolen token is no way to guess. Needs no transaction. ERR_FORBIDDEN,
 * ERR_RATE_LIMITED.
 */
MUST_CHECK enum err app_login_check_password(struct call *call,
    const struct app_login_attempt *attempt, const char *hash);

#endif
