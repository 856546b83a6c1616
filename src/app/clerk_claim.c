#include "app/clerk_claim.h"

#include "app/clerk_account.h"
#include "app/clerk_session.h"
#include "app/clerk_token.h"
#include "app/code.h"
#include "app/tombstone.h"

#include "base/banned.h"

/* Whose token it is, under the lock of their subject: who is gone there left
 * a tombstone that nobody here can take back. */
static enum err
take(struct call *call, const char *token, struct jose_session *from)
{
	bool is_gone = false;
	enum err err = app_clerk_token_check(call, token, from);

	if (!err)
		err = app_begin(call);
	if (!err)
		err = app_clerk_account_lock(call, from->subject);
	if (!err)
		err = app_tombstone_take_back(
		    call, APP_LINK_CLERK, from->subject);
	if (!err)
		err = app_tombstone_find(
		    call, APP_LINK_CLERK, from->subject, &is_gone);
	return err == ERR_NOT_AUTHENTICATED || (!err && is_gone)
		   ? app_code_invalid(call)
		   : err;
}

/* A session that was ended says nothing of who has its token: it was ended when
 * the account was taken away, which is known for sure once it could be added.
 */
static enum err
refuse_ended(struct call *call, const char *session)
{
	bool is_ended;
	enum err err = app_clerk_session_is_ended(call, session, &is_ended);

	return !err && is_ended ? app_code_invalid(call) : err;
}

/* Clerk tells of their address itself. */
static enum err
add(struct call *call, const struct jose_session *from, struct account_id *id)
{
	const struct app_identity identity = { .provider = APP_LINK_CLERK,
		.subject = from->subject,
		.scope = "" };
	struct app_linked linked = { 0 };
	enum err err = app_link_settle(
	    call, &identity, call->user, NULL, &linked);

	*id = linked.account;
	return err ? err : refuse_ended(call, from->id);
}

enum err
app_clerk_claim(struct call *call, const char *token, struct account_id *id)
{
	struct q_linked_find_row known;
	struct jose_session from;
	enum err err;

	if (!*call->conf->clerk_issuer)
		return fault(call->fault, ERR_NOT_FOUND,
		    "Nobody comes in by Clerk here.");
	err = app_may_begin(call);
	if (!err)
		err = take(call, token, &from);
	if (err)
		return err;
	err = app_clerk_account_find(call, from.subject, &known);
	if (!err && uuid_eq(known.user_id.v, call->user.v)) {
		*id = known.id;
		return ERR_OK;
	}
	return err && err != ERR_NOT_FOUND ? err : add(call, &from, id);
}
