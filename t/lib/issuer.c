#include "t/lib/issuer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "crypt/base64url.h"
#include "crypt/digest.h"
#include "t/lib/given.h"
#include "t/lib/signer.h"

#include "base/banned.h"

#define ACCESS "an access token"

static struct http_server server;
static struct signer *key;
static char *location, *cookie; /* of who has set out last */

struct http_server *
issuer_server(void)
{
	return &server;
}

char *
issuer_url(void)
{
	return text("http://%s", server.host);
}

static void
publish(void)
{
	char *url = issuer_url();

	http_server_set(&server, "metadata",
	    "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\","
	    "\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s/jwks\","
	    "\"userinfo_endpoint\":\"%s/userinfo\","
	    "\"revocation_endpoint\":\"%s/revoke\","
	    "\"id_token_signing_alg_values_supported\":[\"RS256\"],"
	    "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\""
	    "]}",
	    url, url, url, url, url, url);
	http_server_set(&server, "jwks", "{\"keys\":[%s]}",
	    signer_jwk(key, "\"kid\":\"a\","));
	http_server_set(&server, "userinfo", "{\"sub\":\"ann\"}");
	http_server_set(&server, "revoke", "{}");
	http_server_set(&server, "site",
	    "/.well-known/openid-configuration give metadata\n"
	    "/jwks give jwks\n/token give token\n/userinfo give userinfo\n"
	    "/revoke give revoke\n");
}

void
issuer_open(void (*set)(const char *name, const char *value))
{
	http_server_start(&server);
	set("OUTBOUND_ALLOW", server.host);
	set("OAUTH_REDIRECT_URIS",
	    "https://other.example/, " ISSUER_BACK ",http://127.0.0.1/cb");
	if (!key)
		key = signer_new(CRYPT_RS256, 2048);
	publish();
}

void
issuer_register(const char *kind, const char *more)
{
	char *json;

	given_admin("root");
	json = text("{\"name\":\"idp\",\"kind\":\"%s\",\"issuer\":\"%s\","
		    "\"client_id\":\"hearth\",\"client_secret\":\"a+b/c= d\","
		    "\"trusts_email\":true%s}",
	    kind, issuer_url(), more);
	with_body("application/json", json, strlen(json));
	expect(201, as("root", POST, "/admin/providers"));
	expect(200, as("root", POST, "/admin/providers/idp/test"));
}

void
issuer_stop(void)
{
	http_server_stop(&server);
}

/* Of a URL, %3A and the like as they are: tokens have none. */
static char *
parameter(const char *url, const char *name)
{
	const char *at = strstr(url, text("%s=", name));

	while (at && at[-1] != '?' && at[-1] != '&')
		at = strstr(at + 1, text("%s=", name));
	cr_assert(at, "no %s in %s", name, url);
	at += strlen(name) + 1;
	return text("%.*s", (int)strcspn(at, "&"), at);
}

char *
issuer_asked(const char *name)
{
	return parameter(location, name);
}

char *
issuer_cookie(void)
{
	return cookie;
}

static char *
at_hash(void)
{
	unsigned char digest[CRYPT_SHA256_SIZE];
	char out[CRYPT_BASE64URL_LEN(CRYPT_SHA256_SIZE) + 1];

	crypt_sha256(ACCESS, strlen(ACCESS), digest);
	crypt_base64url_encode(digest, sizeof(digest) / 2, out);
	return text("%s", out);
}

static char *
value_of(const char *v)
{
	if (str_has_prefix(v, "@now"))
		return text(
		    "%lld", (long long)(clock_now_us() / CLOCK_SECOND_US) +
				strtol(v + 4, NULL, 10));
	if (str_has_prefix(v, "@iss"))
		return text("\"%s%s\"", issuer_url(), v + 4);
	if (str_eq(v, "@at_hash"))
		return text("\"%s\"", at_hash());
	if (v[0] == '@')
		return text("\"%s\"", issuer_asked(v + 1));
	return text("%s", v);
}

