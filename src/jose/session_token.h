/*
 * Tokens of sessions that somebody else keeps, as Clerk makes them: who is
 * signed in there, for a minute each. Decides alone; the signature has been
 * verified.
 */
#ifndef JOSE_SESSION_TOKEN_H
#define JOSE_SESSION_TOKEN_H

#include <stdint.h>

#include "jose/jws.h"

enum {
	JOSE_SESSION_TOKEN_MAX = 4096, /* bytes of a token */
	JOSE_SESSION_SKEW_S = 5 /* how far its maker's clock may be off */
};

/* Reads the header of one: signed by RS256, with a key of a name. As
 * jose_token_read. */
MUST_CHECK bool jose_session_token_read(struct arena *arena, const char *text,
    struct jose_token *out, const char **why);

/* Whether one says that it is of an issuer, which nobody has verified: of one
 * that does not, no key makes anything. */
MUST_CHECK bool jose_session_token_is_of(
    struct arena *arena, const struct jose_token *token, const char *issuer);

/* Whose tokens are taken. */
struct jose_session_asked {
	const char *issuer;
	const char *parties; /* origins, between commas, one of which asked for
				it; "": any */
	int64_t now_s;
};

/* Texts are borrowed from the claims. */
struct jose_session {
	const char *id, *subject;
	const char *email; /* that its maker has verified; NULL: none */
	int64_t expires_s;
};

/* NULL, and *out, when the claims are of a live session of that issuer;
 * otherwise why not, as the end of a sentence that begins with the token. One
 * that somebody has in another's place (act), or that is not whole yet (sts),
 * is none. */
const char *jose_session_token_check(const struct json_value *claims,
    const struct jose_session_asked *asked, struct jose_session *out);

#endif
