/*
 * A client over HTTP, on the Unix socket that nginx listens on, or on a port of
 * this machine as if it were that of a host. One struct web per thread;
 * connections are kept.
 */
#ifndef T_LIB_WEB_H
#define T_LIB_WEB_H

#include <stdbool.h>

#include "t/lib/response.h"
#include "t/lib/talk.h"

struct web {
	void *curl;
	const char *socket; /* borrowed; NULL: port */
	const char *origin; /* of URLs, borrowed */
	int port;
	char error[256]; /* why there was no response */
};

/* Once per process, before any thread starts. */
void web_init(void);
void web_open(struct web *w, const char *socket);
/* origin is "https://host": its certificate is not looked at. */
void web_open_port(struct web *w, const char *origin, int port);
void web_close(struct web *w);
/* False when there was no complete answer; w->error says why. */
bool web_ask(struct web *w, const struct talk_request *r, struct response *a);

/* A plain connection to the socket, for what no client would send; reads give
 * up after five seconds. -1 when nobody listens. */
int web_connect(const char *socket);

#endif
