/*
 * Second steps of signing in, and showing again who one is.
 */
#include "app/factor.h"

#include <string.h>

#include "api/passkey.h"
#include "api/reply.h"
#include "app/fresh.h"
#include "generated/api.h"

#include "base/banned.h"

enum err
api_factor_list(struct call *call, const struct api_factor_list_in *in)
{
	return reply_list(
	    call, Q_factor_list(.user = call->user), in->limit, in->cursor);
}

static struct json_writer
reply_begun(
    struct call *call, const struct api_factor_create_body *in, struct uuid id)
{
	struct json_writer w = reply_json_created(
	    call, "/api/v1/users/me/factors");

	json_open(&w, '{');
	json_key(&w, "id");
	json_write_uuid(&w, id);
	json_member_text(
	    &w, "kind", word_text(&factor_kind_words, (int)in->kind));
	json_member_text(&w, "name", in->name);
	return w;
}

static enum err
begin_totp(struct call *call, const struct api_factor_create_body *in)
{
	struct app_factor_totp totp;
	struct json_writer w;
	enum err err = app_factor_add_totp(call, in->name, &totp);

	if (err)
		return err;
	w = reply_begun(call, in, totp.id.v);
	json_member_text(&w, "secret", totp.secret);
	json_member_text(&w, "uri", totp.uri);
	json_close(&w, '}');
	return ERR_OK;
}

static enum err
begin_passkey(struct call *call, const struct api_factor_create_body *in)
{
	struct factor_id id;
	struct json_writer w;
	enum err err = app_factor_add_passkey(call, in->name, &id);

	if (err)
		return err;
	w = reply_begun(call, in, id.v);
	json_key(&w, "options");
	err = app_passkey_write_creation(call, id, &w);
	json_close(&w, '}');
	return err;
}

enum err
api_factor_create(struct call *call, const struct api_factor_create_in *in)
{
	return in->body.kind == FACTOR_KIND_TOTP
		   ? begin_totp(call, &in->body)
		   : begin_passkey(call, &in->body);
}

enum err
api_factor_remove(struct call *call, const struct api_factor_remove_in *in)
{
	enum err err = app_factor_remove(call, in->id);

	return err ? err : reply_none(call);
}

static enum err
reply_codes(struct call *call, char (*codes)[APP_RECOVERY_SIZE])
{
	struct json_writer w = reply_json(call);

	json_open(&w, '{');
	json_key(&w, "recovery_codes");
	json_open(&w, '[');
	for (size_t i = 0; codes && i < APP_RECOVERY_CODES; i++)
		json_write_text(&w, codes[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_factor_verify(struct call *call, const struct api_factor_verify_in *in)
{
	char(*codes)[APP_RECOVERY_SIZE];
	enum err err = app_factor_confirm(call, in->id,
	    &(struct app_factor_proof){ .code = in->body.code,
		.passkey = api_passkey_read(call, in->body.credential) },
	    &codes);

	return err ? err : reply_codes(call, codes);
}

enum err
api_recovery_code_renew(
    struct call *call, const struct api_recovery_code_renew_in *in)
{
	char(*codes)[APP_RECOVERY_SIZE];
	enum err err = app_factor_renew_recovery(call, &codes);

	(void)in;
	return err ? err : reply_codes(call, codes);
}

enum err
api_auth_reauthenticate_send(
    struct call *call, const struct api_auth_reauthenticate_send_in *in)
{
	enum err err = app_fresh_mail_code(call);

	(void)in;
	return err ? err : reply_message(call, "A mail is on its way");
}

enum err
api_auth_reauthenticate(
    struct call *call, const struct api_auth_reauthenticate_in *in)
{
	struct app_fresh shown;
	struct json_writer w;
	const char *methods;
	enum err err = app_fresh_show(call,
	    &(struct app_fresh_proof){ in->body.password, in->body.code,
		{ in->body.totp, in->body.recovery_code,
		    api_passkey_read(call, in->body.credential) } },
	    &shown);

	if (err)
		return err;
	methods = app_fresh_methods(call, &shown);
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "fresh_until");
	if (*methods)
		json_write_null(&w);
	else
		json_write_time(&w, app_fresh_until(call->conf, &shown));
	json_key(&w, "methods");
	methods = arena_printf(call->arena, "[%s]", methods);
	json_write_raw(&w, methods, strlen(methods));
	json_close(&w, '}');
	return ERR_OK;
}
