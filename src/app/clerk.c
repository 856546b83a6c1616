#include "app/clerk.h"

#include "app/admin.h"
#include "app/clerk_account.h"
#include "app/clerk_session.h"
#include "app/erasure.h"
#include "app/notice.h"
#include "app/suspension.h"
#include "app/tombstone.h"
#include "base/log.h"
#include "generated/query/payment.h"

#include "base/banned.h"

/*
 * Somebody is there.
 */

/* The server keeps an administrator, whatever Clerk says. */
static enum err
ask_to_go(struct call *call, struct user_id user, bool *may_go)
{
	char id[UUID_TEXT_SIZE];
	enum err err = app_admin_keep_another(call, user);

	*may_go = !err;
	if (err != ERR_LAST_ADMIN)
		return err;
	fault_clear(call->fault);
	uuid_format(user.v, id);
	log_warning("clerk: user %s stays, against what it says: nobody else "
		    "could administer the server",
	    id);
	return ERR_OK;
}

static enum err
keep_out(struct call *call, struct account_id id, struct user_id user)
{
	struct opt_time now = { true, call->now_us };
	bool may_go;
	int64_t n = 0;
	enum err err = ask_to_go(call, user, &may_go);

	if (!err && may_go)
		err = app_suspension_begin(call, user, &n);
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
	enum err err = app_clerk_account_meet(call, said, &account);

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

/* Who stays has lost a way in, and is told. */
static enum err
remove_account(struct call *call, const struct q_linked_find_row *account)
{
	enum err err = app_clerk_session_end_all(call, account->user_id);

	if (!err)
		err = q_linked_remove(call->db, .id = account->id, NULL);
	return err ? err
		   : app_notice_account(
			 call, RULE_NOTICE_ACCOUNT_UNLINKED, account->user_id);
}

static enum err
remove_person(struct call *call, const struct q_linked_find_row *account)
{
	bool may_go;
	enum err err = ask_to_go(call, account->user_id, &may_go);

	if (err)
		return err;
	return may_go ? app_erasure_ask(call, account->user_id, call->now_us)
		      : remove_account(call, account);
}

/* The person before the tombstone, as app/erasure locks them. */
static enum err
hear_gone(struct call *call, const struct app_clerk_said *said)
{
	struct q_linked_find_row account;
	enum err err = app_clerk_account_find(call, said->subject, &account);

	if (!err)
		err = remove_person(call, &account);
	if (err && err != ERR_NOT_FOUND)
		return err;
	return app_tombstone_add(call, APP_LINK_CLERK, said->subject);
}

/*
 * A session.
 */

static enum err
hear_session(struct call *call, const struct app_clerk_said *said)
{
	struct q_linked_find_row account;
	enum err err = app_clerk_account_find(call, said->subject, &account);

	if (err) /* nobody's: its tokens will tell of it */
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return said->kind == APP_CLERK_SESSION
		   ? app_clerk_session_begin(
			 call, account.user_id, said->subject, &said->session)
		   : app_clerk_session_end(
			 call, account.user_id, said->subject, &said->session);
}

static enum err
hear(struct call *call, const struct app_clerk_said *said)
{
	switch (said->kind) {
	case APP_CLERK_PERSON:
		return hear_person(call, said);
	case APP_CLERK_GONE:
		return hear_gone(call, said);
	case APP_CLERK_SESSION:
	case APP_CLERK_SESSION_OVER:
		return hear_session(call, said);
	case APP_CLERK_NOTHING:
		break;
	}
	return ERR_OK;
}

enum err
app_clerk_receive(
    struct call *call, const char *message, const struct app_clerk_said *said)
{
	int64_t is_first;
	enum err err = q_webhook_receipt_add(call->db, .source = APP_LINK_CLERK,
	    .message = message, .now = call->now_us, &is_first);

	if (err || !is_first || said->kind == APP_CLERK_NOTHING)
		return err;
	err = app_clerk_account_lock(call, said->subject);
	return err ? err : hear(call, said);
}
