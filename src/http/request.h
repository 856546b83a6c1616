/*
 * One request as the gateway delivered it, complete: the body has been read to
 * its end before anyone looks at it. Everything lives in the request's arena.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fault.h"

#define HTTP_METHODS(X) X(GET) X(HEAD) X(POST) X(PUT) X(PATCH) X(DELETE) X(OPTIONS)

enum http_method {
#define HTTP_METHOD_ENUM(name) HTTP_##name,
	HTTP_METHODS(HTTP_METHOD_ENUM)
#undef HTTP_METHOD_ENUM
	    HTTP_UNKNOWN_METHOD
};

enum { HTTP_SEGMENTS_MAX = 12, HTTP_URI_MAX = 8192, HTTP_REQUEST_ID_SIZE = 65 };

struct http_request {
	struct arena *arena;
	enum http_method method;
	const char *uri;		/* REQUEST_URI, raw */
	const char *path;		/* raw, up to '?' */
	const char *query;		/* raw, after '?'; "" if none */
	const char *segments[HTTP_SEGMENTS_MAX]; /* decoded */
	unsigned n_segments;		/* a trailing slash adds none */
	const char *body;		/* terminated; "" if none */
	size_t body_len;
	bool body_too_large;		/* it was longer than the limit; read
					   and thrown away */
	char id[HTTP_REQUEST_ID_SIZE];	/* X-Request-Id, echoed or made */
	const char *remote_address;	/* "" when unknown */
	/* Headers; NULL when absent. A duplicate of any of them is refused. */
	const char *content_type;
	const char *authorization;
	const char *idempotency_key;
	const char *if_match;
	const char *if_none_match;
	const char *origin;
	const char *cors_method;	/* Access-Control-Request-Method */
	const char *user_agent;
	int64_t started_us;		/* monotonic */
};

/*
 * Splits uri into path, query and segments (P: only REQUEST_URI is looked at).
 * Each segment is percent-decoded once. ERR_BAD_REQUEST on a malformed escape,
 * an encoded NUL, CR, LF, '/' or '\', invalid UTF-8; ERR_NOT_FOUND on an empty
 * or dot segment or too many segments.
 */
MUST_CHECK enum err http_request_set_uri(struct http_request *r,
    const char *uri, struct fault *f);

enum http_method http_method_parse(const char *name);
const char *http_method_name(enum http_method method);

#endif
