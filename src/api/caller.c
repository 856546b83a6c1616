/*
 * Bearer tokens (RFC 6750) and cookies to callers.
 */
#include "api/caller.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/cookie.h"
#include "api/sign_in.h"
#include "api/token_holder.h"
#include "app/api_token.h"
#include "app/clerk_token.h"
#include "app/event_invitation.h"
#include "app/fresh.h"
#include "app/session.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crypt/cookie.h"
#include "generated/query/api_token.h"
#include "generated/query/session.h"

#include "base/banned.h"

#define GUEST "Guest "

/* What was used since then is known to have been. */
static int64_t
use_known_us(const struct call *call)
{
	return call->now_us - APP_API_TOKEN_USE_S * CLOCK_SECOND_US;
}

/* No page can leave out a cookie; where nobody need sign in, one whose session
 * is over stands for nobody. What came along with the question was the other's:
 * it is asked for again. */
static enum err
become_nobody(struct api_exchange *x)
{
	x->caller.kind = API_CALLER_NOBODY;
	x->caller.is_cookie_over = true;
	x->call.user = (struct user_id){ 0 };
	x->call.session = (struct session_id){ 0 };
	api_sight_recall(&x->call);
	return ERR_RETRY;
}

/* No page can leave a cookie out: where nobody need sign in it counts for
 * nothing. */
static bool
may_be_nobody(const struct api_exchange *x)
{
	return x->caller.kind == API_CALLER_COOKIE &&
	       x->operation->auth == API_AUTH_OPTIONAL;
}

static enum err
refuse_ended(struct call *call)
{
	struct api_exchange *x = api_exchange_of(call);

	if (may_be_nobody(x))
		return become_nobody(x);
	return fault(call->fault, ERR_SESSION_EXPIRED,
	    "The session has ended; sign in again.");
}

static enum err
refuse_suspended(struct call *call)
{
	struct api_exchange *x = api_exchange_of(call);

	return may_be_nobody(x) ? become_nobody(x)
				: fault(call->fault, ERR_ACCOUNT_SUSPENDED,
				      "The account is suspended.");
}

static enum err
check_live(struct call *call, bool is_suspended, bool in_spaces,
    bool has_blocks, bool has_unlisted)
{
	return is_suspended ? refuse_suspended(call)
			    : api_sight_learn(call,
				  (in_spaces ? API_SIGHT_SPACES : 0) |
				      (has_blocks ? API_SIGHT_BLOCKS : 0) |
				      (has_unlisted ? API_SIGHT_UNLISTED : 0));
}

/* Whether it matters here that the caller has a second step. */
static bool
asks_factor(const struct api_exchange *x)
{
	return x->operation->wants_factor && app_factor_is_asked(x->call.conf);
}

static enum err
check_factor(struct call *call, enum user_role role, bool has_one)
{
	return has_one || !asks_factor(api_exchange_of(call)) ||
		       !app_factor_is_required(call->conf, role)
		   ? ERR_OK
		   : fault(call->fault, ERR_FACTOR_REQUIRED,
			 "Add a second step first: POST /users/me/factors.");
}

static enum err
check_session(void *ctx, const void *first_row)
{
	const struct q_session_check_row *row = first_row;
	struct call *call = ctx;

	return row ? check_live(call, row->is_suspended, row->in_spaces,
			 row->has_blocks, row->has_unlisted)
		   : refuse_ended(call);
}

/* A cookie whose use is to be written down, and renewed. */
static void
look_at_use(struct api_exchange *x, int64_t last_seen_us)
{
	x->caller.is_use_due = x->caller.kind == API_CALLER_COOKIE &&
			       last_seen_us <= use_known_us(&x->call);
}

static enum err
check_cookie(void *ctx, const void *first_row)
{
	const struct q_session_check_cookie_row *row = first_row;
	struct call *call = ctx;

	if (!row)
		return refuse_ended(call);
	look_at_use(api_exchange_of(call), row->last_seen_at);
	return check_live(call, row->is_suspended, row->in_spaces,
	    row->has_blocks, row->has_unlisted);
}

static enum err
refuse_scope(struct call *call, const char *scope)
{
	return scope ? fault(call->fault, ERR_FORBIDDEN,
			   "The API token lacks the scope %s.", scope)
		     : fault(call->fault, ERR_FORBIDDEN,
			   "This takes no API token, whatever its scopes.");
}

/* Scopes have no character that JSON would write otherwise. */
static bool
reaches(const char *scopes, const char *scope, struct arena *arena)
{
	return scope && strstr(scopes, arena_printf(arena, "\"%s\"", scope));
}

