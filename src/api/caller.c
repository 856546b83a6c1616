/*
 * Bearer tokens (RFC 6750) to callers.
 */
#include "api/caller.h"

#include <strings.h>

#include "app/session.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/session.h"

#include "base/banned.h"

static enum err
check_session(void *ctx, const void *first_row)
{
	const struct q_session_check_row *row = first_row;
	struct call *call = ctx;

	if (!row)
		return fault(call->fault, ERR_SESSION_EXPIRED,
		    "The session has ended; sign in again.");
	if (row->is_suspended)
		return fault(call->fault, ERR_ACCOUNT_SUSPENDED,
		    "The account is suspended.");
	return api_sight_learn(
	    call, (row->in_spaces ? API_SIGHT_SPACES : 0) |
		      (row->has_blocks ? API_SIGHT_BLOCKS : 0) |
		      (row->has_unlisted ? API_SIGHT_UNLISTED : 0));
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
	return db_first(call->db,
	    Q_session_check(.id = call->session, .user = call->user,
		.now = call->now_us),
	    check_session, call);
}
