/*
 * The row of whoever changes is locked whole before anything else of them: an
 * address is what others find them by.
 */
#include "app/email_change.h"

#include "app/arrival.h"
#include "app/audit.h"
#include "app/code.h"
#include "app/leaving.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "app/user.h"
#include "app/way_in.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/calendar.h"
#include "generated/query/email_change.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

enum { A_DAY = 10 }; /* changes that one person asks for */

/* Forgets what was mailed to an address that the account may lose; what undoes
 * stays. */
static enum err
forget_mails(struct call *call, struct user_id user)
{
	static const enum app_verification_purpose purposes[] = {
		APP_VERIFICATION_EMAIL, APP_VERIFICATION_RESET,
		APP_VERIFICATION_MAGIC, APP_VERIFICATION_REAUTHENTICATE,
		APP_VERIFICATION_EMAIL_OLD, APP_VERIFICATION_EMAIL_NEW
	};
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < N_OF(purposes); i++)
		err = app_verification_forget(call, user, purposes[i]);
	return err;
}

static enum err
forget_change(struct call *call, struct user_id user, int64_t *n)
{
	enum err err = app_verification_forget(
	    call, user, APP_VERIFICATION_EMAIL_OLD);

	if (!err)
		err = app_verification_forget(
		    call, user, APP_VERIFICATION_EMAIL_NEW);
	return err ? err : q_email_change_remove(call->db, .user = user, n);
}

/*
 * Asking.
 */

/* Whoever has proved that the address is theirs is told, and nobody else. Both
 * take the same steps. */
static enum err
mail_new(struct call *call, const char *email)
{
	struct q_user_for_login_row owner;
	bool may;
	enum err err = app_throttle_address(
	    call, rule_email_key(call->arena, email), &may);

	if (!err)
		err = app_user_find_or_none(call, email, &owner);
	if (err)
		return err;
	if (!may || owner.is_suspended)
		return app_verification_pretend(
		    call, APP_VERIFICATION_EMAIL_NEW);
	if (!owner.email || !owner.is_verified)
		return app_verification_send(
		    call, call->user, email, APP_VERIFICATION_EMAIL_NEW);
	err = app_verification_note(
	    call, owner.id, owner.email, APP_VERIFICATION_EMAIL);
	return err ? err
		   : app_notice_account(
			 call, RULE_NOTICE_EMAIL_IN_USE, owner.id);
}

static enum err
refuse_own(struct call *call)
{
	return fault_value(call->fault, "/email", "same",
	    "That is the address of the account.");
}

enum err
app_email_change_ask(struct call *call, const char *email)
{
	const char *key = rule_email_key(call->arena, email);
	struct q_user_lock_row user;
	int64_t n;
	enum err err = app_throttle_by_user(call, APP_THROTTLE_EMAIL, A_DAY,
	    "You have asked for another address often today.");

	if (!err)
		err = app_verification_count_request(call);
	if (!err)
		err = q_user_lock(call->db, .id = call->user, &user);
	if (err)
		return err;
	if (str_eq(key, rule_email_key(call->arena, user.email)))
		return refuse_own(call);
	err = forget_change(call, call->user, &n);
	if (!err)
		err = q_email_change_set(call->db, .user = call->user,
		    .email = email, .email_key = key, .session = call->session,
		    .now = call->now_us,
		    .expires = call->now_us +
			       APP_VERIFICATION_CHANGE_TTL_S * CLOCK_SECOND_US,
		    NULL);
	if (!err)
		err = app_verification_send(
		    call, call->user, user.email, APP_VERIFICATION_EMAIL_OLD);
	return err ? err : mail_new(call, email);
}

enum err
app_email_change_drop(struct call *call)
{
	struct q_user_lock_row user;
	int64_t n = 0;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = forget_change(call, call->user, &n);
	return err || n ? err
			: fault(call->fault, ERR_NOT_FOUND,
			      "No other address was asked for.");
}

/*
 * Changing.
 */

/* Whoever signed up with it, and has not proved it, loses it to who has. */
static enum err
set_address(struct call *call, struct user_id user, const char *email)
{
	const char *key = rule_email_key(call->arena, email);
	char id[UUID_TEXT_SIZE];
	enum err err;

	uuid_format(uuid_new(), id);
	err = q_user_give_way(call->db, .email_key = key,
	    .nowhere = arena_printf(call->arena, "%s@invalid", id), NULL);
	if (!err)
		err = q_user_set_email(call->db, .id = user, .email = email,
		    .email_key = key, .now = call->now_us, NULL);
	return err == ERR_CONFLICT ? fault(call->fault, ERR_EMAIL_TAKEN,
					 "Somebody else has the address.")
				   : err;
}

