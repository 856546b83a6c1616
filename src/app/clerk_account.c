/*
 * One at a time hears of a subject, since a tombstone has to be seen by who
 * adds an account and an account by who adds a tombstone; a lock of either row
 * would need one that is there.
 */
#include "app/clerk_account.h"

#include "app/identity.h"
#include "app/tombstone.h"
#include "base/log.h"

#include "base/banned.h"

enum err
app_clerk_account_lock(struct call *call, const char *subject)
{
	struct q_linked_lock_row alone;

	return q_linked_lock(
	    call->db, .provider = APP_LINK_CLERK, .subject = subject, &alone);
}

enum err
app_clerk_account_find(
    struct call *call, const char *subject, struct q_linked_find_row *row)
{
	return q_linked_find(
	    call->db, .provider = APP_LINK_CLERK, .subject = subject, row);
}

/* Whose address is suspended here gets no other way in. */
static enum err
link_new(struct call *call, const struct app_clerk_said *said)
{
	struct app_identity identity = { .provider = APP_LINK_CLERK,
		.subject = said->subject,
		.email = said->email,
		.email_verified = true,
		.is_trusted = true,
		.scope = "" };
	struct user_id nobody = { 0 };
	struct app_linked linked;
	enum err err;

	app_identity_call(call, &identity, said->first_name, said->last_name);
	err = app_link_settle(call, &identity, nobody, NULL, &linked);
	if (err != ERR_ACCOUNT_SUSPENDED)
		return err;
	fault_clear(call->fault);
	return ERR_NOT_FOUND;
}

enum err
app_clerk_account_meet(struct call *call, const struct app_clerk_said *said,
    struct q_linked_find_row *row)
{
	bool is_gone;
	enum err err = app_clerk_account_find(call, said->subject, row);

	if (err != ERR_NOT_FOUND)
		return err;
	err = app_tombstone_find(call, APP_LINK_CLERK, said->subject, &is_gone);
	if (err)
		return err;
	if (is_gone || !said->email_verified) {
		log_debug("clerk: %s is linked with nobody: %s", said->subject,
		    is_gone ? "it was erased, or taken away"
			    : "no address is verified");
		return ERR_NOT_FOUND;
	}
	err = link_new(call, said);
	return err ? err : app_clerk_account_find(call, said->subject, row);
}
