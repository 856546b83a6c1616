/*
 * From parameters to response, the part that FastCGI and CGI share.
 */
#include "http/exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/param.h"

#include "base/banned.h"

/* Far more than any request needs: the arena ends a process that has lost its
 * way before the machine feels it. */
enum { ARENA_MAX = 64 << 20 };

void
http_exchange_init(struct http_exchange *x,
    const struct http_serve_options *options,
    const struct http_handler *handler)
{
	x->options = options;
	x->handler = handler;
	arena_init(&x->arena, ARENA_MAX);
	fault_clear(&x->fault);
	http_response_init(&x->response);
	buf_init(&x->head, HTTP_HEADERS_MAX + 1024);
}

void
http_exchange_release(struct http_exchange *x)
{
	arena_release(&x->arena);
	http_response_release(&x->response);
	buf_release(&x->head);
}

bool
http_exchange_begin(struct http_exchange *x, char *const *envp,
    const struct http_body_source *body)
{
	struct http_request *r = &x->request;
	const char *content_length;

	http_request_init(r, &x->arena, &x->fault);
	r->started_us = clock_monotonic_us();
	r->body_max = x->options->body_max;
	http_params_read(r, envp, &content_length);
	return http_body_read(r, content_length, x->handler, body);
}

void
http_exchange_respond(struct http_exchange *x)
{
	struct http_response *r = &x->response;

	x->handler->handle(x->handler->ctx, &x->request, r);
	if (r->body.failed || r->headers.failed) {
		log_error(
		    "request %s: the response is too large", x->request.id);
		http_response_clear(r);
		fault_clear(&x->fault);
		fault_internal(
		    &x->fault, ERR_INTERNAL, "the response is too large");
		http_response_problem(r, &x->fault, x->request.id);
	}
	buf_clear(&x->head);
	http_response_head(r, &x->head);
}

void
http_exchange_end(struct http_exchange *x)
{
	x->handler->done(x->handler->ctx, &x->request, &x->response);
	arena_reset(&x->arena);
	http_response_clear(&x->response);
}
