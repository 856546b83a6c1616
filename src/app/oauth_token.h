/*
 * What a provider gives for its code: tokens, and who it says somebody is; and
 * for a refresh token (RFC 6749, 4.1.3 and 6; OpenID Connect Core 1.0, 3.1.3).
 */
#ifndef APP_OAUTH_TOKEN_H
#define APP_OAUTH_TOKEN_H

#include "app/link.h"
#include "app/provider_ask.h"
#include "crypt/token.h"

/* What is exchanged. */
struct app_oauth_grant {
	char *code;
	char verifier[CRYPT_TOKEN_SIZE]; /* of PKCE */
	char nonce[CRYPT_TOKEN_SIZE];
};

/* Where a provider sends people back to; in the arena. */
const char *app_oauth_callback(
    struct call *call, const struct q_provider_find_row *provider);
/* The challenge of a verifier: S256 of RFC 7636, 4.2. */
void app_oauth_challenge(const char *verifier, char out[44]);

/* Who somebody is. ERR_TOKEN_INVALID when the provider does not take the code;
 * ERR_PROVIDER_FAILED for what must not be believed; ERR_PROVIDER_UNAVAILABLE.
 * Needs that no transaction is open. */
MUST_CHECK enum err app_oauth_redeem(struct call *call, struct app_provider *p,
    const struct app_oauth_grant *grant, struct app_identity *out);

/* Tokens of an account; NULL, and not set: not given. */
struct app_oauth_tokens {
	const char *access, *refresh, *id, *scope;
	struct opt_time access_expires, refresh_expires;
};

/* Others for a refresh token. The same errors. */
MUST_CHECK enum err app_oauth_renew(struct call *call, struct app_provider *p,
    const char *refresh_token, struct app_oauth_tokens *out);

/* The provider shall forget a token (RFC 7009). */
MUST_CHECK enum err app_oauth_revoke(
    struct call *call, struct app_provider *p, const char *token);

#endif
