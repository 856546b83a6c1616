/*
 * Signing in with an account elsewhere: OpenID Connect's code flow with PKCE
 * (RFC 7636), in three steps. Somebody sets out, with a cookie; they come back
 * with the provider's code, which waits sealed; and the program that they use
 * exchanges what it got for that, once, within a minute: only then is the
 * provider asked.
 *
 * State, nonce, the verifier of PKCE and the cookie follow from the id of the
 * flow and SECRET_KEY, each by a number of its own.
 */
#ifndef APP_OAUTH_H
#define APP_OAUTH_H

#include "app/link.h"
#include "crypt/token.h"

enum {
	APP_OAUTH_TTL_S = 600,	   /* to come back */
	APP_OAUTH_CODE_TTL_S = 60, /* to exchange */
	APP_OAUTH_COOKIE_SIZE = 40
};

/* Somebody who sets out; texts as the contract bounds them. */
struct app_oauth_start {
	const char *provider;
	const char *redirect_uri, *state, *code_challenge; /* of the program */
	struct user_id user; /* who adds the account to theirs; nil: nobody */
};

/* Where they go, and what their browser keeps. */
struct app_oauth_way {
	const char *location;
	char cookie_name[APP_OAUTH_COOKIE_SIZE];
	char cookie[CRYPT_TOKEN_SIZE];
};

/* Sets out. ERR_NOT_FOUND, ERR_PROVIDER_UNAVAILABLE,
 * ERR_REDIRECT_NOT_ALLOWED, ERR_RATE_LIMITED. Needs a transaction. */
MUST_CHECK enum err app_oauth_start(struct call *call,
    const struct app_oauth_start *in, struct app_oauth_way *out);
/* The same in two steps, for who is signed in: token, in place of what stands
 * in in, is what they set out with. */
MUST_CHECK enum err app_oauth_prepare(struct call *call,
    const struct app_oauth_start *in, char token[CRYPT_TOKEN_SIZE]);
/* The second of them, with that token. ERR_FLOW_INVALID. */
MUST_CHECK enum err app_oauth_set_out(struct call *call, const char *provider,
    const char *token, struct app_oauth_way *out);

/* What a browser brings back. */
struct app_oauth_back {
	const char *provider;
	const char *state, *code, *error, *issuer; /* NULL: none */
	const char *cookies;			   /* the header; NULL: none */
};

/* They are back: *location is where the program gets what it exchanges, or is
 * told what went wrong. ERR_FLOW_INVALID when they have not set out with this
 * browser, or came back before. Needs a transaction. */
MUST_CHECK enum err app_oauth_come_back(struct call *call,
    const struct app_oauth_back *back, const char **location);

/* The exchange; session says from where, invite, or NULL, by which somebody may
 * make an account. Needs no transaction, and leaves one
 * open, but not with an error. ERR_TOKEN_INVALID for a code that was used, is
 * over, or whose verifier this is not; ERR_PROVIDER_FAILED,
 * ERR_PROVIDER_UNAVAILABLE; what app_link_settle says. */
MUST_CHECK enum err app_oauth_exchange(struct call *call, const char *code,
    const char *verifier, const char *invite, struct app_session *session,
    struct app_linked *out);

#endif
