/*
 * Access tokens: JWT (RFC 7519) signed with HMAC-SHA256, checked as RFC 8725
 * asks. The only header accepted is the one issued; alg is never read from
 * the token.
 */
#ifndef CRYPT_JWT_H
#define CRYPT_JWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/uuid.h"
#include "crypt/keys.h"
#include "generated/id/session.h"
#include "generated/id/user.h"

enum {
	CRYPT_ISSUER_MAX = 255, /* bytes of iss and aud */
	CRYPT_JWT_SIZE = 1280,	/* room for any token issued */
	CRYPT_SKEW_S = 10	/* how far another host's clock may be ahead */
};

struct crypt_claims {
	struct user_id user;	     /* sub */
	struct session_id session;   /* sid */
	struct uuid id;		     /* jti */
	int64_t issued_s, expires_s; /* iat = nbf, exp; seconds since 1970 */
	const char *issuer;	     /* iss and aud; borrowed; printable
					ASCII without '"' and '\\' */
};

/* Writes a terminated token; returns its length. */
size_t crypt_jwt_sign(const struct crypt_keys *k,
    const struct crypt_claims *claims, char out[CRYPT_JWT_SIZE]);
/* Whether a text begins like one, whoever has made it. */
bool crypt_jwt_is_kind(const char *token);
/* Header, signature (either key), canonical base64url, iss, aud, nbf and exp
 * against now_s. ERR_NOT_AUTHENTICATED with a reason that is safe to show.
 * out->issuer is set to issuer. */
MUST_CHECK enum err crypt_jwt_verify(const struct crypt_keys *k,
    const char *token, const char *issuer, int64_t now_s, struct fault *f,
    struct crypt_claims *out);

#endif