static enum err
check_token(void *ctx, const void *first_row)
{
	const struct q_api_token_check_row *row = first_row;
	struct call *call = ctx;
	struct api_exchange *x = api_exchange_of(call);
	const char *scope = x->operation->scope;
	enum err err;

	if (!row)
		return fault(call->fault, ERR_NOT_AUTHENTICATED,
		    "The API token is over, or was revoked.");
	if (!reaches(row->scopes, scope, call->arena))
		return refuse_scope(call, scope);
	x->caller.token = row->id;
	x->caller.is_use_due = !row->last_used_at.set ||
			       row->last_used_at.v <= use_known_us(call);
	err = check_live(call, row->is_suspended, row->in_spaces,
	    row->has_blocks, row->has_unlisted);
	return err ? err : check_factor(call, row->role, !row->lacks_factor);
}

static enum err
refuse_stale(struct call *call, const char *methods)
{
	snprintf(call->fault->members, sizeof(call->fault->members),
	    "\"methods\":[%s]", methods);
	return fault(call->fault, ERR_REAUTHENTICATION_REQUIRED,
	    "Show again who you are: POST /auth/reauthenticate.");
}

static enum err
check_fresh(struct call *call, const struct q_session_check_shown_row *row)
{
	const struct app_fresh shown = { row->authenticated_at, row->factor_at,
		row->has_password, row->has_totp, row->has_passkey };
	const char *methods = app_fresh_methods(call, &shown);

	return *methods ? refuse_stale(call, methods) : ERR_OK;
}

static enum err
check_shown(void *ctx, const void *first_row)
{
	const struct q_session_check_shown_row *row = first_row;
	struct call *call = ctx;
	struct api_exchange *x = api_exchange_of(call);
	enum err err;

	if (!row)
		return refuse_ended(call);
	look_at_use(x, row->last_seen_at);
	err = check_live(call, row->is_suspended, row->in_spaces,
	    row->has_blocks, row->has_unlisted);
	if (!err)
		err = check_factor(
		    call, row->role, row->has_totp || row->has_passkey);
	return err || !x->operation->is_fresh ? err : check_fresh(call, row);
}

static enum err
read_token(struct api_exchange *x, const char *token)
{
	if (!crypt_api_token_hash(token, x->caller.hash))
		return fault(x->call.fault, ERR_NOT_AUTHENTICATED,
		    "This is no API token: a character is wrong or missing.");
	x->caller.kind = API_CALLER_TOKEN;
	return api_token_holder_find(
	    x->token_holders, x->caller.hash, &x->call);
}

/* A session that Clerk keeps; from here on it is like any other. */
static enum err
read_clerk(struct api_exchange *x, const char *token)
{
	x->caller.kind = API_CALLER_SESSION;
	return app_clerk_token_read(&x->call, x->clerk_tokens, token,
	    &(struct app_clerk_session){ .ip_address = x->call.address,
		.user_agent = api_sign_in_agent(&x->call) });
}

static enum err
read_session(struct api_exchange *x, const char *token)
{
	struct call *call = &x->call;
	struct crypt_claims claims;
	enum err err = crypt_jwt_verify(call->keys, token,
	    app_session_issuer(call->conf), call->now_us / CLOCK_SECOND_US,
	    call->fault, &claims);

	if (err)
		return err;
	x->caller.kind = API_CALLER_SESSION;
	call->user = claims.user;
	call->session = claims.session;
	return ERR_OK;
}

static enum err
read_cookie(struct api_exchange *x)
{
	struct call *call = &x->call;

	if (api_cookie_read(x)) {
		x->caller.kind = API_CALLER_COOKIE;
		return x->operation->method == HTTP_GET
			   ? ERR_OK
			   : api_cookie_check_origin(call);
	}
	return x->operation->auth == API_AUTH_OPTIONAL
		   ? ERR_OK
		   : fault(call->fault, ERR_NOT_AUTHENTICATED,
			 "Send an access token: Authorization: Bearer ...");
}

/* Authorization: Guest, and the token of a link. It is less than a password:
 * whoever has an account acts by that. */
static enum err
read_guest(struct api_exchange *x, const char *token)
{
	struct q_event_invitation_find_row row;
	enum err err = app_event_invitation_find(&x->call, token, &row);

	if (err == ERR_NOT_FOUND || (!err && uuid_is_nil(row.user_id.v)))
		return fault(x->call.fault, ERR_NOT_AUTHENTICATED,
		    "Nobody has answered by this link, or not any more.");
	if (!err && !row.is_guest)
		return fault(x->call.fault, ERR_NOT_AUTHENTICATED,
		    "This person has an account: sign in.");
	if (err)
		return err;
	x->caller.kind = API_CALLER_GUEST;
	x->caller.event = row.event_id;
	x->call.user = row.user_id;
	return ERR_OK;
}

