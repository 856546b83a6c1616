#include "app/clerk_token.h"

#include <stdlib.h>
#include <string.h>

#include "app/clerk_keys.h"
#include "app/clerk_session.h"
#include "app/identity.h"
#include "base/bug.h"
#include "base/clock.h"
#include "crypt/digest.h"
#include "generated/query/provider.h"

#include "base/banned.h"

enum { PLACES = 256, KEYS_MAX = 4 << 20, COME_AGAIN_S = 2 };

struct place {
	unsigned char hash[CRYPT_SHA256_SIZE]; /* of the token */
	struct user_id user;
	struct session_id session;
	int64_t expires_s;
};

struct app_clerk_tokens {
	struct arena arena; /* of the keys */
	const struct jose_keys *keys;
	int64_t fetched_at_us; /* these */
	struct place places[PLACES];
};

struct app_clerk_tokens *
app_clerk_tokens_new(void)
{
	struct app_clerk_tokens *tokens = calloc(1, sizeof(*tokens));

	bug_if(!tokens);
	arena_init(&tokens->arena, KEYS_MAX);
	return tokens;
}

void
app_clerk_tokens_free(struct app_clerk_tokens *tokens)
{
	if (!tokens)
		return;
	arena_release(&tokens->arena);
	free(tokens);
}

static enum err
refuse(struct call *call, const char *why)
{
	return fault(
	    call->fault, ERR_NOT_AUTHENTICATED, "The access token %s.", why);
}

/*
 * Keys.
 */

/* Those that are stored; none is no error. */
static enum err
load_keys(
    struct call *call, struct app_clerk_tokens *tokens, int64_t *tried_at_us)
{
	struct q_jwks_get_row row;
	enum err err = q_jwks_get(
	    call->db, .issuer = call->conf->clerk_issuer, &row);

	*tried_at_us = err ? 0 : row.tried_at;
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (tokens->keys && tokens->fetched_at_us == row.fetched_at)
		return ERR_OK;
	arena_reset(&tokens->arena);
	tokens->keys = jose_keys_read(
	    &tokens->arena, row.document, strlen(row.document));
	tokens->fetched_at_us = row.fetched_at;
	return ERR_OK;
}

/* A key that is not known may be a new one, but only of Clerk's. */
static enum err
await_key(
    struct call *call, const struct jose_token *token, int64_t tried_at_us)
{
	enum err err;

	if (!jose_session_token_is_of(
		call->arena, token, call->conf->clerk_issuer))
		return refuse(call, "is of another issuer");
	err = app_clerk_keys_soon(call, tried_at_us);
	call->fault->retry_after_s = COME_AGAIN_S;
	return err ? err
		   : fault(call->fault, ERR_BUSY,
			 "The key of the access token is not known yet.");
}

/*
 * A token that was not seen before.
 */

static enum err
read_claims(struct call *call, struct app_clerk_tokens *tokens,
    const char *text, const struct json_value **claims)
{
	struct jose_token token;
	const struct jose_key *key;
	const char *why;
	int64_t tried_at_us;
	enum err err;

	if (!jose_session_token_read(call->arena, text, &token, &why))
		return refuse(call, why);
	err = load_keys(call, tokens, &tried_at_us);
	if (err)
		return err;
	key = tokens->keys ? jose_keys_find(tokens->keys, &token) : NULL;
	if (!key)
		return await_key(call, &token, tried_at_us);
	*claims = jose_token_open(call->arena, &token, key);
	return *claims ? ERR_OK : refuse(call, "has a wrong signature");
}

/* How long one is taken, as a time that can be written. */
static int64_t
until_us(const struct jose_session *token)
{
	int64_t max_s = CLOCK_MAX_US / CLOCK_SECOND_US;

	return token->expires_s < max_s - JOSE_SESSION_SKEW_S
		   ? (token->expires_s + JOSE_SESSION_SKEW_S) * CLOCK_SECOND_US
		   : max_s * CLOCK_SECOND_US;
}

static enum err
meet(struct call *call, const struct jose_session *token,
    const struct app_clerk_session *from, struct place *out)
{
	struct app_clerk_said said = { .kind = APP_CLERK_SESSION,
		.subject = token->subject,
		.email = app_identity_address(token->email),
		.session = *from };

	said.email_verified = said.email;
	said.session.id = token->id;
	out->expires_s = token->expires_s;
	return app_clerk_session_meet(
	    call, &said, until_us(token), &out->user, &out->session);
}

/* Texts are in the arena. */
static enum err
check(struct call *call, struct app_clerk_tokens *tokens, const char *text,
    struct jose_session *out)
{
	const struct jose_session_asked asked = {
		.issuer = call->conf->clerk_issuer,
		.parties = call->conf->clerk_authorized_parties,
		.now_s = call->now_us / CLOCK_SECOND_US
	};
	const struct json_value *claims;
	const char *why;
	enum err err = read_claims(call, tokens, text, &claims);

	if (err)
		return err;
	why = jose_session_token_check(claims, &asked, out);
	return why ? refuse(call, why) : ERR_OK;
}

static enum err
look_at(struct call *call, struct app_clerk_tokens *tokens, const char *text,
    const struct app_clerk_session *from, struct place *out)
{
	struct jose_session token;
	enum err err = check(call, tokens, text, &token);

	return err ? err : meet(call, &token, from, out);
}

enum err
app_clerk_token_check(
    struct call *call, const char *token, struct jose_session *out)
{
	struct app_clerk_tokens *tokens = app_clerk_tokens_new();
	enum err err = check(call, tokens, token, out);

	app_clerk_tokens_free(tokens);
	return err;
}

enum err
app_clerk_token_read(struct call *call, struct app_clerk_tokens *tokens,
    const char *token, const struct app_clerk_session *from)
{
	struct place found, *place;
	enum err err;

	crypt_sha256(token, strlen(token), found.hash);
	place = &tokens->places[found.hash[0]];
	if (!crypt_is_equal(place->hash, found.hash, sizeof(found.hash)) ||
	    place->expires_s <=
		call->now_us / CLOCK_SECOND_US - JOSE_SESSION_SKEW_S) {
		err = look_at(call, tokens, token, from, &found);
		if (err)
			return err;
		*place = found;
	}
	call->user = place->user;
	call->session = place->session;
	return ERR_OK;
}
