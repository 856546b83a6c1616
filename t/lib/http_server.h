/*
 * A real web server on a port of its own, with the pages that a test gives it;
 * how it may misbehave stands in http_server.py.
 */
#ifndef T_LIB_HTTP_SERVER_H
#define T_LIB_HTTP_SERVER_H

#include "base/attr.h"
#include "t/lib/process.h"

struct http_server {
	struct process process;
	char dir[64]; /* of its own, removed by http_server_stop */
	int port;
	char host[24]; /* "127.0.0.1:port" */
};

/* Returns when the server listens; it has no page. */
void http_server_start(struct http_server *s);
/* A file of its folder has this text from here on: "site" has its pages. */
void http_server_set(const struct http_server *s, const char *file,
    const char *format, ...) FORMAT_LIKE(3, 4);
/* How many requests there were, and the last one in line, which has room for
 * size. */
int http_server_asked(const struct http_server *s, char *line, int size);
/* The same of POSTs, as lines of "posted" (http_server.py). */
int http_server_posted(const struct http_server *s, char *line, int size);
/* Another server: what of Stripe's API Hearth asks (stripe_server.py). */
void http_server_start_stripe(struct http_server *s);
/* The same by https; name: what it proves to be (t/lib/tls_files.h), by the
 * authority in ca_file. */
void http_server_start_tls(
    struct http_server *s, const char *name, char ca_file[96]);
void http_server_stop(struct http_server *s);

#endif
