#include "app/oauth.h"

#include <stdio.h>
#include <string.h>

#include "app/client.h"
#include "app/code.h"
#include "app/oauth_token.h"
#include "app/provider.h"
#include "app/signup.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "base/str.h"
#include "conf/url.h"
#include "crypt/base64url.h"
#include "crypt/digest.h"
#include "crypt/seal.h"
#include "generated/id/oauth_flow.h"
#include "generated/query/linked.h"
#include "generated/query/session.h"

#include "base/banned.h"

/* What each token of a flow is for. */
enum { FLOW = 1, STATE, NONCE, VERIFIER, COOKIE, CODE };

enum {
	URL_MAX = 8192,
	PER_HOUR = 100,
	SETTLE_ATTEMPTS = 5,
	COOKIE_DIGITS = 4 /* bytes */
};

static void
make(struct call *call, struct oauth_flow_id id, uint32_t number,
    char out[CRYPT_TOKEN_SIZE])
{
	crypt_token_seal(call->keys, CRYPT_OAUTH, id.v, number, out);
}

static bool
open_token(struct call *call, const char *token, uint32_t number,
    struct oauth_flow_id *id)
{
	uint32_t found;

	return token &&
	       crypt_token_open(
		   call->keys, CRYPT_OAUTH, token, &id->v, &found) &&
	       found == number;
}

static enum err
invalid(struct call *call)
{
	return fault(call->fault, ERR_FLOW_INVALID,
	    "Begin to sign in anew, with this browser.");
}

/*
 * Setting out.
 */

/* "http://127.0.0.1:49152/x" as it would be without the port, which programs on
 * somebody's own machine cannot choose (RFC 8252, 7.3). */
static const char *
without_port(struct arena *arena, const char *uri)
{
	static const char local[] = "http://127.0.0.1:";
	const char *rest;

	if (!str_has_prefix(uri, local))
		return uri;
	rest = uri + strlen(local);
	rest += strspn(rest, "0123456789");
	return arena_printf(arena, "http://127.0.0.1%s", rest);
}

static bool
is_listed(const char *list, const char *uri)
{
	size_t len = strlen(uri), n;

	for (; *list; list += n) {
		list += strspn(list, ", \t");
		n = strcspn(list, ", \t");
		if (n == len && len && memcmp(list, uri, len) == 0)
			return true;
	}
	return false;
}

static bool
may_be_sent_to(struct call *call, const char *uri)
{
	const char *list = call->conf->oauth_redirect_uris;

	return is_listed(list, uri) ||
	       is_listed(list, without_port(call->arena, uri));
}

static enum err
count_start(struct call *call)
{
	struct app_throttle t = app_throttle_of(
	    call, APP_THROTTLE_OAUTH, app_client_network(call));
	int64_t n;
	enum err err = app_throttle_count(call, &t, &n);

	return err || n <= PER_HOUR ? err
				    : app_throttle_refuse(call, &t,
					  "Too many sign-ins were begun.");
}

/* Adds the flow of what was checked. */
static enum err
add_flow(struct call *call, const struct app_oauth_start *in,
    struct app_provider *p, struct oauth_flow_id *id)
{
	enum err err = app_provider_find(
	    call, in->provider, (struct provider_id){ 0 }, p);

	if (err)
		return err;
	if (!may_be_sent_to(call, in->redirect_uri))
		return fault(call->fault, ERR_REDIRECT_NOT_ALLOWED,
		    "redirect_uri is none of OAUTH_REDIRECT_URIS.");
	err = count_start(call);
	*id = (struct oauth_flow_id){ uuid_new() };
	return err ? err
		   : q_oauth_flow_add(call->db, .id = *id,
			 .provider = p->row.id, .user = in->user,
			 .redirect_uri = in->redirect_uri,
			 .client_state = in->state,
			 .code_challenge = in->code_challenge,
			 .now = call->now_us,
			 .expires = call->now_us +
				    APP_OAUTH_TTL_S * CLOCK_SECOND_US,
			 NULL);
}

static void
put(struct buf *url, const char *name, const char *value)
{
	buf_char(url, strchr(buf_text(url), '?') ? '&' : '?');
	buf_printf(url, "%s=", name);
	conf_url_escape(url, value, "");
}

