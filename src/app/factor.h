/*
 * What people show besides a password: codes of a program (TOTP), passkeys and,
 * when these are lost, recovery codes.
 */
#ifndef APP_FACTOR_H
#define APP_FACTOR_H

#include "app/call.h"
#include "app/passkey.h"
#include "base/opt.h"
#include "crypt/totp.h"
#include "generated/id/factor.h"
#include "generated/query/factor.h"

enum {
	APP_FACTORS_MAX = 10,
	APP_FACTOR_FAILURES = 10, /* in a row; then none is taken */
	APP_FACTOR_LOCK_S = 900,
	APP_RECOVERY_CODES = 10,
	APP_RECOVERY_SIZE = 10 /* "xxxx-xxxx", terminated */
};

/* How many factors somebody has confirmed. */
struct app_factors {
	int64_t totp, passkey;
};

/* What somebody shows: exactly one is given. */
struct app_factor_proof {
	const char *code;
	const char *recovery_code;
	const struct app_passkey *passkey;
};

/* A try that was counted. Lives in the arena. */
struct app_factor_try {
	struct q_factor_count_try_row *factors;
	size_t n;
};

/* A secret that is shown once. */
struct app_factor_totp {
	struct factor_id id;
	char secret[CRYPT_TOTP_TEXT_SIZE];
	const char *uri; /* otpauth:, for a QR code; in the arena */
};

/* Whether MFA_REQUIRED names anybody. */
bool app_factor_is_asked(const struct conf *conf);
/* Whether it names people of that role. */
bool app_factor_is_required(const struct conf *conf, enum user_role role);

/* Of which kinds the user has confirmed factors. */
MUST_CHECK enum err app_factor_kinds(
    struct call *call, struct user_id user, struct app_factors *out);

/* What follows is the caller's and, unless it says otherwise, needs a
 * transaction. */

/* Begins to add a program that makes codes; what the caller began before is
 * forgotten. ERR_INVALID_TRANSITION when they have APP_FACTORS_MAX. */
MUST_CHECK enum err app_factor_add_totp(
    struct call *call, const char *name, struct app_factor_totp *out);
/* Begins to add a passkey, likewise. */
MUST_CHECK enum err app_factor_add_passkey(
    struct call *call, const char *name, struct factor_id *id);
/* Confirms it by its first code, or the passkey that was made: other sessions
 * of the caller end, and a mail says so. The first one gives recovery codes;
 * *codes is NULL else. Needs no transaction, for what is wrong stays counted;
 * leaves one open. ERR_NOT_FOUND, ERR_MFA_CODE_INVALID; ERR_INVALID_TRANSITION
 * when it was, for a passkey that somebody has, or after APP_FACTOR_FAILURES
 * that were wrong. */
MUST_CHECK enum err app_factor_confirm(struct call *call, struct factor_id id,
    const struct app_factor_proof *proof, char (**codes)[APP_RECOVERY_SIZE]);
/* Removes one; with the last, the recovery codes. ERR_NOT_FOUND. */
MUST_CHECK enum err app_factor_remove(struct call *call, struct factor_id id);
/* APP_RECOVERY_CODES new ones, in the arena; those before work no more.
 * ERR_INVALID_TRANSITION without a factor. */
MUST_CHECK enum err app_factor_renew_recovery(
    struct call *call, char (**codes)[APP_RECOVERY_SIZE]);

/* Two steps, of two transactions: what is wrong stays counted. */

/* Counts a try. ERR_MFA_CODE_INVALID when the user has no factor,
 * ERR_RATE_LIMITED while too many were wrong. */
MUST_CHECK enum err app_factor_count(
    struct call *call, struct user_id user, struct app_factor_try *out);
/* Takes what is shown: each code once, whoever else shows it.
 * ERR_MFA_CODE_INVALID. */
MUST_CHECK enum err app_factor_accept(struct call *call, struct user_id user,
    const struct app_factor_try *try, const struct app_factor_proof *proof);

#endif
