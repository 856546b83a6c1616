/*
 * ID tokens: what a provider says of who has signed in there, held against what
 * was asked (OpenID Connect Core 1.0, 3.1.3.7), and what is believed of it.
 * Decides alone; the signature has been verified.
 */
#ifndef JOSE_ID_TOKEN_H
#define JOSE_ID_TOKEN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "json/read.h"

enum {
	JOSE_SUBJECT_MAX = 255,
	JOSE_SKEW_S = 60, /* how far a provider's clock may be off */
	JOSE_AGE_S = 600  /* an ID token is no older */
};

/* Whose rules hold besides those of the standard. */
enum jose_provider { JOSE_OIDC, JOSE_GOOGLE, JOSE_OUTLOOK };

/* What was asked, and by whom. */
struct jose_asked {
	enum jose_provider provider;
	/* "{tenantid}" in it stands for the tenant of the token */
	const char *issuer;
	const char *key_issuer; /* the same of the key; NULL: it has none */
	const char *client_id, *nonce;
	const char *access_token; /* that came with it; NULL: none */
	int64_t now_s;
	/* Of outlook: tenants whose addresses are believed, a JSON array. */
	const char *tenants;
};

/* Somebody there; texts live in the arena, NULL when they were not said. */
struct jose_identity {
	const char *subject;
	const char *email;
	bool email_verified; /* as far as the provider can be believed */
	const char *given_name, *family_name, *name;
};

/* NULL, and *out, when the claims are what was asked for; otherwise why not, as
 * the end of a sentence that begins with the token. */
const char *jose_id_token_check(struct arena *arena,
    const struct json_value *claims, const struct jose_asked *asked,
    struct jose_identity *out);

/* Takes what a userinfo answer says of them in place of what the token did not;
 * false when it is about somebody else. */
MUST_CHECK bool jose_id_token_add(struct arena *arena,
    const struct json_value *claims, const struct json_value *userinfo,
    const struct jose_asked *asked, struct jose_identity *to);

#endif
