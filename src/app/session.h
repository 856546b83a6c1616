/*
 * Sessions and the two tokens that stand for one. The access token is a JWT
 * (crypt/jwt.h); the refresh token carries the session's id and a counter that
 * each rotation raises, so nothing secret is stored.
 */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/call.h"
#include "crypt/cookie.h"
#include "crypt/jwt.h"
#include "crypt/token.h"
#include "generated/id/session.h"
#include "generated/id/user.h"
#include "generated/words.h"

/* What a client gets: the pair, or the cookie. */
struct app_tokens {
	enum session_kind kind;
	char cookie[CRYPT_COOKIE_SIZE];
	char access[CRYPT_JWT_SIZE];
	char refresh[CRYPT_TOKEN_SIZE];
	int64_t expires_in_s; /* of the access token */
	struct user_id user;
	struct session_id session;
};

/* Somebody who has shown who they are, and from where. Texts are borrowed. */
struct app_session {
	struct user_id user;
	enum session_kind kind;
	enum session_method method;
	bool has_factor; /* shown, too */
	const char *ip_address, *user_agent;
};

/* Adds a session and makes its first pair, or its cookie; a mail tells of one
 * from what is new. Needs a transaction that has the user locked. */
MUST_CHECK enum err app_session_start(struct call *call,
    const struct app_session *session, struct app_tokens *out);

/*
 * Exchanges a refresh token, in a transaction of its own that it commits. The
 * current token gives the next pair; the one before it, or any within 10 s of
 * a rotation, gives the current pair again; an older one ends the session and
 * mails the user. ERR_REFRESH_INVALID, ERR_REFRESH_REUSED, ERR_SESSION_EXPIRED,
 * ERR_ACCOUNT_SUSPENDED.
 */
MUST_CHECK enum err app_session_refresh(
    struct call *call, const char *token, struct app_tokens *out);

/* The caller's session was used: its idle time begins anew, unless it was noted
 * after before_us that it was, or it has ended: then is_noted is false. Needs
 * no transaction. */
MUST_CHECK enum err app_session_see(
    struct call *call, int64_t before_us, bool *is_noted);

/* The issuer and audience of access tokens. */
const char *app_session_issuer(const struct conf *conf);

#endif
