/*
 * Idempotency-Key: a request that is sent again has one effect and gets the
 * first response again. The key, a hash of the request and the response lie in
 * one row that is written in the transaction of the effect.
 */
#ifndef API_IDEMPOTENCY_H
#define API_IDEMPOTENCY_H

#include "api/exchange.h"

/*
 * What app_begin does for a request: db_begin, and the request's key is claimed
 * if it has one. ERR_REPLAY: the response holds the stored response, nothing is
 * left to do. ERR_IDEMPOTENCY_KEY_REUSED, ERR_IDEMPOTENCY_IN_FLIGHT,
 * ERR_BAD_REQUEST for a malformed key.
 */
MUST_CHECK enum err api_idempotency_begin(struct call *call);

/* Whether a response is kept with the request's key for its method and URI:
 * then it is the same request again, or one that will be refused. Asks nothing
 * of a request without a key. */
MUST_CHECK enum err api_idempotency_is_kept(struct api_exchange *x, bool *yes);

/* The response has something that is not kept in the clear: in the transaction
 * that claimed the key, gives it free. */
MUST_CHECK enum err api_idempotency_forgo(struct api_exchange *x);

/* Keeps the response with the claimed key; before the commit. */
MUST_CHECK enum err api_idempotency_end(struct api_exchange *x);

#endif
