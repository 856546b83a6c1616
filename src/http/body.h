/*
 * The body of a request, whole, before anyone acts on it: in memory, or in a
 * file that the handler has for it. Internal to http/.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "http/serve.h"

struct http_body_source {
	/* Up to len bytes; less only at the end or on an error. */
	size_t (*read)(void *ctx, char *to, size_t len);
	void *ctx;
	bool has_end; /* the source itself tells its end (FastCGI); else
			 nothing beyond the length may be read (CGI) */
};

/*
 * Reads the body into r, or to where the handler takes it (http/serve.h);
 * handler may be NULL. content_length is the text of CONTENT_LENGTH, NULL when
 * absent. A length that is no number, that passes r->body_max, or that the body
 * does not have is recorded in r->fault; r->body is "" then. A source with an
 * end has been read to it, unless the result is false: then the connection is
 * not usable any more. Of one without, all that was announced has been read, up
 * to some megabytes: a web server whose pipe breaks loses the response.
 */
bool http_body_read(struct http_request *r, const char *content_length,
    const struct http_handler *handler, const struct http_body_source *from);

#endif
