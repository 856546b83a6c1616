/*
 * A real SMTP server on a port of its own, which fails as a test tells it. It
 * is aiosmtpd; the steps are explained in smtp_server.py.
 */
#ifndef T_LIB_SMTP_SERVER_H
#define T_LIB_SMTP_SERVER_H

#include "t/lib/process.h"

enum { SMTP_SERVER_STEPS = 8 };

struct smtp_server {
	struct process process;
	int port;
	char dir[64];	  /* of its own, removed by smtp_server_stop */
	char ca_file[96]; /* what clients must trust; "" without TLS */
};

struct smtp_server_options {
	const char *mode;  /* "plain" (default), "starttls" or "smtps" */
	const char *login; /* "user:password" is demanded; default: none */
	const char *steps[SMTP_SERVER_STEPS]; /* default: "ok" */
};

/* Returns when the server listens; options may be NULL. */
void smtp_server_start(
    struct smtp_server *s, const struct smtp_server_options *options);
void smtp_server_stop(struct smtp_server *s);
/* The bytes of the n-th message that arrived whole, or its envelope ("from=..
 * to=.. tls=yes|no login=.."), in memory to be freed; NULL when there is
 * none. */
char *smtp_server_message(const struct smtp_server *s, int n);
char *smtp_server_envelope(const struct smtp_server *s, int n);
/* Lets the step "hold" answer. */
void smtp_server_go(const struct smtp_server *s);

#endif
