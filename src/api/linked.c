/*
 * Accounts elsewhere with which the caller signs in.
 */
#include "app/linked.h"

#include "api/reply.h"
#include "app/clerk_claim.h"
#include "app/link_redeem.h"
#include "app/oauth.h"
#include "generated/api.h"
#include "generated/query/linked.h"

#include "base/banned.h"

#define PLACE "/api/v1/users/me/accounts"

static struct db_call
account_of(struct call *call, struct account_id id)
{
	return db_call_copy(
	    call->arena, Q_linked_get(.id = id, .user = call->user));
}

enum err
api_linked_list(struct call *call, const struct api_linked_list_in *in)
{
	return reply_list(
	    call, Q_linked_list(.user = call->user), in->limit, in->cursor);
}

static enum err
begin(struct call *call, const struct api_linked_create_body *body)
{
	char token[CRYPT_TOKEN_SIZE];
	struct json_writer w;
	enum err err = app_begin(call);

	if (!err)
		err = app_oauth_prepare(call,
		    &(struct app_oauth_start){ .provider = body->provider,
			.redirect_uri = body->redirect_uri,
			.state = body->state ? body->state : "",
			.code_challenge = body->code_challenge,
			.user = call->user },
		    token);
	if (err)
		return err;
	w = reply_json_created(call, PLACE);
	json_open(&w, '{');
	json_key(&w, "authorize_url");
	json_write_text(&w, arena_printf(call->arena,
				"%s/api/v1/auth/oauth/%s/authorize?flow=%s",
				call->conf->public_url, body->provider, token));
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_linked_create(struct call *call, const struct api_linked_create_in *in)
{
	struct account_id id;
	enum err err;

	if (!in->body.link_ticket && !in->body.clerk_token)
		return begin(call, &in->body);
	err = in->body.link_ticket
		  ? app_link_redeem(call, in->body.link_ticket, &id)
		  : app_clerk_claim(call, in->body.clerk_token, &id);
	return err ? err : reply_created_at(call, account_of(call, id), PLACE);
}

enum err
api_linked_remove(struct call *call, const struct api_linked_remove_in *in)
{
	enum err err = app_linked_remove(call, in->id);

	return err ? err : reply_none(call);
}

enum err
api_linked_refresh(struct call *call, const struct api_linked_refresh_in *in)
{
	struct q_linked_get_row row;
	enum err err = q_linked_get(
	    call->db, .id = in->id, .user = call->user, &row);

	if (!err)
		err = app_linked_renew(call, in->id);
	return err ? err : reply_one(call, account_of(call, in->id));
}
