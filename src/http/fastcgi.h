/*
 * Connections that a web server keeps open, as FastCGI. Internal to http/;
 * libfcgi is seen by fastcgi.c only.
 */
#ifndef HTTP_FASTCGI_H
#define HTTP_FASTCGI_H

#include "http/exchange.h"

struct http_connection;

enum { HTTP_CONNECTIONS_MAX = 512 };

/* All connections of a process. Zero-initialised it has none. */
struct http_connections {
	struct http_connection *all[HTTP_CONNECTIONS_MAX];
	size_t n_all;		       /* made so far */
	struct http_connection *spare; /* those that are not open */
	size_t n_open;
};

/* Prepares libfcgi; false when it cannot. */
MUST_CHECK bool http_connections_init(void);
/* Closes and frees them all. */
void http_connections_release(struct http_connections *cs);

/* Takes over fd, a connected socket in blocking mode. NULL when there are
 * HTTP_CONNECTIONS_MAX or no memory is left; fd stays the caller's then. */
struct http_connection *http_connection_open(
    struct http_connections *cs, int fd);
/* Closes the descriptor; the connection must not be used again. */
void http_connection_close(
    struct http_connections *cs, struct http_connection *c);
/* Nothing is there to read, and nothing will come. Does not wait. */
bool http_connection_has_ended(const struct http_connection *c);
/*
 * Reads one request and answers it; bytes must be there to read. Waits for the
 * rest of the request as long as the socket's time-outs allow. The connection
 * may be closed afterwards: then the result is false, as if by
 * http_connection_close.
 */
bool http_connection_serve(struct http_connections *cs,
    struct http_connection *c, struct http_exchange *x);

#endif
