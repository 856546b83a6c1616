/*
 * Accounts: making one, proving its address, its password.
 */
#ifndef APP_ACCOUNT_H
#define APP_ACCOUNT_H

#include "app/call.h"
#include "app/verification.h"
#include "rule/password.h"
#include "generated/id/account_invite.h"
#include "generated/id/session.h"
#include "generated/id/user.h"
#include "generated/words.h"

/* A new account. Texts have been checked: a well-formed address, names that
 * are not blank. */
struct app_account {
	const char *email, *first_name, *last_name;
	const char *password; /* checked by app_password_check */
	enum user_role role;
	bool is_verified;
	struct account_invite_id invite; /* that is used for it; nil: none */
};

/*
 * Adds the user at once, without a mail. ERR_CONFLICT when the address is
 * taken. Hashes the password, then works in a transaction of its own, which it
 * commits.
 */
MUST_CHECK enum err app_account_add(
    struct call *call, const struct app_account *account, struct user_id *id);

/*
 * Makes the account of somebody who has not asked for it: with the hash of a
 * password their address counts as proved, else (NULL) they are mailed a link
 * with which to choose one. A guest is one no more, with the same id, these
 * names and this role. Needs a transaction. ERR_EMAIL_TAKEN, also for a guest
 * who is suspended.
 */
MUST_CHECK enum err app_account_give(struct call *call,
    const struct app_account *account, const char *hash, struct user_id *id);

/*
 * What sign-up does: adds an unverified user and mails link and code. When the
 * address is taken the caller learns nothing: a verified owner gets a mail that
 * says so; an account that was never verified loses its password, takes the new
 * names unless an administrator has given it a role or a link that works yet,
 * and only the newest mail proves it, or that link. Hashes first, then begins
 * the transaction, which is left open. ERR_RATE_LIMITED when this client asks
 * for too many mails, or too many accounts wait; ERR_INVITE_EXPIRED.
 */
MUST_CHECK enum err app_account_sign_up(
    struct call *call, const struct app_account *account);

/* Mails a new link and code to an address that is not verified. The same kind
 * of mail goes to one address at most once in MAIL_INTERVAL_SECONDS; else
 * nothing happens. Needs a transaction, and does the same work for an address
 * that nobody has. ERR_RATE_LIMITED. */
MUST_CHECK enum err app_account_resend_verification(
    struct call *call, const char *email);
/* Mails a link and code with which the password can be set anew; for the rest
 * as above. */
MUST_CHECK enum err app_account_forgot_password(
    struct call *call, const char *email);

/* Mails a code to sign in with; for the rest as above, but whoever waits for
 * verification gets one, too. */
MUST_CHECK enum err app_account_mail_magic_code(
    struct call *call, const char *email);
/* Whose such a code is, once: their address is verified by it. Leaves a
 * transaction open, with the user locked. ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED.
 */
MUST_CHECK enum err app_account_prove(struct call *call,
    const struct app_verification_proof *proof, struct user_id *user);

/* Verifies the address, and mails a link to choose a password when the account
 * has none; leaves a transaction open. ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED. A
 * link that was used works again while it lives. */
MUST_CHECK enum err app_account_verify(
    struct call *call, const struct app_verification_proof *proof);

/*
 * Somebody has proved their address by an answer to an event: *user is whose it
 * is. An account is made when there is none, a guest's, without a password; one
 * that waited to be verified becomes such a one, and has their names. Locks the
 * user. Needs a transaction. ERR_TOKEN_INVALID for who is suspended.
 */
MUST_CHECK enum err app_account_prove_guest(
    struct call *call, const struct app_account *account, struct user_id *user);

/* The address that a user signs in with is theirs, whoever says so; *n is 0
 * when it was known before. Needs a transaction. */
MUST_CHECK enum err app_account_set_verified(
    struct call *call, struct user_id user, int64_t *n);

/* Sets a new password (checked here; the faults point to pointer), ends all
 * sessions and verifies the address, for the proof proves it. Leaves a
 * transaction open. ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED, ERR_WEAK_PASSWORD. */
MUST_CHECK enum err app_account_reset_password(struct call *call,
    const struct app_verification_proof *proof, const char *password,
    const char *pointer);

/* Hashes and sets the password of a user, ends all sessions but kept (nil:
 * all), and mails the user. Begins a transaction after the hash and leaves it
 * open. old_hash (may be NULL) is what the caller has verified: ERR_RETRY when
 * it is not the password any more, because whoever has changed it meanwhile may
 * have done so to keep this caller out. */
MUST_CHECK enum err app_account_set_password(struct call *call,
    struct user_id user, const char *old_hash, const char *password,
    struct session_id kept);

#endif
