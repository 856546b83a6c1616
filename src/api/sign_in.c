/*
 * Signing in without a password, and the second step.
 */
#include "api/sign_in.h"

#include "api/cookie.h"
#include "api/exchange.h"
#include "api/passkey.h"
#include "api/reply.h"
#include "app/account.h"
#include "app/link_redeem.h"
#include "generated/api.h"
#include "generated/query/user.h"
#include "http/text.h"

#include "base/banned.h"

enum { USER_AGENT_MAX = 512 }; /* as the contract has it */

const char *
api_sign_in_agent(const struct call *call)
{
	const char *agent = api_exchange_of(call)->request->user_agent;
	char *out = arena_alloc(call->arena, USER_AGENT_MAX + 1);

	return http_text_clean(out, USER_AGENT_MAX + 1, agent ? agent : "");
}

enum err
api_sign_in_kind(
    struct call *call, enum session_carrier carrier, enum session_kind *kind)
{
	bool is_cookie = carrier == SESSION_CARRIER_COOKIE;

	*kind = is_cookie ? SESSION_KIND_COOKIE : SESSION_KIND_TOKEN;
	return is_cookie ? api_cookie_check_origin(call) : ERR_OK;
}

enum err
api_sign_in_session(struct call *call, enum session_carrier carrier,
    enum session_method method, struct app_session *out)
{
	*out = (struct app_session){ .method = method,
		.ip_address = api_exchange_of(call)->request->remote_address,
		.user_agent = api_sign_in_agent(call) };
	return api_sign_in_kind(call, carrier, &out->kind);
}

static void
write_pair(struct json_writer *w, const struct app_tokens *tokens)
{
	json_member_text(w, "access_token", tokens->access);
	json_member_text(w, "token_type", "bearer");
	json_key(w, "expires_in");
	json_write_int(w, tokens->expires_in_s);
	json_member_text(w, "refresh_token", tokens->refresh);
}

static void
give_cookie(
    struct call *call, struct json_writer *w, const struct app_tokens *tokens)
{
	json_member_text(w, "token_type", "cookie");
	api_cookie_give(api_exchange_of(call), tokens->cookie);
}

/* Only where it is so: other ways in have no password to tell of. */
static void
write_breached(struct json_writer *w, bool is_breached)
{
	if (!is_breached)
		return;
	json_key(w, "password_breached");
	json_write_bool(w, true);
}

static enum err
write_tokens(
    struct call *call, const struct app_tokens *tokens, bool is_breached)
{
	struct json_writer w = reply_json(call);
	enum err err;

	json_open(&w, '{');
	if (tokens->kind == SESSION_KIND_COOKIE)
		give_cookie(call, &w, tokens);
	else
		write_pair(&w, tokens);
	json_key(&w, "session_id");
	json_write_uuid(&w, tokens->session.v);
	json_key(&w, "user");
	err = reply_encode_one(call, &w, Q_user_me(.id = tokens->user));
	write_breached(&w, is_breached);
	json_close(&w, '}');
	return err;
}

enum err
api_sign_in_tokens(struct call *call, const struct app_tokens *tokens)
{
	return write_tokens(call, tokens, false);
}

static enum err
ask_for_factor(struct call *call, const struct app_signed_in *in)
{
	struct json_writer w = reply_json(call);

	json_open(&w, '{');
	json_key(&w, "mfa_required");
	json_write_bool(&w, true);
	json_key(&w, "mfa_token");
	json_write_text(&w, in->mfa_token);
	json_key(&w, "expires_in");
	json_write_int(&w, APP_MFA_TTL_S);
	json_key(&w, "factors");
	json_open(&w, '[');
	if (in->factors.totp)
		json_write_text(&w, "totp");
	if (in->factors.passkey)
		json_write_text(&w, "passkey");
	json_close(&w, ']');
	write_breached(&w, in->password_breached);
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_sign_in_reply(struct call *call, const struct app_signed_in *in)
{
	return in->wants_factor
		   ? ask_for_factor(call, in)
		   : write_tokens(call, &in->tokens, in->password_breached);
}

enum err
api_auth_magic_code_send(
    struct call *call, const struct api_auth_magic_code_send_in *in)
{
	enum err err = in->body.link_ticket
			   ? app_link_mail_code(
				 call, in->body.link_ticket, in->body.invite)
			   : app_account_mail_magic_code(call, in->body.email);

	return err ? err
		   : reply_message(
			 call, "If the address is known, a mail is on its way");
}

/* Whoever waits behind a ticket comes in. */
static enum err
prove_link(struct call *call,
    const struct api_auth_magic_code_verify_body *body,
    struct app_session *session, struct app_signed_in *out)
{
	struct app_linked linked = { 0 };
	enum err err = app_link_prove(call, body->link_ticket, body->code,
	    body->invite, session, &linked);

	*out = linked.signed_in;
	return err;
}

static enum err
prove(struct call *call, const struct api_auth_magic_code_verify_body *body,
    struct app_session *session, struct app_signed_in *out)
{
	enum err err = app_account_prove(call,
	    &(struct app_verification_proof){
		.email = body->email, .code = body->code },
	    &session->user);

	return err ? err : app_sign_in(call, session, out);
}

enum err
api_auth_magic_code_verify(
    struct call *call, const struct api_auth_magic_code_verify_in *in)
{
	struct app_session session;
	struct app_signed_in signed_in;
	enum err err = api_sign_in_session(
	    call, in->body.session, SESSION_METHOD_MAGIC_CODE, &session);

	if (!err)
		err = in->body.link_ticket
			  ? prove_link(call, &in->body, &session, &signed_in)
			  : prove(call, &in->body, &session, &signed_in);
	return err ? err : api_sign_in_reply(call, &signed_in);
}

enum err
api_auth_mfa_verify(struct call *call, const struct api_auth_mfa_verify_in *in)
{
	/* how the first step was taken, the token says */
	struct app_session session;
	struct app_tokens tokens;
	enum err err = api_sign_in_session(
	    call, in->body.session, SESSION_METHOD_PASSWORD, &session);

	if (!err)
		err = app_sign_in_go_on(call, in->body.mfa_token,
		    &(struct app_factor_proof){ in->body.code,
			in->body.recovery_code,
			api_passkey_read(call, in->body.credential) },
		    &session, &tokens);
	return err ? err : api_sign_in_tokens(call, &tokens);
}

enum err
api_auth_passkey_ask(
    struct call *call, const struct api_auth_passkey_ask_in *in)
{
	struct json_writer w = reply_json(call);

	(void)in;
	app_passkey_write_request(call, &w);
	return ERR_OK;
}

enum err
api_auth_passkey_verify(
    struct call *call, const struct api_auth_passkey_verify_in *in)
{
	struct app_session session;
	struct app_tokens tokens;
	enum err err = api_sign_in_session(
	    call, in->body.session, SESSION_METHOD_PASSKEY, &session);

	if (!err)
		err = app_sign_in_by_passkey(call,
		    api_passkey_read(call, in->body.credential), &session,
		    &tokens);
	return err ? err : api_sign_in_tokens(call, &tokens);
}
