/*
 * The caller's API tokens.
 */
#include "api/list.h"
#include "api/reply.h"
#include "app/api_token.h"
#include "generated/api.h"
#include "generated/query/api_token.h"

#include "base/banned.h"

enum err
api_token_list(struct call *call, const struct api_token_list_in *in)
{
	return reply_list(
	    call, Q_api_token_list(.user = call->user), in->limit, in->cursor);
}

enum err
api_token_create(struct call *call, const struct api_token_create_in *in)
{
	char token[CRYPT_API_TOKEN_SIZE];
	struct api_token_id id;
	enum err err = app_api_token_add(call,
	    &(struct app_api_token){ .name = in->body.name,
		.scopes = api_list_texts(call->arena, in->body.scopes),
		.expires_at_us = in->body.expires_at },
	    &id, token);

	return err ? err
		   : reply_created_at(call,
			 Q_api_token_new(.id = id, .token = token),
			 "/api/v1/users/me/tokens");
}

enum err
api_token_remove(struct call *call, const struct api_token_remove_in *in)
{
	enum err err = app_api_token_remove(call, in->id);

	return err ? err : reply_none(call);
}
