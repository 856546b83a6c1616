/*
 * The end of every way in: whoever has shown who they are gets a session, or is
 * asked for a second step first.
 */
#ifndef APP_SIGN_IN_H
#define APP_SIGN_IN_H

#include "app/factor.h"
#include "app/session.h"
#include "crypt/token.h"

enum { APP_MFA_TTL_S = 300 };

/* Either tokens, or a token with which a second step is taken. */
struct app_signed_in {
	bool wants_factor;
	bool password_breached; /* the one it was done by has leaked */
	struct app_tokens tokens;
	char mfa_token[CRYPT_TOKEN_SIZE];
	struct app_factors factors;
};

/* Signs somebody in who has not shown a factor, or has. Needs a transaction
 * that has the user locked. */
MUST_CHECK enum err app_sign_in(struct call *call,
    const struct app_session *session, struct app_signed_in *out);

/*
 * Takes the second step: kind, ip_address and user_agent of session count, the
 * rest was found out before. Leaves a transaction open. ERR_TOKEN_INVALID for a
 * token that is over, was used or tried five times; ERR_MFA_CODE_INVALID;
 * ERR_RATE_LIMITED when too many codes were wrong; ERR_ACCOUNT_SUSPENDED.
 */
MUST_CHECK enum err app_sign_in_go_on(struct call *call, const char *mfa_token,
    const struct app_factor_proof *proof, struct app_session *session,
    struct app_tokens *out);

/*
 * Signs in by a passkey, which counts as both steps: user and has_factor of
 * session are found out. Leaves a transaction open. ERR_INVALID_CREDENTIALS,
 * ERR_ACCOUNT_SUSPENDED.
 */
MUST_CHECK enum err app_sign_in_by_passkey(struct call *call,
    const struct app_passkey *shown, struct app_session *session,
    struct app_tokens *out);

#endif