static enum err
note(struct call *call, const char *action, struct user_id user)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .subject = user,
				       .object_kind = "user",
				       .object = user.v });
}

static enum err
change(struct call *call, struct user_id user,
    const struct q_email_change_confirm_row *to)
{
	struct q_user_lock_row before;
	int64_t n;
	enum err err = q_user_lock(call->db, .id = user, &before);

	if (!err)
		err = set_address(call, user, to->email);
	if (!err)
		err = q_session_end_others(call->db, .user = user,
		    .kept = to->session_id, .now = call->now_us, NULL);
	if (!err)
		err = forget_mails(call, user);
	if (!err)
		err = q_email_change_remove(call->db, .user = user, &n);
	if (!err)
		err = app_verification_send(
		    call, user, before.email, APP_VERIFICATION_EMAIL_UNDO);
	if (!err)
		err = app_notice_account(call, RULE_NOTICE_EMAIL_CHANGED, user);
	if (!err)
		err = app_arrival(call, user);
	return err ? err : note(call, "email.change", user);
}

/* Which of the two addresses shows a proof. */
static enum err
find_purpose(struct call *call, const struct app_verification_proof *proof,
    enum app_verification_purpose *purpose)
{
	struct q_user_for_login_row owner = { 0 };
	enum err err = ERR_OK;
	bool is_new;

	if (proof->token) {
		is_new = app_verification_is_of(
		    call, proof->token, APP_VERIFICATION_EMAIL_NEW);
	} else {
		err = app_user_find_or_none(call, proof->email, &owner);
		is_new = !owner.is_verified;
	}
	*purpose = is_new ? APP_VERIFICATION_EMAIL_NEW
			  : APP_VERIFICATION_EMAIL_OLD;
	return err;
}

/* Whose proof it is, locked; once. */
static enum err
take(struct call *call, const struct app_verification_proof *proof,
    enum app_verification_purpose purpose, struct app_verification *v)
{
	struct q_user_lock_whole_row whole;
	enum err err = app_verification_check(call, proof, purpose, v);

	if (!err)
		err = q_user_lock_whole(call->db, .id = v->user, &whole);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
	err = app_verification_lock(call, v, purpose);
	return err ? err : app_verification_use_once(call, v->id);
}

enum err
app_email_change_confirm(struct call *call,
    const struct app_verification_proof *proof, struct app_email_change *out)
{
	struct q_email_change_confirm_row row;
	enum app_verification_purpose purpose;
	struct app_verification v;
	enum err err = find_purpose(call, proof, &purpose);

	if (!err)
		err = take(call, proof, purpose, &v);
	if (err)
		return err;
	err = q_email_change_confirm(call->db, .user = v.user,
	    .is_new = purpose == APP_VERIFICATION_EMAIL_NEW,
	    .now = call->now_us, &row);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_expired(call) : err;
	*out = (struct app_email_change){ !row.old_confirmed_at.set,
		!row.new_confirmed_at.set };
	return out->waits_for_old || out->waits_for_new
		   ? ERR_OK
		   : change(call, v.user, &row);
}

/*
 * Taking it back.
 */

/* What somebody else may have left to come in by, or to see what is there. What
 * was changed before may be taken back still: by whoever had it first. */
static enum err
close_all(struct call *call, const struct app_verification *v)
{
	struct user_id user = v->user;
	int64_t n;
	enum err err = app_way_in_end_all(call, user);

	if (!err)
		err = q_user_drop_password(
		    call->db, .id = user, .now = call->now_us, NULL);
	if (!err)
		err = q_calendar_feed_remove_all(call->db, .user = user, NULL);
	if (!err)
		err = forget_mails(call, user);
	if (!err)
		err = app_verification_forget_since(
		    call, v, APP_VERIFICATION_EMAIL_UNDO);
	if (!err)
		err = q_email_change_remove(call->db, .user = user, &n);
	return err ? err : app_leaving_stop(call, user);
}

enum err
app_email_change_undo(struct call *call, const char *token)
{
	struct app_verification v;
	enum err err = take(call,
	    &(struct app_verification_proof){ .token = token },
	    APP_VERIFICATION_EMAIL_UNDO, &v);

	if (!err)
		err = set_address(call, v.user, v.email);
	if (!err)
		err = close_all(call, &v);
	if (!err)
		err = app_verification_send(
		    call, v.user, v.email, APP_VERIFICATION_RESET);
	return err ? err : note(call, "email.undo", v.user);
}
