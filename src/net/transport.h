/*
 * A transport: one way that mail goes, and how an attempt ended. Each is a
 * table of functions in a file of its own; mailer.c chooses by the URL.
 */
#ifndef NET_TRANSPORT_H
#define NET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "net/mime.h"

/* How an attempt to send ended, and so what to do next. */
enum net_outcome {
	NET_SENT,     /* the server has taken the message */
	NET_REFUSED,  /* it never will: do not try again */
	NET_FAILED,   /* it has not; try again later */
	NET_UNCERTAIN /* all was sent, no reply came: it may have it */
};

struct net_report {
	enum net_outcome outcome;
	char reason[200]; /* printable: what the server said, or why not */
	int64_t pause_s;  /* NET_FAILED: not before; 0: it did not say */
};

/* Fills *r and returns outcome; control characters become spaces. It says of no
 * pause. */
enum net_outcome net_report_set(struct net_report *r, enum net_outcome outcome,
    const char *format, ...) FORMAT_LIKE(3, 4);

/* A finished message and its envelope; the addresses are valid addr-specs. */
struct net_mail {
	const char *from, *to;
	const char *id; /* part of the name of a file */
	int64_t date_us;
	const char *message; /* as net_mime_write made it */
	size_t len;
	const struct net_message *parts; /* what it was made of */
};

struct net_options {
	const char *url;
	const char *ca_file; /* PEM; NULL or "": the system's */
	const char *helo;    /* valid (helo.h); NULL: the loopback's address */
	const char *api_key; /* of sendgrid:; may be NULL */
	int64_t connect_ms;  /* to reach the server; 0: 15 s */
	int64_t total_ms;    /* for one message, everything; 0: 120 s */
	/* Called about once a second while the network is waited for, may be
	 * NULL; false gives up. */
	bool (*tick)(void *ctx);
	void *ctx;
};

/* What the tick of the options needs to be called once a second. */
struct net_ticker {
	bool (*tick)(void *ctx); /* may be NULL */
	void *ctx;
	int64_t at_us; /* monotonic: when it was called last */
};

/* Has it called while curl, a CURL, transfers: its false ends the transfer. The
 * ticker is there until then. */
void net_ticker_watch(struct net_ticker *t, void *curl);

struct net_transport {
	/* Reads the URL of the options into *state; connects to nothing. What
	 * is needed later is copied. ERR_CONFIG. */
	enum err (*open)(
	    const struct net_options *options, struct fault *f, void **state);
	/* Sends one message, waits for the end of that, and fills *r. */
	enum net_outcome (*send)(
	    void *state, const struct net_mail *mail, struct net_report *r);
	/* Ends what is kept open between two messages; may be NULL. */
	void (*rest)(void *state);
	void (*close)(void *state);
};

#endif
