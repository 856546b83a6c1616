/*
 * The HTTP side of a call: what the loop and the helpers of handlers know
 * beyond struct call.
 */
#ifndef API_EXCHANGE_H
#define API_EXCHANGE_H

#include "api/operation.h"
#include "http/request.h"
#include "http/response.h"

struct api_exchange {
	const struct http_request *request;
	struct http_response *response;
	const struct api_operation *operation; /* NULL: no route matched */
	/* Idempotency-Key: set once the row is claimed. */
	bool is_claimed;
	unsigned char principal[32];
};

#endif
