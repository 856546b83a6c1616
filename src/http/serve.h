/*
 * The responder loop: FastCGI over the listening socket on descriptor 0, many
 * kept connections per process, or one plain CGI request when there is no such
 * socket. The handler is called with complete requests, one at a time.
 */
#ifndef HTTP_SERVE_H
#define HTTP_SERVE_H

#include "http/request.h"
#include "http/response.h"

struct http_handler {
	/* Answers the request. The arena is reset afterwards. */
	void (*handle)(void *ctx, struct http_request *request,
	    struct http_response *response);
	/* Called with every answer written, for the log line. */
	void (*done)(void *ctx, const struct http_request *request,
	    const struct http_response *response);
	void *ctx;
};

struct http_serve_options {
	size_t body_max;	/* bytes */
	int64_t requests_max;	/* leave after about so many; 0: never */
	size_t rss_max;		/* leave when resident memory passes this */
	int64_t idle_ms;	/* SIGTERM: at the latest after so long */
};

/* Runs until SIGTERM, SIGINT or SIGUSR1 (all drain: kept connections are
 * served until the web server closes them), or until a limit is reached.
 * Returns a sysexits(3) status. Signals must be blocked by
 * http_block_signals before any library starts. */
int http_serve(const struct http_serve_options *options,
    const struct http_handler *handler);

/* Blocks the loop's signals and ignores SIGPIPE; call first in main. */
void http_block_signals(void);

#endif
