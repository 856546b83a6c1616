/*
 * Signing in with an account elsewhere.
 */
#include "app/oauth.h"

#include "api/exchange.h"
#include "api/reply.h"
#include "api/sign_in.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/linked.h"

#include "base/banned.h"

static enum err
send_off(struct call *call, const struct app_oauth_way *way)
{
	struct http_response *r = api_exchange_of(call)->response;
	bool is_secure = str_has_prefix(call->conf->public_url, "https://");

	http_response_headerf(r, "Set-Cookie",
	    "%s=%s; Max-Age=%d; Path=/; HttpOnly; SameSite=Lax%s",
	    way->cookie_name, way->cookie, APP_OAUTH_TTL_S,
	    is_secure ? "; Secure" : "");
	return reply_redirect(call, way->location);
}

static enum err
refuse_without(struct call *call, const char *field)
{
	return fault_value(call->fault, field, "required", "Is missing.");
}

static enum err
set_out(struct call *call, const struct api_oauth_authorize_in *in,
    struct app_oauth_way *way)
{
	if (in->flow)
		return app_oauth_set_out(call, in->provider, in->flow, way);
	if (!in->redirect_uri)
		return refuse_without(call, "?redirect_uri");
	if (!in->code_challenge)
		return refuse_without(call, "?code_challenge");
	return app_oauth_start(call,
	    &(struct app_oauth_start){ .provider = in->provider,
		.redirect_uri = in->redirect_uri,
		.state = in->state ? in->state : "",
		.code_challenge = in->code_challenge },
	    way);
}

enum err
api_oauth_authorize(struct call *call, const struct api_oauth_authorize_in *in)
{
	struct app_oauth_way way;
	enum err err = db_begin(call->db);

	if (!err)
		err = set_out(call, in, &way);
	return err ? err : send_off(call, &way);
}

enum err
api_oauth_callback(struct call *call, const struct api_oauth_callback_in *in)
{
	struct api_exchange *x = api_exchange_of(call);
	const char *location;
	const char *cookies;
	enum err err = http_request_header(x->request, "Cookie", &cookies);

	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = app_oauth_come_back(call,
		    &(struct app_oauth_back){ .provider = in->provider,
			.state = in->state,
			.code = in->code,
			.error = in->error,
			.issuer = in->iss,
			.cookies = cookies },
		    &location);
	if (err)
		return err;
	return reply_redirect(call, location);
}

static struct db_call
account_of(struct call *call, struct account_id id)
{
	return db_call_copy(
	    call->arena, Q_linked_get(.id = id, .user = call->user));
}

enum err
api_oauth_exchange(struct call *call, const struct api_oauth_exchange_in *in)
{
	struct app_session session;
	struct app_linked linked;
	enum err err = api_sign_in_session(
	    call, in->body.session, SESSION_METHOD_OAUTH, &session);

	if (!err)
		err = app_oauth_exchange(call, in->body.code,
		    in->body.code_verifier, in->body.invite, &session, &linked);
	if (err)
		return err;
	return linked.is_linked
		   ? reply_one(call, account_of(call, linked.account))
		   : api_sign_in_reply(call, &linked.signed_in);
}
