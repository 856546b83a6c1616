#include "app/oauth_token.h"

#include <string.h>

#include "app/code.h"
#include "app/identity.h"
#include "app/provider.h"
#include "base/clock.h"
#include "base/str.h"
#include "conf/url.h"
#include "crypt/base64url.h"
#include "crypt/digest.h"
#include "jose/id_token.h"
#include "jose/jws.h"
#include "net/fetch.h"

#include "base/banned.h"

enum { FORM_MAX = 16384, LIFE_MAX_S = 10 * 365 * 86400 };

const char *
app_oauth_callback(
    struct call *call, const struct q_provider_find_row *provider)
{
	return arena_printf(call->arena, "%s/api/v1/auth/oauth/%s/callback",
	    call->conf->public_url, provider->name);
}

void
app_oauth_challenge(const char *verifier, char out[44])
{
	unsigned char digest[CRYPT_SHA256_SIZE];

	crypt_sha256(verifier, strlen(verifier), digest);
	crypt_base64url_encode(digest, sizeof(digest), out);
}

/*
 * Asking with the secret.
 */

static void
put(struct buf *form, const char *name, const char *value)
{
	buf_printf(form, "%s%s=", form->len ? "&" : "", name);
	conf_url_escape(form, value, "");
}

/* With the alphabet of RFC 4648, section 4, and padded. */
static const char *
base64(struct call *call, const char *text, size_t len)
{
	size_t n = CRYPT_BASE64URL_LEN(len);
	char *out = arena_alloc(call->arena, n + 4);

	crypt_base64url_encode(text, len, out);
	for (size_t i = 0; i < n; i++)
		if (out[i] == '-')
			out[i] = '+';
		else if (out[i] == '_')
			out[i] = '/';
	while (n % 4)
		out[n++] = '=';
	out[n] = '\0';
	return out;
}

/* Basic, of what is escaped as a form is before (RFC 6749, 2.3.1). */
static const char *
basic(struct call *call, const char *id, const char *secret)
{
	struct buf b;
	const char *out;

	buf_init(&b, FORM_MAX);
	conf_url_escape(&b, id, "");
	buf_char(&b, ':');
	conf_url_escape(&b, secret, "");
	out = arena_printf(
	    call->arena, "Basic %s", base64(call, buf_text(&b), b.len));
	buf_release(&b);
	return out;
}

/* Of the two ways the one that all servers read alike, where there is that. */
static enum err
ask(struct call *call, struct app_provider *p, const char *url,
    struct buf *form, long *status, const struct json_value **out)
{
	struct app_provider_question question = { .url = url };
	const char *secret;
	enum err err = app_provider_secret(call, &p->row, &secret);

	if (!err && (p->posts_secret || !secret))
		put(form, "client_id", p->row.client_id);
	if (!err && p->posts_secret && secret)
		put(form, "client_secret", secret);
	else if (!err && secret)
		question.authorization = basic(call, p->row.client_id, secret);
	question.form = arena_strdup(call->arena, buf_text(form));
	if (!err && form->failed)
		err = fault(call->fault, ERR_PROVIDER_FAILED,
		    "What it gave is too long.");
	buf_release(form);
	return err ? err : app_provider_ask(call, p, &question, status, out);
}

static const char *
text_of(const struct json_value *v, const char *name)
{
	const struct json_value *m = json_member(v, name);

	return m && json_type(m) == JSON_TEXT ? json_text(m, NULL) : NULL;
}

static struct opt_time
expiry_of(struct call *call, const struct json_value *answer, const char *name)
{
	const struct json_value *v = json_member(answer, name);
	int64_t s;

	if (!v || !json_whole(v, &s) || s <= 0 || s > LIFE_MAX_S)
		return (struct opt_time){ 0 };
	return (struct opt_time){ true, call->now_us + s * CLOCK_SECOND_US };
}

