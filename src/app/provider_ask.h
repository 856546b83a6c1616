/*
 * Asking a provider: what it says of itself (OpenID Connect Discovery 1.0), its
 * keys, and whatever else, by the rules of net/fetch. Whoever calls these waits
 * for others: the slow lane and the worker.
 */
#ifndef APP_PROVIDER_ASK_H
#define APP_PROVIDER_ASK_H

#include "app/call.h"
#include "generated/query/provider.h"
#include "jose/jwk.h"
#include "json/read.h"

/* A provider as it is asked; texts live in the arena, NULL when it has none. */
struct app_provider {
	struct q_provider_find_row row;
	/* of its metadata */
	const char *issuer, *jwks_uri;
	const char *authorization_endpoint, *token_endpoint;
	const char *userinfo_endpoint, *revocation_endpoint;
	bool posts_secret;   /* it takes client_secret_post */
	bool says_issuer;    /* with each answer to a browser (RFC 9207) */
	unsigned algorithms; /* of crypt_algorithm, that its ID tokens have */
	int64_t end_us;	     /* monotonic: what it may take */
};

/* One of a name (or NULL) or an id (nil), as the database knows it; asks
 * nobody. ERR_NOT_FOUND for one that is not enabled, ERR_PROVIDER_UNAVAILABLE
 * when it has not said of itself yet. */
MUST_CHECK enum err app_provider_find(struct call *call, const char *name,
    struct provider_id id, struct app_provider *out);
/* The same; it is asked for what is not known, or was said a day ago. Needs
 * that no transaction is open, and leaves none. ERR_PROVIDER_FAILED too. */
MUST_CHECK enum err app_provider_reach(struct call *call, const char *name,
    struct provider_id id, struct app_provider *out);

/* What it is asked: a GET, or a POST of a form. */
struct app_provider_question {
	const char *url;
	const char *form;	   /* NULL: a GET */
	const char *authorization; /* NULL: none */
};

/* Its answer, an object of JSON; *status what came with it, 200 or one of 4xx.
 * Needs that no transaction is open. ERR_PROVIDER_UNAVAILABLE when it gives no
 * answer in time, also for a while after three such; ERR_PROVIDER_FAILED for
 * one that is none. */
MUST_CHECK enum err app_provider_ask(struct call *call, struct app_provider *p,
    const struct app_provider_question *question, long *status,
    const struct json_value **out);

/* Its keys: those that are known, or, when is_new, asked for now, but not twice
 * within ten seconds. */
MUST_CHECK enum err app_provider_keys(struct call *call, struct app_provider *p,
    bool is_new, const struct jose_keys **out);

/* What is kept of an issuer that has published none of use yet. */
#define APP_PROVIDER_NO_KEYS "{\"keys\":[]}"

/* Adds a job for each that has not said of itself for about an hour; *n: how
 * many. */
MUST_CHECK enum err app_provider_due(struct call *call, size_t *n);

#define APP_PROVIDER_JOB "provider_discover" /* of one provider */
/* Adds such a job. Needs a transaction. */
MUST_CHECK enum err app_provider_discover_soon(
    struct call *call, struct provider_id id);
/* Asks one, also one that is not enabled, for what it says of itself and for
 * its keys. */
MUST_CHECK enum err app_provider_discover(
    struct call *call, struct provider_id id);

#endif
