/*
 * Invites by which somebody makes an account.
 */
#include "app/account_invite.h"

#include "api/reply.h"
#include "app/user.h"
#include "generated/api.h"
#include "generated/query/account_invite.h"

#include "base/banned.h"

enum err
api_account_invite_list(
    struct call *call, const struct api_account_invite_list_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err
		   : reply_list(
			 call, Q_account_invite_list(), in->limit, in->cursor);
}

enum err
api_account_invite_create(
    struct call *call, const struct api_account_invite_create_in *in)
{
	char code[CRYPT_TOKEN_SIZE];
	struct account_invite_id id;
	enum err err = app_account_invite_add(call,
	    &(struct app_account_invite){ .email = in->body.email,
		.role = in->body.role,
		.max_uses = in->body.max_uses,
		.expires_at_us = in->body.expires_at },
	    &id, code);

	return err ? err
		   : reply_created_at(call,
			 Q_account_invite_new(.id = id, .code = code),
			 "/api/v1/admin/invites");
}

enum err
api_account_invite_remove(
    struct call *call, const struct api_account_invite_remove_in *in)
{
	enum err err = app_account_invite_remove(call, in->id);

	return err ? err : reply_none(call);
}
