/*
 * The way out for mail, by the scheme of MAIL_URL:
 *
 *	smtp://[user:password@]host[:port][?tls=try|require|off]
 *	smtps://[user:password@]host[:port]
 *	file:DIR	one .eml file per message, for development and tests
 *
 * smtp:// uses STARTTLS when the server offers it (try), or refuses to go on
 * without it (require, the default when a password would be sent). A
 * certificate that does not prove the host is never accepted.
 */
#ifndef NET_MAILER_H
#define NET_MAILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* How an attempt to send ended, and so what to do next. */
enum net_outcome {
	NET_SENT,     /* the server has taken the message */
	NET_REFUSED,  /* it never will: do not try again */
	NET_FAILED,   /* it has not; try again later */
	NET_UNCERTAIN /* all was sent, no answer came: it may have it */
};

struct net_report {
	enum net_outcome outcome;
	char reason[200]; /* printable; "" when sent */
};

/* Fills *r and returns outcome; control characters become spaces. */
enum net_outcome net_report_set(struct net_report *r, enum net_outcome outcome,
    const char *format, ...) FORMAT_LIKE(3, 4);

/* A finished message and its envelope; the addresses are valid addr-specs. */
struct net_mail {
	const char *from, *to;
	const char *id; /* part of the name of a file */
	int64_t date_us;
	const char *message; /* as net_mime_write made it */
	size_t len;
};

struct net_mailer_options {
	const char *url;
	const char *ca_file; /* PEM; NULL or "": the system's */
	int64_t connect_ms;  /* to reach the server; 0: 15 s */
	int64_t total_ms;    /* for one message, everything; 0: 120 s */
	/* Called about once a second while the network is waited for, may be
	 * NULL; false gives up. */
	bool (*tick)(void *ctx);
	void *ctx;
};

struct net_mailer;

/* Checks the URL; does not connect. ERR_CONFIG with a reason that holds no
 * secret. The options are copied, their texts too. */
MUST_CHECK enum err net_mailer_new(const struct net_mailer_options *options,
    struct fault *f, struct net_mailer **out);
/* NULL is allowed. */
void net_mailer_free(struct net_mailer *m);
/* Sends one message and waits for the end of that. */
enum net_outcome net_mailer_send(
    struct net_mailer *m, const struct net_mail *mail, struct net_report *r);
/* Nothing to send for a while: ends a connection that was kept. */
void net_mailer_rest(struct net_mailer *m);

/* Takes the variables out of the environment that would make libcurl use a
 * proxy (HTTP_PROXY and its kin). Call early in main. */
void net_forget_proxies(void);

#endif
