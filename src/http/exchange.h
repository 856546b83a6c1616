/*
 * One request and its response, whatever the gateway: the memory of both is
 * kept from one exchange to the next. Internal to http/.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/body.h"
#include "http/serve.h"

struct http_exchange {
	const struct http_serve_options *options;
	const struct http_handler *handler;
	struct arena arena;
	struct fault fault;
	struct http_request request;
	struct http_response response;
	struct buf head; /* of the response, made by _respond */
};

/* Ready for the first request; borrows both. Ends with http_exchange_release.
 */
void http_exchange_init(struct http_exchange *x,
    const struct http_serve_options *options,
    const struct http_handler *handler);
/* Frees the memory, between two requests. */
void http_exchange_release(struct http_exchange *x);

/* Reads the request: its parameters, then its body. False when the connection
 * must be closed after the response; the request then has a fault. envp must
 * live until _end. */
bool http_exchange_begin(struct http_exchange *x, char *const *envp,
    const struct http_body_source *body);
/* Has the handler answer; afterwards head and response are what to write:
 * http_response_len(&x->response) bytes of the body go out. */
void http_exchange_respond(struct http_exchange *x);
/* After the response was written: logs it and forgets everything. */
void http_exchange_end(struct http_exchange *x);

#endif
