/*
 * A GET of what a stranger has named, or a POST to whom the operator has, with
 * libcurl.
 *
 * Only hosts on the Internet are asked, by https at its own port: it is the
 * address connected to that counts, not what a name led to before. What the
 * operator has listed (OUTBOUND_ALLOW) may be anywhere, and be asked by http.
 * Redirects of a GET are followed a few times, each held to the same. No proxy,
 * no cookies, no user, no compression; bounded in bytes and in time, whatever
 * the server does, in a process of its own.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "net/breaker.h"

enum {
	NET_FETCH_CONNECT_MS = 5000,
	NET_FETCH_TOTAL_MS = 15000, /* the most, with all redirects */
	NET_FETCH_REDIRECTS_MAX = 3,
	NET_FETCH_HEADER_SIZE = 256,
	NET_FETCH_LINE_SIZE = 2048, /* of a header that is sent */
	NET_FETCH_OK = 200,
	NET_FETCH_SENTENCE_SIZE = 128
};

struct net_fetch_header {
	const char *name, *value; /* without control characters */
};

struct net_fetch {
	const char *url;
	const char *allow;	/* hosts, as of text/url.h */
	const char *media_type; /* what is wanted */
	size_t body_max;
	int64_t total_ms;    /* for all of it; 0: NET_FETCH_TOTAL_MS */
	const char *ca_file; /* PEM; NULL: whom the system trusts */
	/* Of the hosts that this process asks; NULL: all are asked. */
	struct net_breaker *breaker;
	/* It is a POST of this; NULL: a GET. */
	const char *post;
	const char *post_type;			/* its media type */
	const struct net_fetch_header *headers; /* besides, shorter than a
						   NET_FETCH_LINE_SIZE */
	size_t n_headers;
	/* Whatever the server answers with is an answer, which has a body, and
	 * none leads elsewhere; else only NET_FETCH_OK is. */
	bool takes_any_status;
	/* What the server said when it was asked before: NULL or "" for
	 * nothing. */
	const char *etag, *last_modified;
	/* Called about once a second meanwhile, may be NULL; false gives up. */
	bool (*tick)(void *ctx);
	void *tick_ctx;
};

enum net_fetch_outcome {
	NET_FETCH_DONE,
	NET_FETCH_UNCHANGED, /* since it was asked before */
	NET_FETCH_SPARED,    /* its host gives no answer, and was not asked */
	NET_FETCH_FAILED
};

struct net_fetched {
	long status; /* that the server answered with; 0: it did not */
	/* Why it failed, for whoever named the URL; it says nothing of other
	 * machines of the operator's. */
	char sentence[NET_FETCH_SENTENCE_SIZE];
	/* For the next time; "" when the server did not say, or too much. */
	char etag[NET_FETCH_HEADER_SIZE], last_modified[NET_FETCH_HEADER_SIZE];
	const char *body; /* terminated, in the arena; may hold NUL */
	size_t len;
};

/* Asks, waits for the end of that, and fills *out. */
MUST_CHECK enum net_fetch_outcome net_fetch(
    const struct net_fetch *in, struct arena *arena, struct net_fetched *out);

#endif
