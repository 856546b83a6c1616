#include "app/account_invite.h"

#include <string.h>

#include "app/audit.h"
#include "app/notice.h"
#include "app/user.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/account_invite.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

static enum err
audit(struct call *call, const char *action, struct account_invite_id id,
    struct user_id subject, const char *details)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .subject = subject,
				       .object_kind = "account_invite",
				       .object = id.v,
				       .details = details });
}

static const char *
detail_of(struct call *call, enum user_role role)
{
	return app_audit_detail(call->arena, "role", user_role_text(role));
}

void
app_account_invite_code(const struct call *call, struct account_invite_id id,
    char code[CRYPT_TOKEN_SIZE])
{
	crypt_token_seal(call->keys, CRYPT_ACCOUNT_INVITE, id.v, 0, code);
}

const char *
app_account_invite_url(struct call *call, const char *code)
{
	const char *base = call->conf->public_url;
	size_t len = strlen(base);

	while (len && base[len - 1] == '/')
		len--;
	return arena_printf(
	    call->arena, "%.*s/sign-up#%s", (int)len, base, code);
}

/*
 * Making and ending.
 */

static enum err
check_open(struct call *call)
{
	return str_eq(call->conf->signup, "closed")
		   ? fault(call->fault, ERR_SIGNUP_CLOSED,
			 "Administrators make all accounts here; nobody could "
			 "use an invite.")
		   : ERR_OK;
}

static enum err
check_end(struct call *call, int64_t expires_at_us)
{
	int64_t last_us = call->now_us + APP_ACCOUNT_INVITE_DAYS * CLOCK_DAY_US;

	return expires_at_us <= call->now_us
		   ? fault_value(
			 call->fault, "/expires_at", "past", "Is over already.")
	       : expires_at_us > last_us
		   ? fault_value(call->fault, "/expires_at", "too_far",
			 "Is more than 90 days from now.")
		   : ERR_OK;
}

static enum err
check(struct call *call, const struct app_account_invite *in)
{
	if (!in->email && in->role != USER_ROLE_ATTENDEE)
		return fault_value(call->fault, "/email", "required",
		    "A role is given to an address alone.");
	if (in->email && in->max_uses != 1)
		return fault_value(call->fault, "/max_uses", "too_large",
		    "One to an address is used once.");
	return check_end(call, in->expires_at_us);
}

/* Whoever has an account needs none; a guest makes one of what they are. */
static enum err
check_address(struct call *call, const char *email)
{
	struct q_user_for_login_row owner;
	enum err err = app_user_find(call, email, &owner);

	if (!err && owner.is_verified && !owner.is_guest)
		return fault(call->fault, ERR_EMAIL_TAKEN,
		    "Somebody has this address already.");
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
check_room(struct call *call, const char *email_key)
{
	struct q_account_invite_count_row made;
	enum err err = q_account_invite_count(call->db, .by = call->user,
	    .email_key = email_key, .most = APP_ACCOUNT_INVITES_MAX, &made);

	return err || made.n < APP_ACCOUNT_INVITES_MAX
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "%d invites are the most of an administrator; take "
			 "some back.",
			 APP_ACCOUNT_INVITES_MAX);
}

static enum err
add(struct call *call, const struct app_account_invite *in,
    struct account_invite_id id)
{
	const char *key = in->email ? rule_email_key(call->arena, in->email)
				    : NULL;
	enum err err = check_room(call, key);

	if (!err && key)
		err = check_address(call, in->email);
	if (!err)
		err = q_account_invite_add(call->db, .id = id,
		    .email = in->email, .email_key = key, .role = in->role,
		    .max_uses = in->max_uses, .by = call->user,
		    .now = call->now_us, .expires = in->expires_at_us, NULL);
	return err || !key ? err : app_notice_account_invite(call, id);
}

enum err
app_account_invite_add(struct call *call,
    const struct app_account_invite *invite, struct account_invite_id *id,
    char code[CRYPT_TOKEN_SIZE])
{
	enum err err = app_user_require_admin(call);

	id->v = uuid_new();
	if (!err)
		err = check_open(call);
	if (!err)
		err = check(call, invite);
	if (!err)
		err = add(call, invite, *id);
	app_account_invite_code(call, *id, code);
	return err ? err
		   : audit(call, "account_invite.create", *id,
			 (struct user_id){ 0 }, detail_of(call, invite->role));
}

enum err
app_account_invite_remove(struct call *call, struct account_invite_id id)
{
	int64_t n = 0;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_account_invite_remove(call->db, .id = id, &n);
	if (!err && !n)
		return fault(
		    call->fault, ERR_NOT_FOUND, "There is no such invite.");
	return err ? err
		   : audit(call, "account_invite.revoke", id,
			 (struct user_id){ 0 }, NULL);
}

/*
 * What one is good for.
 */

static enum err
refuse(struct call *call)
{
	return fault(call->fault, ERR_INVITE_ONLY,
	    "Only who has been invited can sign up with this address.");
}

static enum err
refuse_dead(struct call *call)
{
	return fault(
	    call->fault, ERR_INVITE_EXPIRED, "The invite is used up or over.");
}

enum err
app_account_invite_check(struct call *call, const char *code, const char *email,
    bool *is_one, struct account_invite_id *used)
{
	struct q_account_invite_find_row row;
	struct account_invite_id id;
	uint32_t number;
	enum err err;

	*used = (struct account_invite_id){ 0 };
	*is_one = crypt_token_open(
	    call->keys, CRYPT_ACCOUNT_INVITE, code, &id.v, &number);
	if (!*is_one)
		return ERR_OK;
	err = q_account_invite_find(
	    call->db, .id = id, .now = call->now_us, &row);
	if (err)
		return err == ERR_NOT_FOUND ? refuse(call) : err;
	if (row.email_key &&
	    !str_eq(row.email_key, rule_email_key(call->arena, email)))
		return refuse(call);
	if (!row.email_key)
		*used = id;
	return row.is_live ? ERR_OK : refuse_dead(call);
}

enum err
app_account_invite_use(struct call *call, struct account_invite_id id)
{
	int64_t n = 1;
	enum err err = uuid_is_nil(id.v)
			   ? ERR_OK
			   : q_account_invite_use(
				 call->db, .id = id, .now = call->now_us, &n);

	return err || n ? err : refuse_dead(call);
}

enum err
app_account_invite_settle(
    struct call *call, struct user_id user, const char *email_key)
{
	struct q_account_invite_accept_row invite;
	enum err err = q_account_invite_accept(
	    call->db, .email_key = email_key, .now = call->now_us, &invite);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = q_user_raise(call->db, .id = user, .role = invite.role,
	    .now = call->now_us, NULL);
	return err ? err
		   : audit(call, "account_invite.accept", invite.id, user,
			 detail_of(call, invite.role));
}
