/*
 * Asking for one's own erasure, and taking that back while there is time.
 *
 * The token that takes it back is not stored: it is sealed over who it is, and
 * since when they are to be erased, so that it is no good for another time.
 */
#ifndef APP_LEAVING_H
#define APP_LEAVING_H

#include "app/call.h"
#include "crypt/token.h"

/* The caller is out, is erased when ERASURE_DELAY_HOURS have passed, and gets a
 * mail with which they may stay; nothing when they are leaving already. Needs a
 * transaction. ERR_LAST_ADMIN. */
MUST_CHECK enum err app_leaving_begin(struct call *call);

/* Whose token it is stays, and may sign in again, unless an administrator has
 * suspended them meanwhile. Needs a transaction. ERR_TOKEN_INVALID, also of one
 * that was used; ERR_TOKEN_EXPIRED when the time has come. */
MUST_CHECK enum err app_leaving_take_back(struct call *call, const char *token);

/* The same of a user, without a token; nothing when they are not to be erased.
 * Needs a transaction that has them locked whole. ERR_TOKEN_EXPIRED. */
MUST_CHECK enum err app_leaving_stop(struct call *call, struct user_id user);

/* The token of somebody who is to be erased, asked for at a time. */
void app_leaving_token(const struct crypt_keys *keys, struct user_id user,
    int64_t asked_us, char token[CRYPT_TOKEN_SIZE]);

#endif
