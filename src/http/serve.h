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
	/* Called once before the first connection is taken, while the siblings
	 * on the socket answer; not under CGI, where a client waits already.
	 * May be NULL. */
	void (*prepare)(void *ctx);
	/* Where a body of len bytes goes that comes with the request, which has
	 * no fault and no body yet: a descriptor open to write, which stays the
	 * handler's, or -1 for memory. Once it records a fault nothing of the
	 * body is kept. Then handle is called as ever. For memory it may set
	 * request->body_max, which is options' before. May be NULL: all go into
	 * memory. */
	int (*take)(void *ctx, struct http_request *request, int64_t len);
	/* Answers the request. When request->fault->err is set it must not
	 * execute it, but answer with that problem. */
	void (*handle)(void *ctx, struct http_request *request,
	    struct http_response *response);
	/* Called with every response after it was written, for the log line;
	 * then the arena is reset. */
	void (*done)(void *ctx, const struct http_request *request,
	    const struct http_response *response);
	void *ctx;
};

struct http_serve_options {
	size_t body_max;      /* bytes, below 1 GiB; take may set another for
				 its request */
	int64_t requests_max; /* leave after about so many; 0: never */
	size_t rss_max;	      /* leave when resident memory passes so many
				 bytes; 0: never */
	int64_t idle_ms;      /* after SIGTERM or a limit: leave at the
				 latest after so long */
};

/*
 * Runs until SIGTERM, SIGINT or SIGUSR1, or until a limit is reached; both
 * drain: no connection is accepted any more, those that are kept are served
 * until the web server closes them. Returns a sysexits(3) status, EX_OK after
 * a drain. Signals must be blocked by http_block_signals before any library
 * starts.
 */
int http_serve(const struct http_serve_options *options,
    const struct http_handler *handler);

/* Blocks the loop's signals and ignores SIGPIPE and SIGHUP; call first in main.
 */
void http_block_signals(void);

#endif