static bool
is_short(const char *token)
{
	return !token || strlen(token) <= APP_LINK_TOKEN_MAX;
}

static enum err
failed(struct call *call, const char *why)
{
	return fault(call->fault, ERR_PROVIDER_FAILED, "%s", why);
}

static enum err
read_tokens(struct call *call, long status, const struct json_value *answer,
    struct app_oauth_tokens *out)
{
	if (status != NET_FETCH_OK)
		return str_eq(text_of(answer, "error"), "invalid_grant")
			   ? app_code_invalid(call)
			   : failed(call, "The provider gives no tokens.");
	*out = (struct app_oauth_tokens){ text_of(answer, "access_token"),
		text_of(answer, "refresh_token"), text_of(answer, "id_token"),
		text_of(answer, "scope"), expiry_of(call, answer, "expires_in"),
		expiry_of(call, answer, "refresh_token_expires_in") };
	return out->access && is_short(out->access) && is_short(out->refresh) &&
		       is_short(out->scope)
		   ? ERR_OK
		   : failed(call, "The provider's tokens do not do.");
}

static enum err
ask_tokens(struct call *call, struct app_provider *p, struct buf *form,
    struct app_oauth_tokens *out)
{
	const struct json_value *answer;
	long status;
	enum err err = ask(call, p, p->token_endpoint, form, &status, &answer);

	return err ? err : read_tokens(call, status, answer, out);
}

enum err
app_oauth_renew(struct call *call, struct app_provider *p,
    const char *refresh_token, struct app_oauth_tokens *out)
{
	struct buf form;

	buf_init(&form, FORM_MAX);
	put(&form, "grant_type", "refresh_token");
	put(&form, "refresh_token", refresh_token);
	return ask_tokens(call, p, &form, out);
}

enum err
app_oauth_revoke(struct call *call, struct app_provider *p, const char *token)
{
	const struct json_value *answer;
	struct buf form;
	long status;

	if (!p->revocation_endpoint)
		return ERR_OK;
	buf_init(&form, FORM_MAX);
	put(&form, "token", token);
	/* what it says is of no account: there may be nothing to say */
	return ask(call, p, p->revocation_endpoint, &form, &status, &answer);
}

/*
 * Who it is.
 */

/* The key that should have signed a token: one that is not known may be new. */
static enum err
find_key(struct call *call, struct app_provider *p,
    const struct jose_token *token, const struct jose_key **key)
{
	const struct jose_keys *keys;
	enum err err = app_provider_keys(call, p, false, &keys);

	*key = err ? NULL : jose_keys_find(keys, token);
	if (err || *key)
		return err;
	err = app_provider_keys(call, p, true, &keys);
	*key = err ? NULL : jose_keys_find(keys, token);
	return err || *key ? err
			   : failed(call, "The provider's token names no key.");
}

static enum err
refuse(struct call *call, const char *why)
{
	return fault(
	    call->fault, ERR_PROVIDER_FAILED, "The provider's token %s.", why);
}

static enum jose_provider
rules_of(enum provider_kind kind)
{
	return kind == PROVIDER_KIND_GOOGLE    ? JOSE_GOOGLE
	       : kind == PROVIDER_KIND_OUTLOOK ? JOSE_OUTLOOK
					       : JOSE_OIDC;
}

/* What was said of somebody. */
struct said {
	struct jose_asked asked;
	const struct json_value *claims;
	struct jose_identity who;
};

static enum err
read_id_token(struct call *call, struct app_provider *p,
    const struct app_oauth_tokens *tokens, struct said *said)
{
	struct jose_token token;
	const struct jose_key *key;
	const char *why;
	enum err err;

	if (!tokens->id)
		return failed(call, "The provider does not say who it is.");
	if (!jose_token_read(call->arena, tokens->id, JOSE_TOKEN_MAX,
		p->algorithms, &token, &why))
		return refuse(call, why);
	err = find_key(call, p, &token, &key);
	if (err)
		return err;
	said->claims = jose_token_open(call->arena, &token, key);
	if (!said->claims)
		return refuse(call, "has a wrong signature");
	said->asked.key_issuer = key->issuer;
	why = jose_id_token_check(
	    call->arena, said->claims, &said->asked, &said->who);
	return why ? refuse(call, why) : ERR_OK;
}