enum err
api_caller_check_guest(
    struct call *call, struct event_id event, struct user_id user)
{
	const struct api_exchange *x = api_exchange_of(call);
	struct q_event_invitation_reach_row row;

	if (x->caller.kind != API_CALLER_GUEST)
		return ERR_OK;
	return uuid_eq(call->user.v, user.v)
		   ? q_event_invitation_reach(
			 call->db, .to = x->caller.event, .event = event, &row)
		   : ERR_NOT_FOUND;
}

struct event_id
api_caller_only_event(const struct call *call)
{
	return api_exchange_of(call)->caller.event;
}

enum err
api_caller_read(struct api_exchange *x)
{
	struct call *call = &x->call;
	const char *header = x->request->authorization;

	if (x->operation->auth == API_AUTH_NONE)
		return ERR_OK;
	if (!header)
		return read_cookie(x);
	if (x->operation->takes_guest &&
	    strncasecmp(header, GUEST, strlen(GUEST)) == 0)
		return read_guest(x, header + strlen(GUEST));
	if (strncasecmp(header, "Bearer ", 7) != 0)
		return fault(call->fault, ERR_NOT_AUTHENTICATED,
		    "The Authorization header must be of the kind Bearer.");
	if (crypt_api_token_is_kind(header + 7))
		return read_token(x, header + 7);
	return *call->conf->clerk_issuer && !crypt_jwt_is_kind(header + 7)
		   ? read_clerk(x, header + 7)
		   : read_session(x, header + 7);
}

static struct bytes
hash_of(const struct api_exchange *x)
{
	return (struct bytes){ x->caller.hash, sizeof(x->caller.hash) };
}

enum err
api_caller_check(struct call *call)
{
	const struct api_exchange *x = api_exchange_of(call);

	if (x->caller.kind == API_CALLER_NOBODY ||
	    x->caller.kind == API_CALLER_GUEST)
		return ERR_OK;
	api_sight_recall(call);
	if (x->caller.kind == API_CALLER_TOKEN)
		return db_first(call->db,
		    Q_api_token_check(.hash = hash_of(x), .user = call->user,
			.now = call->now_us, .asks_factor = asks_factor(x)),
		    check_token, call);
	if (x->operation->is_fresh || asks_factor(x))
		return db_first(call->db,
		    Q_session_check_shown(.id = call->session,
			.user = call->user, .now = call->now_us),
		    check_shown, call);
	if (x->caller.kind == API_CALLER_COOKIE)
		return db_first(call->db,
		    Q_session_check_cookie(.id = call->session,
			.user = call->user, .now = call->now_us),
		    check_cookie, call);
	return db_first(call->db,
	    Q_session_check(.id = call->session, .user = call->user,
		.now = call->now_us),
	    check_session, call);
}

static enum err
write_token_use(struct api_exchange *x)
{
	struct call *call = &x->call;

	return q_api_token_use(call->db, .id = x->caller.token,
	    .now = call->now_us, .before = use_known_us(call), NULL);
}

/* Unless the session has ended meanwhile, or another request has done it. */
static enum err
renew_cookie(struct api_exchange *x)
{
	char cookie[CRYPT_COOKIE_SIZE];
	bool is_noted;
	enum err err = app_session_see(
	    &x->call, use_known_us(&x->call), &is_noted);

	if (err || !is_noted)
		return err;
	crypt_cookie_seal(x->call.keys, x->call.session, x->call.user, cookie);
	api_cookie_give(x, cookie);
	return ERR_OK;
}

void
api_caller_note_use(struct api_exchange *x)
{
	struct call *call = &x->call;
	bool is_cookie = x->caller.kind == API_CALLER_COOKIE;
	bool comes_again = x->request->is_ask && x->operation &&
			   x->operation->ask;
	struct fault own = { 0 }; /* the client is told another one */
	enum err err;

	if (x->caller.is_cookie_over ||
	    (is_cookie && call->fault->err == ERR_SESSION_EXPIRED))
		api_cookie_clear(x);
	if (!x->caller.is_use_due ||
	    (is_cookie && (call->fault->err || comes_again)))
		return;
	db_bind(call->db, call->arena, &own);
	err = is_cookie ? renew_cookie(x) : write_token_use(x);
	if (err)
		log_warning("the use of %s was not noted: %s",
		    is_cookie ? "a session" : "an API token", own.internal);
}