static const char *
take(struct call *call, struct buf *url)
{
	const char *out = url->failed
			      ? NULL
			      : arena_strdup(call->arena, buf_text(url));

	buf_release(url);
	return out;
}

/* What else a kind of provider wants, to give a refresh token. */
static void
put_kind(struct buf *url, const struct app_provider *p)
{
	const char *scopes = p->row.scopes;

	if (p->row.kind == PROVIDER_KIND_GOOGLE)
		put(url, "access_type", "offline");
	buf_lit(url, "&scope=");
	conf_url_escape(url, scopes, "");
	if (p->row.kind == PROVIDER_KIND_OUTLOOK &&
	    !strstr(scopes, "offline_access"))
		buf_lit(url, "%20offline_access");
}

static const char *
authorization_url(
    struct call *call, const struct app_provider *p, struct oauth_flow_id id)
{
	char token[CRYPT_TOKEN_SIZE];
	char challenge[CRYPT_BASE64URL_LEN(CRYPT_SHA256_SIZE) + 1];
	struct buf url;

	buf_init(&url, URL_MAX);
	buf_str(&url, p->authorization_endpoint);
	put(&url, "response_type", "code");
	put(&url, "response_mode", "query");
	put(&url, "client_id", p->row.client_id);
	put(&url, "redirect_uri", app_oauth_callback(call, &p->row));
	make(call, id, STATE, token);
	put(&url, "state", token);
	make(call, id, NONCE, token);
	put(&url, "nonce", token);
	make(call, id, VERIFIER, token);
	app_oauth_challenge(token, challenge);
	put(&url, "code_challenge", challenge);
	put(&url, "code_challenge_method", "S256");
	put_kind(&url, p);
	return take(call, &url);
}

/* Of a flow's own name: two at once in a browser do not meet. */
static void
name_cookie(
    struct call *call, struct oauth_flow_id id, char out[APP_OAUTH_COOKIE_SIZE])
{
	bool is_secure = str_has_prefix(call->conf->public_url, "https://");

	snprintf(out, APP_OAUTH_COOKIE_SIZE, "%shearth-flow-%02x%02x%02x%02x",
	    is_secure ? "__Host-" : "", id.v.b[12], id.v.b[13], id.v.b[14],
	    id.v.b[15]);
}

static enum err
show_way(struct call *call, const struct app_provider *p,
    struct oauth_flow_id id, struct app_oauth_way *out)
{
	out->location = authorization_url(call, p, id);
	if (!out->location)
		return fault(call->fault, ERR_PROVIDER_FAILED,
		    "The provider's address is too long.");
	name_cookie(call, id, out->cookie_name);
	make(call, id, COOKIE, out->cookie);
	return ERR_OK;
}

enum err
app_oauth_start(struct call *call, const struct app_oauth_start *in,
    struct app_oauth_way *out)
{
	struct app_provider p;
	struct oauth_flow_id id;
	enum err err = add_flow(call, in, &p, &id);

	return err ? err : show_way(call, &p, id, out);
}

enum err
app_oauth_prepare(struct call *call, const struct app_oauth_start *in,
    char token[CRYPT_TOKEN_SIZE])
{
	struct app_provider p;
	struct oauth_flow_id id;
	enum err err = add_flow(call, in, &p, &id);

	if (!err)
		make(call, id, FLOW, token);
	return err;
}

/* A flow that is on its way, of the provider that the path names. */
static enum err
find_flow(struct call *call, const char *provider, struct oauth_flow_id id,
    struct q_oauth_flow_find_row *flow, struct app_provider *p)
{
	enum err err = q_oauth_flow_find(
	    call->db, .id = id, .now = call->now_us, flow);

	if (!err)
		err = app_provider_find(call, NULL, flow->provider_id, p);
	if (err == ERR_NOT_FOUND || (!err && !str_eq(p->row.name, provider)))
		return invalid(call);
	return err;
}

enum err
app_oauth_set_out(struct call *call, const char *provider, const char *token,
    struct app_oauth_way *out)
{
	struct q_oauth_flow_find_row flow;
	struct app_provider p;
	struct oauth_flow_id id;
	enum err err;

