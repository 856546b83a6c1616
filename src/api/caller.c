/*
 * Bearer tokens (RFC 6750) to callers.
 */
#include "api/caller.h"

#include <stdio.h>
#include <strings.h>

#include "app/fresh.h"
#include "app/session.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/session.h"

#include "base/banned.h"

static enum err
refuse_ended(struct call *call)
{
	return fault(call->fault, ERR_SESSION_EXPIRED,
	    "The session has ended; sign in again.");
}

static enum err
check_live(struct call *call, bool is_suspended, bool in_spaces,
    bool has_blocks, bool has_unlisted)
{
	return is_suspended ? fault(call->fault, ERR_ACCOUNT_SUSPENDED,
				  "The account is suspended.")
			    : api_sight_learn(call,
				  (in_spaces ? API_SIGHT_SPACES : 0) |
				      (has_blocks ? API_SIGHT_BLOCKS : 0) |
				      (has_unlisted ? API_SIGHT_UNLISTED : 0));
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

static enum err
refuse_stale(struct call *call, const char *methods)
{
	snprintf(call->fault->members, sizeof(call->fault->members),
	    "\"methods\":[%s]", methods);
	return fault(call->fault, ERR_REAUTHENTICATION_REQUIRED,
	    "Show again who you are: POST /auth/reauthenticate.");
}

static enum err
check_fresh_session(void *ctx, const void *first_row)
{
	const struct q_session_check_fresh_row *row = first_row;
	struct call *call = ctx;
	struct app_fresh shown;
	const char *methods;
	enum err err;

	if (!row)
		return refuse_ended(call);
	err = check_live(call, row->is_suspended, row->in_spaces,
	    row->has_blocks, row->has_unlisted);
	if (err)
		return err;
	shown = (struct app_fresh){ row->authenticated_at, row->factor_at,
		row->has_password, row->has_totp, row->has_passkey };
	methods = app_fresh_methods(call, &shown);
	return *methods ? refuse_stale(call, methods) : ERR_OK;
}

enum err
api_caller_read(struct api_exchange *x)
{
	struct call *call = &x->call;
	const char *header = x->request->authorization;
	enum api_auth auth = x->operation->auth;
	struct crypt_claims claims;
	enum err err;

	if (auth == API_AUTH_NONE || (auth == API_AUTH_OPTIONAL && !header))
		return ERR_OK;
	if (!header)
		return fault(call->fault, ERR_NOT_AUTHENTICATED,
		    "Send an access token: Authorization: Bearer ...");
	if (strncasecmp(header, "Bearer ", 7) != 0)
		return fault(call->fault, ERR_NOT_AUTHENTICATED,
		    "The Authorization header must be of the kind Bearer.");
	err = crypt_jwt_verify(call->keys, header + 7,
	    app_session_issuer(call->conf), call->now_us / CLOCK_SECOND_US,
	    call->fault, &claims);
	if (err)
		return err;
	call->user = claims.user;
	call->session = claims.session;
	return ERR_OK;
}

enum err
api_caller_check(struct call *call)
{
	if (uuid_is_nil(call->user.v))
		return ERR_OK;
	api_sight_recall(call);
	if (api_exchange_of(call)->operation->is_fresh)
		return db_first(call->db,
		    Q_session_check_fresh(.id = call->session,
			.user = call->user, .now = call->now_us),
		    check_fresh_session, call);
	return db_first(call->db,
	    Q_session_check(.id = call->session, .user = call->user,
		.now = call->now_us),
	    check_session, call);
}
