/*
 * What a provider says of itself, that it is busy or broken, decides nothing;
 * that it will not do something does.
 */
#include "pay/ask.h"

#include <stdio.h>

#include "net/fetch.h"

#include "base/banned.h"

enum {
	BODY_MAX = 256 * 1024,
	ASK_MS = 8000,
	NO_MORE_OK = 300,
	BAD_REQUEST = 400,
	UNAUTHORIZED = 401, /* the key: another one may do */
	FORBIDDEN = 403,
	CONFLICT = 409, /* the same request is on its way */
	TOO_MANY = 429,
	SERVER_ERROR = 500
};

#define FORM "application/x-www-form-urlencoded"

static enum net_fetch_outcome
fetch(const struct pay_access *access, const struct pay_request *request,
    struct arena *arena, struct net_fetched *got)
{
	struct net_fetch_header headers[] = {
		{ "Authorization",
		    arena_printf(arena, "Bearer %s", access->secret) },
		{ access->provider->version_header, access->provider->version },
		{ "Idempotency-Key", request->key },
	};

	return net_fetch(&(struct net_fetch){ .url = arena_printf(arena, "%s%s",
						  access->url, request->path),
			     .allow = access->allow,
			     .media_type = "application/json",
			     .body_max = BODY_MAX,
			     .total_ms = ASK_MS,
			     .post = request->form,
			     .post_type = FORM,
			     .headers = headers,
			     .n_headers = request->key ? 3 : 2,
			     .takes_any_status = true,
			     .breaker = access->breaker,
			     .tick = access->tick,
			     .tick_ctx = access->tick_ctx },
	    arena, got);
}

static void
say(struct fault *f, const char *sentence)
{
	snprintf(f->detail, sizeof(f->detail), "%s", sentence);
}

static void
say_status(struct fault *f, long status)
{
	snprintf(f->detail, sizeof(f->detail),
	    "The provider answers with status %ld.", status);
}

static bool
is_undecided(long status)
{
	return status < BAD_REQUEST || status == UNAUTHORIZED ||
	       status == FORBIDDEN || status == CONFLICT ||
	       status == TOO_MANY || status >= SERVER_ERROR;
}

enum pay_end
pay_ask(const struct pay_access *access, const struct pay_request *request,
    struct arena *arena, struct fault *f, const struct json_value **answer)
{
	struct net_fetched got;
	enum net_fetch_outcome outcome = fetch(access, request, arena, &got);

	if (outcome != NET_FETCH_DONE) {
		say(f, outcome == NET_FETCH_SPARED
			   ? "The provider gives no answer for now."
			   : got.sentence);
		return PAY_SILENT;
	}
	if (got.status < NET_FETCH_OK || got.status >= NO_MORE_OK) {
		say_status(f, got.status);
		return is_undecided(got.status) ? PAY_SILENT : PAY_REFUSED;
	}
	if (json_parse(arena, got.body, got.len, f, answer)) {
		fault_clear(f);
		say(f, "The provider's answer is not understood.");
		return PAY_SILENT;
	}
	return PAY_ANSWERED;
}