	if (!open_token(call, token, FLOW, &id))
		return invalid(call);
	err = find_flow(call, provider, id, &flow, &p);
	return err ? err : show_way(call, &p, id, out);
}

/*
 * Coming back.
 */

/* Whether a Cookie header (RFC 6265, 4.2.1) has this one. */
static bool
has_cookie(const char *cookies, const char *name, const char *value)
{
	size_t name_len = strlen(name), len = strlen(value), n;

	for (const char *p = cookies; p && *p; p += n) {
		p += strspn(p, "; \t");
		n = strcspn(p, ";");
		if (n == name_len + 1 + len && p[name_len] == '=' &&
		    memcmp(p, name, name_len) == 0 &&
		    crypt_is_equal(p + name_len + 1, value, len))
			return true;
	}
	return false;
}

static bool
is_same_browser(struct call *call, struct oauth_flow_id id, const char *cookies)
{
	char name[APP_OAUTH_COOKIE_SIZE], value[CRYPT_TOKEN_SIZE];

	name_cookie(call, id, name);
	make(call, id, COOKIE, value);
	return has_cookie(cookies, name, value);
}

/* Where the program is, with an answer. */
static const char *
answer_url(struct call *call, const struct q_oauth_flow_find_row *flow,
    const char *name, const char *value)
{
	struct buf url;

	buf_init(&url, URL_MAX);
	buf_str(&url, flow->redirect_uri);
	put(&url, name, value);
	put(&url, "state", flow->client_state);
	return take(call, &url);
}

static struct crypt_seal_place
place_of(const struct oauth_flow_id *id)
{
	return (struct crypt_seal_place){ "oauth_flow.provider_code",
		{ id, sizeof(*id) } };
}

/* The provider's code waits; a browser that asks again gets the same answer,
 * but not with another code. */
static enum err
keep_code(struct call *call, struct oauth_flow_id id,
    const struct q_oauth_flow_find_row *flow, const char *code)
{
	const struct crypt_seal_place place = place_of(&id);
	size_t len = strlen(code), n_sealed = len + CRYPT_SEAL_MORE;
	unsigned char *sealed = arena_alloc(call->arena, n_sealed);
	unsigned char *known;
	struct bytes bytes;
	int64_t n = 0;
	enum err err;

	if (flow->provider_code.p) {
		known = arena_alloc(call->arena, flow->provider_code.len);
		return flow->provider_code.len == n_sealed &&
			       crypt_seal_open(call->keys, &place,
				   flow->provider_code, known) &&
			       crypt_is_equal(known, code, len)
			   ? ERR_OK
			   : invalid(call);
	}
	crypt_seal(call->keys, &place, code, len, sealed);
	bytes = (struct bytes){ sealed, n_sealed };
	err = q_oauth_flow_come(
	    call->db, .id = id, .code = bytes, .now = call->now_us, &n);
	return err || n ? err
			: fault_internal(call->fault, ERR_RETRY,
			      "the flow came back meanwhile");
}

/* What the program is told of an error. */
static const char *
error_of(const char *error)
{
	return str_eq(error, "access_denied") ? error : "provider_failed";
}

enum err
app_oauth_come_back(
    struct call *call, const struct app_oauth_back *back, const char **location)
{
	struct q_oauth_flow_find_row flow;
	struct app_provider p;
	struct oauth_flow_id id;
	char token[CRYPT_TOKEN_SIZE];
	enum err err;

	if (!open_token(call, back->state, STATE, &id) ||
	    !is_same_browser(call, id, back->cookies))
		return invalid(call);
	err = find_flow(call, back->provider, id, &flow, &p);
	if (err)
		return err;
	if ((p.says_issuer || back->issuer) &&
	    !str_eq(back->issuer, p.row.issuer))
		return invalid(call);
	if (back->error || !back->code) {
		*location = answer_url(
		    call, &flow, "error", error_of(back->error));
		return ERR_OK;
	}
	err = keep_code(call, id, &flow, back->code);
	make(call, id, CODE, token);
	*location = answer_url(call, &flow, "code", token);
	return err;
}

/*
 * The exchange.
 */

