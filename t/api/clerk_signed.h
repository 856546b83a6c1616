/*
 * Clerk, whose keys are published, and the tokens of its sessions.
 */
#ifndef T_API_CLERK_SIGNED_H
#define T_API_CLERK_SIGNED_H

#include "base/clock.h"
#include "t/api/clerk_say.h"
#include "t/lib/api.h"
#include "t/lib/http_server.h"
#include "t/lib/signer.h"

#define HEADER "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"ins_1\"}"
#define PARTY  "https://app.example"

static struct http_server server;
static struct signer *key;

/* Clerk publishes the key by a name; "": it gives no answer. */
static inline void
publish(const char *kid)
{
	http_server_set(&server, "jwks", "{\"keys\":[%s]}",
	    signer_jwk(key, text("\"kid\":\"%s\",", kid)));
	http_server_set(&server, "site", "/.well-known/jwks.json %s\n",
	    *kid ? "give jwks" : "status 500");
}

static inline void
start(void)
{
	http_server_start(&server);
	if (!key)
		key = signer_new(CRYPT_RS256, 2048);
	publish("ins_1");
	clerk_start();
	api_set("OUTBOUND_ALLOW", server.host);
	api_set("CLERK_ISSUER", text("http://%s", server.host));
	api_set("CLERK_AUTHORIZED_PARTIES", PARTY ", https://other.example/");
}

/* A token of somebody's session, with a claim in place of, or besides, what it
 * would say; "": none. */
static inline char *
token(const char *header, const char *name, const char *session,
    const char *claim, const char *value)
{
	long now = (long)(clock_now_us() / CLOCK_SECOND_US);
	const char *usual[][2] = {
		{ "iss", text("\"http://%s\"", server.host) },
		{ "sub", text("\"user_%s\"", name) },
		{ "sid", text("\"%s\"", session) },
		{ "azp", "\"" PARTY "\"" },
		{ "iat", text("%ld", now) },
		{ "nbf", text("%ld", now - 10) },
		{ "exp", text("%ld", now + 60) },
	};
	char *payload = *claim ? text("\"%s\":%s", claim, value)
			       : text("\"v\":2");

	for (size_t i = 0; i < N_OF(usual); i++)
		if (!str_eq(usual[i][0], claim))
			payload = text(
			    "%s,\"%s\":%s", payload, usual[i][0], usual[i][1]);
	return text(
	    "Bearer %s", signer_token(key, header, text("{%s}", payload)));
}

static inline int
look(const char *authorization)
{
	with("Authorization", authorization);
	return anonymous(GET, "/users/me");
}

#endif
