/*
 * One at a time hears of a subject, since a tombstone has to be seen by who
 * adds an account and an account by who adds a tombstone; a lock of either row
 * would need one that is there.
 */
#include "app/clerk.h"

#include "app/erasure.h"
#include "app/identity.h"
#include "app/suspension.h"
#include "app/tombstone.h"
#include "base/log.h"
#include "generated/query/linked.h"
#include "generated/query/payment.h"

#include "base/banned.h"

static enum err
find(struct call *call, const struct app_clerk_said *said,
    struct q_linked_find_row *row)
{
	return q_linked_find(call->db, .provider = APP_LINK_CLERK,
	    .subject = said->subject, row);
}

/*
 * Somebody is there.
 */

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

static enum err
find_or_link(struct call *call, const struct app_clerk_said *said,
    struct q_linked_find_row *row)
{
	bool is_gone;
	enum err err = find(call, said, row);

	if (err != ERR_NOT_FOUND)
		return err;
	err = app_tombstone_find(call, APP_LINK_CLERK, said->subject, &is_gone);
	if (err)
		return err;
	if (is_gone || !said->email_verified) {
		log_info("clerk: %s is linked with nobody: %s", said->subject,
		    is_gone ? "it was erased" : "no address is verified");
		return ERR_NOT_FOUND;
	}
	err = link_new(call, said);
	return err ? err : find(call, said, row);
}

static enum err
keep_out(struct call *call, struct account_id id, struct user_id user)
{
	struct opt_time now = { true, call->now_us };
	int64_t n;
	enum err err = app_suspension_begin(call, user, &n);

	return err || !n ? err
			 : q_linked_set_suspended(
			       call->db, .id = id, .at = now, NULL);
}

/* What else has kept them out meanwhile goes on to. */
static enum err
let_in(struct call *call, struct account_id id, struct user_id user,
    int64_t since_us)
{
	struct q_linked_keeps_out_row row;
	struct opt_time never = { false, 0 };
	int64_t n;
	enum err err = q_linked_keeps_out(
	    call->db, .user = user, .at = since_us, &row);

	if (!err && row.is_alone)
		err = app_suspension_end(call, user, &n);
	if (err && err != ERR_NOT_FOUND)
		return err;
	return q_linked_set_suspended(call->db, .id = id, .at = never, NULL);
}

static enum err
hear_person(struct call *call, const struct app_clerk_said *said)
{
	struct q_linked_find_row account;
	struct q_linked_tell_row row;
	enum err err = find_or_link(call, said, &account);

	if (!err)
		err = q_linked_tell(call->db, .id = account.id,
		    .email = said->email,
		    .email_verified = said->email_verified, .at = said->at_us,
		    .now = call->now_us, &row);
	if (err) /* nobody's, or something later was heard */
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (said->is_kept_out)
		return keep_out(call, account.id, row.user_id);
	return row.suspended_at.set
		   ? let_in(call, account.id, row.user_id, row.suspended_at.v)
		   : ERR_OK;
}

/*
 * Somebody is gone.
 */

/* The person before the tombstone, as app/erasure locks them. */
static enum err
hear_gone(struct call *call, const struct app_clerk_said *said)
{
	struct q_linked_find_row account;
	enum err err = find(call, said, &account);

	if (!err)
		err = app_erasure_ask(call, account.user_id, call->now_us);
	if (err && err != ERR_NOT_FOUND)
		return err;
	return app_tombstone_add(call, APP_LINK_CLERK, said->subject);
}

enum err
app_clerk_receive(
    struct call *call, const char *message, const struct app_clerk_said *said)
{
	struct q_linked_lock_row alone;
	int64_t is_first;
	enum err err = q_webhook_receipt_add(call->db, .source = APP_LINK_CLERK,
	    .message = message, .now = call->now_us, &is_first);

	if (err || !is_first || said->kind == APP_CLERK_NOTHING)
		return err;
	err = q_linked_lock(call->db, .provider = APP_LINK_CLERK,
	    .subject = said->subject, &alone);
	if (err)
		return err;
	return said->kind == APP_CLERK_PERSON ? hear_person(call, said)
					      : hear_gone(call, said);
}
