#include "app/link_redeem.h"

#include "app/code.h"
#include "app/link_ticket.h"
#include "app/notice.h"
#include "app/provider.h"
#include "app/signup.h"
#include "app/throttle.h"
#include "app/user.h"
#include "app/verification.h"
#include "rule/words.h"

#include "base/banned.h"

/* A try is counted before its effect, so that it stays counted, and after it
 * is known who tries. */
static enum err
take_ticket(struct call *call, const char *token, struct app_ticket *ticket)
{
	enum err err = app_may_begin(call);

	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = app_ticket_try(call, APP_TICKET_LINK, token, ticket);
	if (!err)
		err = db_commit(call->db);
	if (!err)
		err = app_begin(call);
	return err ? err : app_ticket_use(call, ticket->id);
}

static enum err
hold_provider(struct call *call, const struct app_identity *identity)
{
	enum err err = app_provider_hold(
	    call, identity->provider, (struct provider_id){ 0 });

	return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
}

enum err
app_link_redeem(struct call *call, const char *ticket, struct account_id *id)
{
	struct app_identity identity;
	struct app_ticket taken;
	struct app_linked linked = { 0 };
	struct app_session session = { 0 };
	enum err err = take_ticket(call, ticket, &taken);

	if (!err)
		err = app_link_ticket_read(call, taken.data, &identity);
	if (!err)
		err = hold_provider(call, &identity);
	if (!err)
		err = app_link_settle(
		    call, &identity, call->user, &session, &linked);
	*id = linked.account;
	return err;
}

/*
 * By mail.
 */

/* Who waits; nobody without an address. */
static enum err
look(struct call *call, const char *token, struct app_ticket *ticket,
    struct app_identity *identity)
{
	enum err err = app_ticket_look(call, APP_TICKET_LINK, token, ticket);

	if (!err)
		err = app_link_ticket_read(call, ticket->data, identity);
	return err || identity->email ? err : app_code_invalid(call);
}

/* Whether somebody may make an account with the address. Why not they are told
 * when they have shown that it is theirs. */
static enum err
may_sign_up(struct call *call, const char *email, const char *invite, bool *may)
{
	struct account_invite_id used;
	enum err err = app_signup_check(call, email, invite, &used);

	*may = !err;
	return err == ERR_SIGNUP_CLOSED || err == ERR_INVITE_ONLY ||
		       err == ERR_INVITE_EXPIRED
		   ? ERR_OK
		   : err;
}

static enum err
mail(struct call *call, const struct app_ticket *ticket,
    const struct q_user_for_login_row *owner, bool may)
{
	bool is_user = owner->email && !owner->is_guest;

	return (is_user || may) && !owner->is_suspended
		   ? app_notice_ticket(call, ticket->id)
		   : app_notice_to_nobody(call, RULE_NOTICE_OAUTH_EMAIL);
}

enum err
app_link_mail_code(struct call *call, const char *ticket, const char *invite)
{
	struct q_user_for_login_row owner;
	struct app_identity identity;
	struct app_ticket found;
	bool may_come = false, may_mail = false;
	enum err err = look(call, ticket, &found, &identity);

	if (!err)
		err = app_verification_count_request(call);
	if (!err)
		err = may_sign_up(call, identity.email, invite, &may_come);
	if (!err)
		err = app_throttle_address(call,
		    rule_email_key(call->arena, identity.email), &may_mail);
	if (!err)
		err = app_user_find_or_none(call, identity.email, &owner);
	if (err)
		return err;
	return may_mail ? mail(call, &found, &owner, may_come)
			: app_notice_to_nobody(call, RULE_NOTICE_OAUTH_EMAIL);
}

/* An app_code's count, of the ticket whose token ctx is. */
static enum err
count_try(struct call *call, void *ctx, int64_t tries_max,
    struct app_code_found *found)
{
	const char *token = ctx;
	struct app_ticket ticket;
	enum err err;

	if (!tries_max)
		return ERR_NOT_FOUND;
	err = app_ticket_try(call, APP_TICKET_LINK, token, &ticket);
	*found = (struct app_code_found){ ticket.id.v, ticket.expires_at };
	return err == ERR_TOKEN_INVALID ? ERR_NOT_FOUND : err;
}

enum err
app_link_prove(struct call *call, const char *ticket, const char *code,
    const char *invite, struct app_session *session, struct app_linked *out)
{
	struct app_identity identity;
	struct app_ticket found;
	struct app_signup signup;
	struct uuid id;
	enum err err = look(call, ticket, &found, &identity);

	if (err)
		return err;
	app_signup_ask(call, identity.email, invite, &signup);
	err = app_code_check(call,
	    &(struct app_code){ .kind = "oauth_email",
		.whose = rule_email_key(call->arena, identity.email),
		.count = count_try,
		.ctx = arena_strdup(call->arena, ticket) },
	    code, &id);
	if (!err)
		err = app_ticket_use(call, found.id);
	if (!err)
		err = hold_provider(call, &identity);
	if (err)
		return err;
	identity.is_trusted = identity.email_verified = true;
	identity.signup = &signup;
	return app_link_settle(
	    call, &identity, (struct user_id){ 0 }, session, out);
}
