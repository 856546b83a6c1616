/*
 * Whose API tokens those are that a process has seen: with that, the question
 * whether one is still good goes to the database together with the request's
 * own first statement, as it does for sessions. What is remembered here lets
 * nobody in; a token never changes hands.
 */
#ifndef API_TOKEN_HOLDER_H
#define API_TOKEN_HOLDER_H

#include "app/call.h"
#include "crypt/digest.h"

struct api_token_holders;

/* None yet. Ends with free. */
struct api_token_holders *api_token_holders_new(void);

/* Fills the user of the call with who has the token of a hash, asking the
 * database if need be. ERR_NOT_AUTHENTICATED when nobody has. */
MUST_CHECK enum err api_token_holder_find(struct api_token_holders *holders,
    const unsigned char hash[CRYPT_SHA256_SIZE], struct call *call);

#endif