/* Providers that give an access token may say the rest for that alone. */
static enum err
ask_userinfo(struct call *call, struct app_provider *p,
    const struct app_oauth_tokens *tokens, struct said *said)
{
	struct app_provider_question question = { .url = p->userinfo_endpoint };
	const struct json_value *answer;
	long status;
	enum err err;

	if (said->who.email || !strstr(p->row.scopes, "email") ||
	    !p->userinfo_endpoint)
		return ERR_OK;
	if (strlen(tokens->access) > NET_FETCH_LINE_SIZE - 32 ||
	    str_has_control(tokens->access))
		return failed(call, "The provider's tokens do not do.");
	question.authorization = arena_printf(
	    call->arena, "Bearer %s", tokens->access);
	err = app_provider_ask(call, p, &question, &status, &answer);
	if (err)
		return err;
	return status == NET_FETCH_OK &&
		       jose_id_token_add(call->arena, said->claims, answer,
			   &said->asked, &said->who)
		   ? ERR_OK
		   : failed(call, "The provider speaks of somebody else.");
}

/* Given and family name, else the name in two at its last space. */
static void
put_names(struct call *call, const struct jose_identity *who,
    struct app_identity *out)
{
	const char *first = who->given_name, *last = who->family_name, *space;

	if (!first && who->name) {
		space = strrchr(who->name, ' ');
		first = space ? arena_strndup(call->arena, who->name,
				    (size_t)(space - who->name))
			      : who->name;
		last = space ? space + 1 : last;
	}
	app_identity_call(call, out, first, last);
}

static void
put_identity(struct call *call, const struct app_provider *p,
    const struct app_oauth_tokens *tokens, const struct jose_identity *who,
    struct app_identity *out)
{
	*out = (struct app_identity){ .provider = p->row.name,
		.subject = who->subject,
		.email = app_identity_address(who->email),
		.email_verified = who->email_verified,
		.is_trusted = p->row.trusts_email,
		.scope = tokens->scope ? tokens->scope : p->row.scopes,
		.access_token = tokens->access,
		.refresh_token = tokens->refresh,
		.access_expires = tokens->access_expires,
		.refresh_expires = tokens->refresh_expires };
	put_names(call, who, out);
}

static enum err
redeem_code(struct call *call, struct app_provider *p,
    const struct app_oauth_grant *grant, struct app_oauth_tokens *out)
{
	struct buf form;

	buf_init(&form, FORM_MAX);
	put(&form, "grant_type", "authorization_code");
	put(&form, "code", grant->code);
	put(&form, "redirect_uri", app_oauth_callback(call, &p->row));
	put(&form, "code_verifier", grant->verifier);
	return ask_tokens(call, p, &form, out);
}

enum err
app_oauth_redeem(struct call *call, struct app_provider *p,
    const struct app_oauth_grant *grant, struct app_identity *out)
{
	struct app_oauth_tokens tokens;
	struct said said = { 0 };
	enum err err = redeem_code(call, p, grant, &tokens);

	if (err)
		return err;
	said.asked = (struct jose_asked){ .provider = rules_of(p->row.kind),
		.issuer = p->issuer,
		.client_id = p->row.client_id,
		.nonce = grant->nonce,
		.access_token = tokens.access,
		.now_s = call->now_us / CLOCK_SECOND_US,
		.tenants = p->row.tenants };
	err = read_id_token(call, p, &tokens, &said);
	if (!err)
		err = ask_userinfo(call, p, &tokens, &said);
	if (!err)
		put_identity(call, p, &tokens, &said.who, out);
	return err;
}
