/*
 * What a browser keeps of a session: whose it is and which, and a proof of
 * both. Nothing secret is stored to check it; whether the session still lives
 * the database says.
 */
#ifndef CRYPT_COOKIE_H
#define CRYPT_COOKIE_H

#include "crypt/keys.h"
#include "generated/id/session.h"
#include "generated/id/user.h"

/* base64url of 16 + 16 + 32 bytes, terminated. */
enum { CRYPT_COOKIE_SIZE = 87 };

/* The same at each call, until the keys change. */
void crypt_cookie_seal(const struct crypt_keys *k, struct session_id session,
    struct user_id user, char out[CRYPT_COOKIE_SIZE]);
/* False when these keys have not sealed the text, or it is not in canonical
 * form. Constant time. */
MUST_CHECK bool crypt_cookie_open(const struct crypt_keys *k, const char *text,
    struct session_id *session, struct user_id *user);

#endif
