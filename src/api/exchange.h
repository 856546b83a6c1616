/*
 * A request to the API: the call that handlers and use cases see, and the HTTP
 * around it, which only api/ knows.
 */
#ifndef API_EXCHANGE_H
#define API_EXCHANGE_H

#include <stddef.h>

#include "api/operation.h"
#include "api/sight.h"
#include "app/call.h"
#include "crypt/digest.h"
#include "generated/id/api_token.h"
#include "generated/id/event.h"
#include "http/request.h"
#include "http/response.h"

struct api_token_holders;
struct app_clerk_tokens;
struct api_upload;
struct net_breaker;
struct store;

/* By what the caller shows who they are. */
enum api_caller_kind {
	API_CALLER_NOBODY,
	API_CALLER_SESSION, /* an access token */
	API_CALLER_TOKEN,   /* an API token */
	API_CALLER_COOKIE,  /* a browser's session */
	API_CALLER_GUEST    /* the link of a mail about one event */
};

struct api_caller {
	enum api_caller_kind kind;
	unsigned char hash[CRYPT_SHA256_SIZE]; /* of the API token */
	struct api_token_id token;
	struct event_id event; /* of the link */
	bool is_use_due; /* that it, or the cookie, was used is to be written
			    down */
	bool is_cookie_over; /* of a session no more, and to be taken away */
};

struct api_exchange {
	struct call call;
	const struct http_request *request;
	struct http_response *response;
	const struct api_operation *operation; /* NULL: no route matched */
	struct store **store;	     /* of the process; see api/upload.h */
	struct net_breaker *breaker; /* of providers, of the process */
	struct api_upload *upload;   /* the body that is a file; or NULL */
	int64_t ran_us; /* when its work began, by the monotonic clock; or 0 */
	struct api_caller caller;
	struct api_token_holders *token_holders;
	struct app_clerk_tokens *clerk_tokens;
	/* Idempotency-Key: set once the row is claimed. */
	bool is_claimed;
	bool is_repeated; /* asked about: the key was used before */
	unsigned char principal[32];
	/* see api/sight.h */
	struct api_sights *sights;
	unsigned sight;
	bool is_sight_asked;
};

/* The exchange whose member call is. Every call that a handler gets is one. */
static inline struct api_exchange *
api_exchange_of(const struct call *call)
{
	return (struct api_exchange *)((char *)call -
				       offsetof(struct api_exchange, call));
}

#endif
