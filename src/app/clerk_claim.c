#include "app/clerk_claim.h"

#include "app/clerk_account.h"
#include "app/clerk_token.h"
#include "app/code.h"
#include "app/tombstone.h"

#include "base/banned.h"

/* Whose token it is, under the lock of their subject: who is gone there left
 * a tombstone that nobody here can take back. */
static enum err
take(struct call *call, const char *token, const char **subject)
{
	bool is_gone = false;
	enum err err = app_clerk_token_subject(call, token, subject);

	if (!err)
		err = app_begin(call);
	if (!err)
		err = app_clerk_account_lock(call, *subject);
	if (!err)
		err = app_tombstone_take_back(call, APP_LINK_CLERK, *subject);
	if (!err)
		err = app_tombstone_find(
		    call, APP_LINK_CLERK, *subject, &is_gone);
	return err == ERR_NOT_AUTHENTICATED || (!err && is_gone)
		   ? app_code_invalid(call)
		   : err;
}

/* Clerk tells of their address itself. */
static enum err
add(struct call *call, const char *subject, struct account_id *id)
{
	const struct app_identity identity = {
		.provider = APP_LINK_CLERK, .subject = subject, .scope = ""
	};
	struct app_linked linked = { 0 };
	enum err err = app_link_settle(
	    call, &identity, call->user, NULL, &linked);

	*id = linked.account;
	return err;
}

enum err
app_clerk_claim(struct call *call, const char *token, struct account_id *id)
{
	struct q_linked_find_row known;
	const char *subject;
	enum err err;

	if (!*call->conf->clerk_issuer)
		return fault(call->fault, ERR_NOT_FOUND,
		    "Nobody comes in by Clerk here.");
	err = app_may_begin(call);
	if (!err)
		err = take(call, token, &subject);
	if (err)
		return err;
	err = app_clerk_account_find(call, subject, &known);
	if (!err && uuid_eq(known.user_id.v, call->user.v)) {
		*id = known.id;
		return ERR_OK;
	}
	return err && err != ERR_NOT_FOUND ? err : add(call, subject, id);
}
