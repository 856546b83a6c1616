/*
 * libfcgi, kept on a short leash: it reads one request from a descriptor that
 * it is given; the response is written by record.c. It never accepts (the
 * listening socket it knows is -1), never decides when to read, and never
 * lingers on a close.
 */
#include "http/fastcgi.h"

#include <fastcgi.h>
#include <fcgiapp.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/bug.h"
#include "http/record.h"

#include "base/banned.h"

struct http_connection {
	FCGX_Request fcgi;
	struct http_connection *next; /* when spare */
};

bool
http_connections_init(void)
{
	return FCGX_Init() == 0;
}

static struct http_connection *
take_spare(struct http_connections *cs)
{
	struct http_connection *c = cs->spare;

	if (c) {
		cs->spare = c->next;
		return c;
	}
	if (cs->n_all == HTTP_CONNECTIONS_MAX)
		return NULL;
	c = malloc(sizeof(*c));
	if (c)
		cs->all[cs->n_all++] = c;
	return c;
}

struct http_connection *
http_connection_open(struct http_connections *cs, int fd)
{
	struct http_connection *c = take_spare(cs);

	if (!c)
		return NULL;
	FCGX_InitRequest(&c->fcgi, -1, 0);
	c->fcgi.ipcFd = fd;
	/* a close then is a close, without two seconds of waiting for what
	 * the peer might still send */
	FCGX_Detach(&c->fcgi);
	cs->n_open++;
	return c;
}

static void
put_spare(struct http_connections *cs, struct http_connection *c)
{
	c->next = cs->spare;
	cs->spare = c;
	cs->n_open--;
}

void
http_connection_close(struct http_connections *cs, struct http_connection *c)
{
	FCGX_Free(&c->fcgi, 1);
	put_spare(cs, c);
}

void
http_connections_release(struct http_connections *cs)
{
	for (size_t i = 0; i < cs->n_all; i++) {
		FCGX_Free(&cs->all[i]->fcgi, 1);
		free(cs->all[i]);
	}
	*cs = (struct http_connections){ 0 };
}

bool
http_connection_has_ended(const struct http_connection *c)
{
	char byte;

	return recv(c->fcgi.ipcFd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static size_t
read_stdin(void *ctx, char *to, size_t len)
{
	int n = FCGX_GetStr(to, (int)len, ctx);

	return n > 0 ? (size_t)n : 0;
}

/* libfcgi then has nothing to say any more: for it both streams are closed. */
static void
write_response(FCGX_Request *fcgi, const struct http_exchange *x)
{
	const struct http_response *r = &x->response;
	const struct http_response_bytes bytes = { .head = x->head.p,
		.head_len = x->head.len,
		.body = r->body.p,
		.body_len = r->file < 0 ? (size_t)http_response_len(r) : 0 };
	bool done = r->file < 0
			? http_record_write(
			      fcgi->ipcFd, fcgi->requestId, &bytes)
			: http_record_write_file(fcgi->ipcFd, fcgi->requestId,
			      &bytes, r->file, http_response_len(r));

	if (!done)
		shutdown(fcgi->ipcFd, SHUT_RDWR);
	fcgi->err->wasFCloseCalled = 1;
	fcgi->out->wasFCloseCalled = 1;
}

static void
exchange(FCGX_Request *fcgi, struct http_exchange *x)
{
	bool whole = http_exchange_begin(x, fcgi->envp,
	    &(struct http_body_source){
		.read = read_stdin, .ctx = fcgi->in, .has_end = true });

	if (FCGX_GetError(fcgi->in)) {
		fault(&x->fault, ERR_BAD_REQUEST,
		    "The request did not arrive completely.");
		whole = false;
	}
	if (!whole)
		fcgi->keepConnection = 0;
	http_exchange_respond(x);
	write_response(fcgi, x);
	http_exchange_end(x);
}

bool
http_connection_serve(struct http_connections *cs, struct http_connection *c,
    struct http_exchange *x)
{
	FCGX_Request *fcgi = &c->fcgi;
	int fd = fcgi->ipcFd;

	fcgi->keepConnection = 1; /* or Accept_r would close ipcFd */
	if (FCGX_Accept_r(fcgi) == 0) {
		bug_if(fcgi->ipcFd != fd);
		if (fcgi->role == FCGI_RESPONDER)
			exchange(fcgi, x);
		else
			fcgi->keepConnection = 0;
		FCGX_Finish_r(fcgi);
	}
	if (fcgi->ipcFd == fd)
		return true;
	put_spare(cs, c);
	return false;
}