static enum err
claim(struct call *call, struct oauth_flow_id id,
    struct q_oauth_flow_claim_row *flow)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = q_oauth_flow_claim(call->db, .id = id,
		    .now = call->now_us,
		    .since = call->now_us -
			     APP_OAUTH_CODE_TTL_S * CLOCK_SECOND_US,
		    flow);
	if (!err)
		err = db_commit(call->db);
	return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
}

static bool
is_verifier(const char *verifier, const char *challenge)
{
	char made[CRYPT_BASE64URL_LEN(CRYPT_SHA256_SIZE) + 1];

	app_oauth_challenge(verifier, made);
	return strlen(challenge) == strlen(made) &&
	       crypt_is_equal(challenge, made, strlen(made));
}

/* The flow behind a code, once: whatever comes of it, it is spent. */
static enum err
take_flow(struct call *call, const char *code, const char *verifier,
    struct app_oauth_grant *grant, struct q_oauth_flow_claim_row *flow)
{
	struct oauth_flow_id id;
	enum err err;

	if (!open_token(call, code, CODE, &id))
		return app_code_invalid(call);
	err = claim(call, id, flow);
	if (err)
		return err;
	if (!is_verifier(verifier, flow->code_challenge) ||
	    (!uuid_is_nil(flow->user_id.v) &&
		!uuid_eq(flow->user_id.v, call->user.v)))
		return app_code_invalid(call);
	grant->code = arena_alloc(call->arena, flow->provider_code.len + 1);
	make(call, id, VERIFIER, grant->verifier);
	make(call, id, NONCE, grant->nonce);
	return crypt_seal_open(call->keys,
		   &(struct crypt_seal_place){
		       "oauth_flow.provider_code", { &id, sizeof(id) } },
		   flow->provider_code, grant->code)
		   ? ERR_OK
		   : app_code_invalid(call);
}

/* The provider was waited for: is whoever adds an account to theirs still
 * there? */
static enum err
check_who_links(struct call *call, struct user_id user)
{
	struct q_session_check_row row;
	enum err err = uuid_is_nil(user.v)
			   ? ERR_OK
			   : q_session_check(call->db, .id = call->session,
				 .user = user, .now = call->now_us, &row);

	return err == ERR_NOT_FOUND ? fault(call->fault, ERR_SESSION_EXPIRED,
					  "The session has ended.")
				    : err;
}

static enum err
settle_once(struct call *call, const struct app_identity *identity,
    const struct q_oauth_flow_claim_row *flow, struct app_session *session,
    struct app_linked *out)
{
	enum err err = app_begin(call);

	if (!err)
		err = app_provider_hold(call, NULL, flow->provider_id);
	if (!err)
		err = check_who_links(call, flow->user_id);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
	return app_link_settle(call, identity, flow->user_id, session, out);
}

/* The request cannot begin anew, as others do that meet somebody: its code is
 * spent. So this part of it does. */
static enum err
settle(struct call *call, const struct app_identity *identity,
    const struct q_oauth_flow_claim_row *flow, struct app_session *session,
    struct app_linked *out)
{
	enum err err = ERR_RETRY;

	for (int i = 0; err == ERR_RETRY && i < SETTLE_ATTEMPTS; i++) {
		db_rollback(call->db);
		err = settle_once(call, identity, flow, session, out);
	}
	return err == ERR_RETRY
		   ? fault(call->fault, ERR_BUSY,
			 "Too many others are changing the same; sign in "
			 "again.")
		   : err;
}

enum err
app_oauth_exchange(struct call *call, const char *code, const char *verifier,
    const char *invite, struct app_session *session, struct app_linked *out)
{
	struct q_oauth_flow_claim_row flow;
	struct app_oauth_grant grant;
	struct app_identity identity;
	struct app_signup signup;
	struct app_provider p;
	enum err err = take_flow(call, code, verifier, &grant, &flow);

	if (!err)
		err = app_provider_reach(call, NULL, flow.provider_id, &p);
	if (!err)
		err = app_oauth_redeem(call, &p, &grant, &identity);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
	if (identity.email) {
		app_signup_ask(call, identity.email, invite, &signup);
		identity.signup = &signup;
	}
	return settle(call, &identity, &flow, session, out);
}
