#include "worker/mail_account.h"

#include "app/account_invite.h"
#include "app/leaving.h"
#include "app/link_ticket.h"
#include "generated/query/account_invite.h"
#include "generated/query/erasure.h"
#include "generated/query/export.h"
#include "generated/query/mail.h"
#include "rule/agent.h"
#include "worker/mail_link.h"

#include "base/banned.h"

enum { UNTIL_SIZE = 96 };

static void
set_until(struct call *call, int64_t until_us, struct mail_facts *facts)
{
	char *until = arena_alloc(call->arena, UNTIL_SIZE);

	mail_text_when(until_us, "UTC", until, UNTIL_SIZE);
	facts->link_until = until;
}

static enum err
set_stay(struct call *call, struct user_id user, struct mail_facts *facts)
{
	char *token = arena_alloc(call->arena, CRYPT_TOKEN_SIZE);
	struct q_erasure_get_row row;
	enum err err = q_erasure_get(call->db, .id = user, &row);

	if (err || row.erase_at <= call->now_us)
		return err ? err : ERR_NOT_FOUND;
	app_leaving_token(call->keys, user, row.erase_asked_at, token);
	set_until(call, row.erase_at, facts);
	facts->token = token;
	facts->link = worker_mail_link(
	    call->arena, call->conf->public_url, "/keep-account", token);
	return ERR_OK;
}

static enum err
set_export(struct call *call, struct user_id user, struct mail_facts *facts)
{
	char id[UUID_TEXT_SIZE];
	struct q_export_last_row row;
	enum err err = q_export_last(call->db, .user = user, &row);

	if (err || !row.ready_at.set || row.expires_at <= call->now_us)
		return err ? err : ERR_NOT_FOUND;
	uuid_format(row.id.v, id);
	set_until(call, row.expires_at, facts);
	facts->link = worker_mail_page(
	    call->arena, call->conf->public_url, "/exports/", id);
	return ERR_OK;
}

static enum err
set_login(
    struct call *call, const struct app_notice *n, struct mail_facts *facts)
{
	char *device = arena_alloc(call->arena, RULE_AGENT_SHOWN_SIZE);
	char *when = arena_alloc(call->arena, MAIL_WHEN_SIZE);
	struct rule_agent agent;
	struct q_mail_session_row row;
	enum err err = q_mail_session(
	    call->db, .id = n->session, .user = n->users[0], &row);

	if (err)
		return err;
	rule_agent_read(row.user_agent, &agent);
	rule_agent_show(&agent, device);
	facts->device = device;
	facts->address = row.ip_address;
	facts->when = mail_when(row.created_at, "UTC", when);
	return ERR_OK;
}

enum err
worker_mail_account(
    struct call *call, const struct app_notice *n, struct mail_facts *facts)
{
	switch (n->kind) {
	case RULE_NOTICE_ERASE_UNDO:
		return set_stay(call, n->users[0], facts);
	case RULE_NOTICE_EXPORT_READY:
		return set_export(call, n->users[0], facts);
	case RULE_NOTICE_NEW_LOGIN:
		return set_login(call, n, facts);
	default:
		return ERR_OK;
	}
}

static enum err
set_invite(struct call *call, struct account_invite_id id, const char **to,
    struct mail_facts *facts)
{
	char *code = arena_alloc(call->arena, CRYPT_TOKEN_SIZE);
	struct q_account_invite_for_mail_row row;
	enum err err = q_account_invite_for_mail(
	    call->db, .id = id, .now = call->now_us, &row);

	if (err || !row.is_live)
		return err ? err : ERR_NOT_FOUND;
	app_account_invite_code(call, id, code);
	*to = row.email;
	facts->token = code;
	facts->link = app_account_invite_url(call, code);
	set_until(call, row.expires_at, facts);
	return ERR_OK;
}

static enum err
set_ticket(struct call *call, struct auth_ticket_id id, const char **to,
    struct mail_facts *facts)
{
	char *code = arena_alloc(call->arena, CRYPT_CODE_SIZE);
	char *until = arena_alloc(call->arena, MAIL_WHEN_SIZE);
	struct app_identity identity;
	struct app_ticket ticket;
	enum err err = app_ticket_get(call, APP_TICKET_LINK, id, &ticket);

	if (!err)
		err = app_link_ticket_read(call, ticket.data, &identity);
	if (err)
		return err == ERR_TOKEN_INVALID ? ERR_NOT_FOUND : err;
	crypt_code_make(call->keys, id.v, code);
	*to = identity.email;
	facts->code = code;
	facts->code_until = mail_when(ticket.expires_at, "UTC", until);
	return ERR_OK;
}

enum err
worker_mail_address(struct call *call, const struct app_notice *n,
    const char **to, struct mail_facts *facts)
{
	return n->kind == RULE_NOTICE_OAUTH_EMAIL
		   ? set_ticket(call, n->ticket, to, facts)
		   : set_invite(call, n->account_invite, to, facts);
}
