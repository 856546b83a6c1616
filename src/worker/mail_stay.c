#include "worker/mail_stay.h"

#include "app/leaving.h"
#include "generated/query/erasure.h"
#include "worker/mail_link.h"

#include "base/banned.h"

enum { UNTIL_SIZE = 96 };

enum err
worker_mail_stay(
    struct call *call, struct user_id user, struct mail_facts *facts)
{
	char *token = arena_alloc(call->arena, CRYPT_TOKEN_SIZE);
	char *until = arena_alloc(call->arena, UNTIL_SIZE);
	struct q_erasure_get_row row;
	enum err err = q_erasure_get(call->db, .id = user, &row);

	if (err || row.erase_at <= call->now_us)
		return err ? err : ERR_NOT_FOUND;
	app_leaving_token(call->keys, user, row.erase_asked_at, token);
	mail_text_when(row.erase_at, "UTC", until, UNTIL_SIZE);
	facts->link_until = until;
	facts->token = token;
	facts->link = worker_mail_link(
	    call->arena, call->conf->public_url, "/keep-account", token);
	return ERR_OK;
}
