#include "worker/mail_account.h"

#include "app/leaving.h"
#include "generated/query/erasure.h"
#include "generated/query/export.h"
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

enum err
worker_mail_account(struct call *call, enum rule_notice kind,
    struct user_id user, struct mail_facts *facts)
{
	if (kind == RULE_NOTICE_ERASE_UNDO)
		return set_stay(call, user, facts);
	return kind == RULE_NOTICE_EXPORT_READY ? set_export(call, user, facts)
						: ERR_OK;
}
