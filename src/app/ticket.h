/*
 * What somebody has begun and goes on with in minutes, once: they hold its
 * token, and what was found out so far waits, sealed, in the database.
 */
#ifndef APP_TICKET_H
#define APP_TICKET_H

#include "app/call.h"
#include "base/opt.h"
#include "crypt/token.h"
#include "generated/id/auth_ticket.h"

enum app_ticket_kind {
	APP_TICKET_MFA = 1, /* somebody knows a password; a factor is wanted */
	APP_TICKET_PASSKEY, /* a passkey is to sign this */
	APP_TICKET_LINK,    /* an account elsewhere, which has no user yet */
	APP_TICKET_ENROL /* a passkey is to be made; its factor has the row */
};

enum { APP_TICKET_DATA_MAX = 16384, APP_TICKET_TRIES = 5 };

struct app_ticket {
	struct auth_ticket_id id;
	struct user_id user; /* nil: nobody's */
	struct bytes data;   /* opened; in the arena */
	int64_t expires_at;
};

/* Begins; token is what goes on. user may be nil, data without bytes. Needs a
 * transaction. */
MUST_CHECK enum err app_ticket_add(struct call *call, enum app_ticket_kind kind,
    struct user_id user, struct bytes data, int64_t ttl_s,
    char token[CRYPT_TOKEN_SIZE]);

/*
 * One try to go on, which stays counted if the transaction that the caller has
 * begun is committed. ERR_TOKEN_INVALID for a token of another kind, one of
 * which APP_TICKET_TRIES were made, which is done or over.
 */
MUST_CHECK enum err app_ticket_try(struct call *call, enum app_ticket_kind kind,
    const char *token, struct app_ticket *out);

/* What would go on, without a try. ERR_TOKEN_INVALID. */
MUST_CHECK enum err app_ticket_look(struct call *call,
    enum app_ticket_kind kind, const char *token, struct app_ticket *out);
/* The same by its id, for who sends a mail. ERR_NOT_FOUND. */
MUST_CHECK enum err app_ticket_get(struct call *call, enum app_ticket_kind kind,
    struct auth_ticket_id id, struct app_ticket *out);

/* It is done. ERR_TOKEN_INVALID when somebody else was faster. */
MUST_CHECK enum err app_ticket_use(struct call *call, struct auth_ticket_id id);

#endif
