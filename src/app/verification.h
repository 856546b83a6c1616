/*
 * Links and codes that are mailed to prove an address. Neither is stored: both
 * are derived from the verification's id and the secret key, here to check
 * them and in the worker to write them.
 */
#ifndef APP_VERIFICATION_H
#define APP_VERIFICATION_H

#include "app/call.h"
#include "generated/id/space.h"
#include "generated/id/user.h"
#include "generated/id/verification.h"
#include "generated/query/user.h"

enum app_verification_purpose {
	APP_VERIFICATION_EMAIL,
	APP_VERIFICATION_RESET,
	APP_VERIFICATION_MEMBERSHIP, /* of a space, by any address; no link */
	APP_VERIFICATION_MAGIC,	     /* to sign in; no link */
	APP_VERIFICATION_REAUTHENTICATE, /* who is signed in; no link */
	APP_VERIFICATION_EMAIL_OLD,	 /* that the address may change, */
	APP_VERIFICATION_EMAIL_NEW,	 /* to this one */
	APP_VERIFICATION_EMAIL_UNDO,	 /* that it must not have; no code */
	APP_VERIFICATION_FIRST /* as RESET, for who was given an account */
};

enum {
	APP_VERIFICATION_TTL_S = 3600, /* of the link */
	APP_VERIFICATION_CHANGE_TTL_S = 24 * 3600,
	APP_VERIFICATION_UNDO_TTL_S = 72 * 3600,
	APP_VERIFICATION_FIRST_TTL_S = 72 * 3600
};

/* Proof that somebody reads the mail of an address: the token of a link, or
 * the address and the six digits. Exactly one of token and code is given. An
 * email of NULL stands for the address that the caller's last code went to. */
struct app_verification_proof {
	const char *token;
	const char *email, *code;
};

/* What a proof stands for. */
struct app_verification {
	struct verification_id id;
	struct user_id user;
	const char *email;     /* where it was mailed */
	struct space_id space; /* of a membership */
};

/* Whether the last mail of this kind to the user is MAIL_INTERVAL_SECONDS old;
 * so it is for a user who does not exist. Locks the user until the transaction
 * ends: address, is_verified and is_suspended of the row are then as they are,
 * and not as they were read. */
MUST_CHECK enum err app_verification_is_due(struct call *call,
    struct q_user_for_login_row *user, enum app_verification_purpose purpose,
    bool *is_due);

/* Makes a verification, ends the codes before it, and mails it; in the
 * caller's transaction. Links mailed before go on working. */
MUST_CHECK enum err app_verification_send(struct call *call,
    struct user_id user, const char *email,
    enum app_verification_purpose purpose);
/* The same to an address of the caller's that is to prove a membership. */
MUST_CHECK enum err app_verification_send_membership(
    struct call *call, struct space_id space, const char *email);
/* Only remembers, for app_verification_is_due, that the user was mailed. */
MUST_CHECK enum err app_verification_note(struct call *call,
    struct user_id user, const char *email,
    enum app_verification_purpose purpose);
/* Does as much as app_verification_send, of which nothing comes: what is asked
 * for an address without an account, or too early, must not be answered
 * sooner. The mail that it adds is about nothing; the worker drops it. */
MUST_CHECK enum err app_verification_pretend(
    struct call *call, enum app_verification_purpose purpose);
/* Ends every link and code of the user for the purpose; nothing of nobody. */
MUST_CHECK enum err app_verification_end_all(struct call *call,
    struct user_id user, enum app_verification_purpose purpose);

/* One more request for a mail, which somebody may not want, and rows:
 * ERR_RATE_LIMITED beyond MAIL_REQUESTS_PER_DAY from a network. */
MUST_CHECK enum err app_verification_count_request(struct call *call);

/* Whom the proof stands for. Begins a transaction and leaves it open.
 * ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED. */
MUST_CHECK enum err app_verification_check(struct call *call,
    const struct app_verification_proof *proof,
    enum app_verification_purpose purpose, struct app_verification *out);

/* Whether a token was made for the purpose; nothing else of it is checked. */
bool app_verification_is_of(const struct call *call, const char *token,
    enum app_verification_purpose purpose);

/* To be called in the transaction that is to have the effect, before anything
 * else in it: locks the user, then sees that the link or code was not ended
 * meanwhile. Whoever ends one has the user locked, too. ERR_TOKEN_INVALID,
 * ERR_TOKEN_EXPIRED. */
MUST_CHECK enum err app_verification_lock(struct call *call,
    const struct app_verification *v, enum app_verification_purpose purpose);

/* Marks it used; ERR_TOKEN_INVALID when it was before. */
MUST_CHECK enum err app_verification_use_once(
    struct call *call, struct verification_id id);

/* Forgets every link and code of the user for the purpose. */
MUST_CHECK enum err app_verification_forget(struct call *call,
    struct user_id user, enum app_verification_purpose purpose);
/* The same of those that were made no earlier than one. */
MUST_CHECK enum err app_verification_forget_since(struct call *call,
    const struct app_verification *v, enum app_verification_purpose purpose);

#endif
