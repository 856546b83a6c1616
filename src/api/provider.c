/*
 * Providers: for everybody who signs in, and as administrators keep them.
 */
#include "api/provider.h"

#include "api/list.h"
#include "api/reply.h"
#include "app/provider_ask.h"
#include "app/user.h"

#include "base/banned.h"

enum err
api_provider_list_enabled(
    struct call *call, const struct api_provider_list_enabled_in *in)
{
	struct json_writer w = reply_json(call);

	(void)in;
	return reply_encode_many(call, &w,
	    db_call_copy(call->arena,
		Q_provider_list_enabled(.limit = APP_PROVIDERS_MAX)));
}

enum err
api_provider_list(struct call *call, const struct api_provider_list_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err
		   : reply_list(call, Q_provider_list(), in->limit, in->cursor);
}

static struct db_call
provider_of(struct call *call, const char *name)
{
	return db_call_copy(call->arena, Q_provider_get(.name = name));
}

enum err
api_provider_get(struct call *call, const struct api_provider_get_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err : reply_one(call, provider_of(call, in->name));
}

/* What both bodies have. */
#define SAID(body)                                                \
	.title = (body)->title, .issuer = (body)->issuer,         \
	.client_id = (body)->client_id, .scopes = (body)->scopes, \
	.client_secret = (body)->client_secret,                   \
	.tenants = (body)->has.tenants                            \
		       ? api_list_texts(arena, (body)->tenants)   \
		       : NULL,                                    \
	.trusts_email = (body)->trusts_email

struct app_provider_input
api_provider_new(
    struct arena *arena, const struct api_provider_create_body *body)
{
	return (struct app_provider_input){ .name = body->name,
		.kind = body->kind,
		SAID(body),
		.is_enabled = { true, body->is_enabled } };
}

struct app_provider_input
api_provider_change(
    struct arena *arena, const struct api_provider_patch_body *body)
{
	return (struct app_provider_input){ SAID(body),
		.is_enabled = body->is_enabled };
}

enum err
api_provider_create(struct call *call, const struct api_provider_create_in *in)
{
	struct app_provider_input said = api_provider_new(
	    call->arena, &in->body);
	enum err err = app_user_require_admin(call);

	if (!err)
		err = app_provider_add(call, &said);
	return err ? err
		   : reply_created_at(call, provider_of(call, said.name),
			 arena_printf(call->arena, "/api/v1/admin/providers/%s",
			     said.name));
}

enum err
api_provider_patch(struct call *call, const struct api_provider_patch_in *in)
{
	struct app_provider_input said = api_provider_change(
	    call->arena, &in->body);
	enum err err = app_user_require_admin(call);

	if (!err)
		err = app_provider_change(call, in->name, &said);
	return err ? err : reply_one(call, provider_of(call, in->name));
}

enum err
api_provider_remove(struct call *call, const struct api_provider_remove_in *in)
{
	enum err err = app_user_require_admin(call);

	if (!err)
		err = app_provider_remove(call, in->name);
	return err ? err : reply_none(call);
}

enum err
api_provider_test(struct call *call, const struct api_provider_test_in *in)
{
	struct q_provider_find_row row;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_provider_find(
		    call->db, .name = in->name, .id = { { { 0 } } }, &row);
	if (!err)
		err = app_provider_discover(call, row.id);
	return err ? err : reply_one(call, provider_of(call, in->name));
}
