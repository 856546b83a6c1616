#include "app/clerk_keys.h"

#include <string.h>

#include "app/job.h"
#include "app/provider_ask.h"
#include "base/clock.h"
#include "net/fetch.h"

#include "base/banned.h"

#define WELL_KNOWN "/.well-known/jwks.json"

enum { PAUSE_S = 60, DUE_S = 3000, TOTAL_MS = 8000, ATTEMPTS = 5 };

static enum err
add_job(struct call *call, int64_t priority)
{
	return app_job_add(call, APP_CLERK_KEYS_JOB, "{}",
	    &(struct app_job_options){ .priority = priority,
		.max_attempts = ATTEMPTS,
		.dedupe_key = APP_CLERK_KEYS_JOB });
}

enum err
app_clerk_keys_soon(struct call *call, int64_t tried_us)
{
	return tried_us > call->now_us - PAUSE_S * CLOCK_SECOND_US
		   ? ERR_OK
		   : add_job(call, APP_JOB_FIRST);
}

enum err
app_clerk_keys_due(struct call *call)
{
	const char *issuer = call->conf->clerk_issuer;
	struct q_jwks_get_row row = { 0 };
	enum err err;

	if (!*issuer)
		return ERR_OK;
	err = q_jwks_get(call->db, .issuer = issuer, &row);
	if (err && err != ERR_NOT_FOUND)
		return err;
	return row.tried_at > call->now_us - DUE_S * CLOCK_SECOND_US
		   ? ERR_OK
		   : add_job(call, 0);
}

static enum net_fetch_outcome
fetch(struct call *call, struct net_fetched *got)
{
	const char *issuer = call->conf->clerk_issuer;
	size_t len = strlen(issuer);

	len -= issuer[len - 1] == '/';
	return net_fetch(
	    &(struct net_fetch){ .url = arena_printf(call->arena,
				     "%.*s" WELL_KNOWN, (int)len, issuer),
		.allow = call->conf->outbound_allow,
		.media_type = "application/json",
		.body_max = JOSE_SET_MAX,
		.total_ms = TOTAL_MS },
	    call->arena, got);
}

static enum err
keep(struct call *call, const char *document)
{
	const char *issuer = call->conf->clerk_issuer;

	return document ? q_jwks_put(call->db, .issuer = issuer,
			      .document = document, .now = call->now_us, NULL)
			: q_jwks_tried(call->db, .issuer = issuer,
			      .none = APP_PROVIDER_NO_KEYS, .now = call->now_us,
			      NULL);
}

enum err
app_clerk_keys_ask(struct call *call)
{
	struct net_fetched got = { 0 };
	bool is_answer, has_keys;
	enum err err;

	if (!*call->conf->clerk_issuer)
		return ERR_NOT_FOUND;
	is_answer = fetch(call, &got) == NET_FETCH_DONE;
	has_keys = is_answer && jose_keys_read(call->arena, got.body, got.len);
	err = keep(call, has_keys ? got.body : NULL);
	if (err || has_keys)
		return err;
	call->fault->retry_after_s = PAUSE_S; /* whoever asks, and whenever */
	return is_answer ? fault(call->fault, ERR_PROVIDER_FAILED,
			       "Clerk publishes no keys of use.")
			 : fault(call->fault, ERR_PROVIDER_UNAVAILABLE,
			       "Clerk gave no answer: %s", got.sentence);
}