static const char *const usual[][2] = { { "iss", "@iss" },
	{ "aud", "\"hearth\"" }, { "exp", "@now+600" }, { "iat", "@now" },
	{ "nonce", "@nonce" }, { "sub", "\"ann\"" },
	{ "email", "\"ann@example.org\"" }, { "email_verified", "true" },
	{ "given_name", "\"Ann\"" }, { "family_name", "\"Example\"" } };

static const char *
find(const char *name, const char *const (*claims)[2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(claims[i][0], name))
			return claims[i][1];
	return NULL;
}

void
issuer_say(const char *header, const char *const (*claims)[2], size_t n)
{
	char *payload = text("%s", "");
	const char *v;

	for (size_t i = 0; i < N_OF(usual); i++) {
		v = find(usual[i][0], claims, n);
		v = v ? v : usual[i][1];
		if (*v)
			payload = text(
			    "%s,\"%s\":%s", payload, usual[i][0], value_of(v));
	}
	for (size_t i = 0; i < n; i++)
		if (claims[i][1][0] && !find(claims[i][0], usual, N_OF(usual)))
			payload = text("%s,\"%s\":%s", payload, claims[i][0],
			    value_of(claims[i][1]));
	payload = text("{%s}", payload + 1);
	http_server_set(&server, "token",
	    "{\"access_token\":\"" ACCESS "\",\"token_type\":\"Bearer\","
	    "\"expires_in\":3600,\"refresh_token\":\"a refresh token\","
	    "\"id_token\":\"%s\"}",
	    signer_token(key,
		header ? header : "{\"alg\":\"RS256\",\"kid\":\"a\"}",
		payload));
}

void
issuer_say_of(const char *sub, const char *email, const char *verified)
{
	const char *claims[][2] = { { "sub", text("\"%s\"", sub) },
		{ "email", email ? text("\"%s\"", email) : "" },
		{ "email_verified", verified } };

	http_server_set(&server, "userinfo", "{\"sub\":\"%s\"}", sub);
	issuer_say(NULL, claims, N_OF(claims));
}

static void
set_out(const char *as_whom)
{
	if (as_whom) {
		expect(201, as(as_whom, POST,
				"/users/me/accounts {'provider': 'idp', "
				"'redirect_uri': '" ISSUER_BACK
				"', 'code_challenge': '" ISSUER_CHALLENGE
				"', 'state': 'mine'}"));
		location = body("/authorize_url");
		expect(302, anonymous(GET, "/auth/oauth/idp/authorize?flow=%s",
				parameter(location, "flow")));
	} else {
		expect(302,
		    anonymous(GET,
			"/auth/oauth/idp/authorize?redirect_uri=" ISSUER_BACK
			"&code_challenge=" ISSUER_CHALLENGE "&state=mine"));
	}
	location = header("Location");
	cookie = header("Set-Cookie");
	cookie = text("a=b; %.*s", (int)strcspn(cookie, ";"), cookie);
}

char *
issuer_visit(const char *as_whom)
{
	set_out(as_whom);
	with("Cookie", cookie);
	expect(302, anonymous(GET, "/auth/oauth/idp/callback?state=%s&code=abc",
			issuer_asked("state")));
	cr_expect(str_has_prefix(header("Location"), ISSUER_BACK "?code="));
	expect_text("mine", parameter(header("Location"), "state"));
	return parameter(header("Location"), "code");
}

int
issuer_exchange(const char *as_whom, const char *code)
{
	return as_whom ? as(as_whom, POST,
			     "/auth/oauth/exchange {'code': '%s', "
			     "'code_verifier': '" ISSUER_VERIFIER "'}",
			     code)
		       : anonymous(POST,
			     "/auth/oauth/exchange {'code': '%s', "
			     "'code_verifier': '" ISSUER_VERIFIER "'}",
			     code);
}

int
issuer_sign_in(const char *sub, const char *email, const char *verified)
{
	char *code = issuer_visit(NULL);

	issuer_say_of(sub, email, verified);
	return issuer_exchange(NULL, code);
}
