/*
 * Clerk's tokens as bearers: they name a session there, and hold for a minute.
 * A process keeps the keys as they were stored last, and the tokens that it has
 * verified, until they end: the same one again costs a digest. That lets nobody
 * in by itself; whether the session lives is asked as of any other.
 */
#ifndef APP_CLERK_TOKEN_H
#define APP_CLERK_TOKEN_H

#include "app/clerk.h"
#include "jose/session_token.h"

struct app_clerk_tokens;

/* Of a process. */
struct app_clerk_tokens *app_clerk_tokens_new(void);
/* Takes NULL, too. */
void app_clerk_tokens_free(struct app_clerk_tokens *tokens);

/*
 * Fills the user and the session of the call with whose a token is; from: where
 * a session begins that nobody has told of. Needs that no transaction is open.
 * ERR_NOT_AUTHENTICATED; ERR_BUSY while the keys are asked for, because a key
 * that is not known may be new: nobody has to sign in again for that; where a
 * token says that it is of another issuer it is refused at once.
 */
MUST_CHECK enum err app_clerk_token_read(struct call *call,
    struct app_clerk_tokens *tokens, const char *token,
    const struct app_clerk_session *from);

/* Whose one is at Clerk, and of which session, in the arena: it lets nobody
 * in, nothing is kept of it, and whether the session lives is not asked. Needs
 * that no transaction is open. The same errors. */
MUST_CHECK enum err app_clerk_token_check(
    struct call *call, const char *token, struct jose_session *out);

#endif
