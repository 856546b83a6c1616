/*
 * A small FastCGI client for tests. It builds records by hand and checks
 * nothing that it sends, so that a test can send broken ones.
 */
#ifndef T_LIB_FCGI_CLIENT_H
#define T_LIB_FCGI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { FCGI_CLIENT_ID = 1, FCGI_CLIENT_MAX = 64 << 20 };

/* Members that are NULL or 0 get what a web server would send for a GET. */
struct fcgi_request {
	const char *method;
	const char *uri;
	const char *body;
	size_t body_len;
	const char *content_length; /* instead of body_len's text */
	const char *params[8][2];   /* more parameters, name and value */
	int role;		    /* instead of FCGI_RESPONDER */
	bool close;		    /* without FCGI_KEEP_CONN */
};

struct fcgi_response {
	int status;	     /* of the Status line; 0: none */
	int protocol_status; /* of the end record */
	struct buf text;     /* head, blank line, body */
	const char *body;    /* in text */
	size_t body_len;
};

/* Pieces, appended to out (whose maximum should be FCGI_CLIENT_MAX). */
void fcgi_put_record(struct buf *out, int type, int id, const void *content,
    size_t len, size_t padding);
void fcgi_put_begin(struct buf *out, int role, bool keep);
void fcgi_put_param(struct buf *content, const char *name, const char *value);
/* With lengths that need not be true. */
void fcgi_put_param_lengths(
    struct buf *content, unsigned name_len, unsigned value_len);
/* A stream of records and the empty one that ends it. */
void fcgi_put_stream(
    struct buf *out, int type, const void *content, size_t len);
/* The begin record and the parameters, without standard input. */
void fcgi_put_head(struct buf *out, const struct fcgi_request *r);
void fcgi_put_request(struct buf *out, const struct fcgi_request *r);

/* False when the peer does not take it all. */
bool fcgi_send(int fd, const void *p, size_t len);
bool fcgi_send_buf(int fd, const struct buf *b);
/*
 * Reads one response up to its end record. False when the connection ends, or
 * nothing comes for ten seconds, before that; what came is in a. Release with
 * fcgi_answer_release in both cases.
 */
bool fcgi_read(int fd, struct fcgi_response *a);
void fcgi_response_release(struct fcgi_response *a);
/* Whether the peer has closed the connection, waiting up to ten seconds. */
bool fcgi_is_closed(int fd);
/* Sends a request and reads its response. False as fcgi_read. */
bool fcgi_exchange(
    int fd, const struct fcgi_request *r, struct fcgi_response *a);
/* The same, for the status alone; 0 without a complete answer. */
int fcgi_ask(int fd, const struct fcgi_request *r);
#define FCGI_ASK(fd, ...) fcgi_ask((fd), &(struct fcgi_request){ __VA_ARGS__ })

#endif
