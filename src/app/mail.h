/*
 * The mails that Hearth sends, as jobs. A job names a mail and whom or what it
 * is about; addresses, links and codes are looked up and derived by the worker
 * when it sends, so the queue holds no secret.
 */
#ifndef APP_MAIL_H
#define APP_MAIL_H

#include "app/call.h"

/* What a mail is about, and so which ids its job holds. */
enum app_mail_topic { APP_MAIL_VERIFICATION, APP_MAIL_ACCOUNT, APP_MAIL_EVENT };

/* X(kind, name in the job, topic) */
#define APP_MAIL_TABLE(X)                                          \
	X(VERIFY_EMAIL, "verify_email", VERIFICATION)              \
	X(RESET_PASSWORD, "reset_password", VERIFICATION)          \
	X(ALREADY_REGISTERED, "already_registered", ACCOUNT)       \
	X(PASSWORD_CHANGED, "password_changed", ACCOUNT)           \
	X(REFRESH_REUSED, "refresh_reused", ACCOUNT)               \
	X(PROMOTED_FROM_WAITLIST, "promoted_from_waitlist", EVENT) \
	X(EVENT_CANCELLED, "event_cancelled", EVENT)

enum app_mail_kind {
#define APP_MAIL_ENUM(kind, name, topic) APP_MAIL_##kind,
	APP_MAIL_TABLE(APP_MAIL_ENUM)
#undef APP_MAIL_ENUM
	    APP_MAIL_KINDS
};

/* What the token in a link is sealed with besides the verification's id
 * (crypt_token_seal with CRYPT_MAIL_TOKEN), so that the link of one purpose is
 * no use for the other. */
enum { APP_MAIL_SEAL_VERIFY = 1, APP_MAIL_SEAL_RESET = 2 };

/*
 * Each adds one job in the caller's transaction; a second one for the same
 * verification, while the first waits, adds nothing.
 */

/* Link and code that verify an address. */
MUST_CHECK enum err app_mail_verification(
    struct call *call, struct verification_id id);
/* Link and code that reset a password. */
MUST_CHECK enum err app_mail_reset(
    struct call *call, struct verification_id id);
/* Something about the user's account; kind is of the topic ACCOUNT. */
MUST_CHECK enum err app_mail_account(
    struct call *call, enum app_mail_kind kind, struct user_id user);
/* Something about an event for one user; kind is of the topic EVENT. */
MUST_CHECK enum err app_mail_event(struct call *call, enum app_mail_kind kind,
    struct user_id user, struct event_id event);

/* The other side, for the worker. */

#define APP_MAIL_JOB "mail" /* the kind of these jobs */

struct app_mail {
	enum app_mail_kind kind;
	enum app_mail_topic topic;
	struct verification_id verification; /* nil unless of the topic */
	struct user_id user;
	struct event_id event;
};

/* The name of a kind, a static string. */
const char *app_mail_name(enum app_mail_kind kind);
/* Reads the payload of a job. ERR_BAD_REQUEST when it is not one. */
MUST_CHECK enum err app_mail_read(
    struct call *call, const char *payload, struct app_mail *out);

#endif
