/*
 * Tokens by which programs act in somebody's name.
 */
#ifndef APP_API_TOKEN_H
#define APP_API_TOKEN_H

#include "app/call.h"
#include "crypt/api_token.h"
#include "generated/id/api_token.h"

enum {
	APP_API_TOKENS_MAX = 50,
	APP_API_TOKEN_DAYS = 366,  /* the longest that one is good */
	APP_API_TOKEN_USE_S = 3600 /* how exactly its last use is known */
};

/* One to be made. Texts are borrowed. */
struct app_api_token {
	const char *name;
	const char *scopes; /* a JSON array of texts */
	int64_t expires_at_us;
};

/* Makes one for the caller, whom a mail tells. Needs a transaction.
 * ERR_VALIDATION_FAILED for an end that is past or too far;
 * ERR_INVALID_TRANSITION when they have APP_API_TOKENS_MAX. */
MUST_CHECK enum err app_api_token_add(struct call *call,
    const struct app_api_token *token, struct api_token_id *id,
    char out[CRYPT_API_TOKEN_SIZE]);
/* One of the caller's is none any more. Needs a transaction. ERR_NOT_FOUND. */
MUST_CHECK enum err app_api_token_remove(
    struct call *call, struct api_token_id id);

#endif
