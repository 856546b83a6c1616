/*
 * One request as the gateway delivered it, complete: the body has been read to
 * its end before anyone looks at it. Every pointer lives until the arena is
 * reset.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fault.h"

#define HTTP_METHODS(X) \
	X(GET) X(HEAD) X(POST) X(PUT) X(PATCH) X(DELETE) X(OPTIONS)

enum http_method {
#define HTTP_METHOD_ENUM(name) HTTP_##name,
	HTTP_METHODS(HTTP_METHOD_ENUM)
#undef HTTP_METHOD_ENUM
	    HTTP_UNKNOWN_METHOD
};

enum { HTTP_SIZE_UNKNOWN = -1 };
enum { HTTP_SEGMENTS_MAX = 12, HTTP_URI_MAX = 8192, HTTP_REQUEST_ID_SIZE = 65 };

struct http_request {
	struct arena *arena;
	struct fault *fault; /* of this request; when its err is set
				on entry, the request is refused
				and must not be executed */
	enum http_method method;
	const char *uri;   /* REQUEST_URI, raw */
	const char *path;  /* raw, up to '?' */
	const char *query; /* raw, after '?'; "" if none */
	const char *segments[HTTP_SEGMENTS_MAX]; /* decoded */
	unsigned n_segments; /* a trailing slash adds none */
	const char *body;    /* terminated; "" if none */
	size_t body_len;
	size_t body_max;       /* bytes of one that goes into memory */
	const char *body_file; /* where the web server has put the body
				  instead; NULL */
	int64_t body_size;     /* of one that a handler took, or asks about */
	bool is_ask; /* the web server asks whether it may read a body of
			body_size bytes, HTTP_SIZE_UNKNOWN if it was not
			told, which does not come with it; or which file to
			send */
	const char *sends_by; /* the header by which the web server takes the
				 name of a file to send; NULL: by none */
	char id[HTTP_REQUEST_ID_SIZE]; /* X-Request-Id, echoed or made */
	const char *remote_address;    /* "" when unknown */
	/* Headers; NULL when absent. None holds a control character. */
	const char *content_type;
	const char *authorization;
	const char *idempotency_key;
	const char *if_match;
	const char *if_none_match;
	const char *origin;
	const char *cors_method;  /* Access-Control-Request-Method */
	const char *cors_headers; /* Access-Control-Request-Headers */
	const char *user_agent;
	const char *cookie;
	const char *fetch_site; /* Sec-Fetch-Site */
	int64_t started_us;	/* monotonic */
	char *const *params; /* of the gateway, "NAME=value", NULL at the end */
};

/* An empty request: GET, no URI, no headers, no id; f is cleared. */
void http_request_init(
    struct http_request *r, struct arena *arena, struct fault *f);

/*
 * Splits uri into path, query and segments. Each segment is percent-decoded
 * once. ERR_BAD_REQUEST on a malformed escape, an encoded NUL, CR, LF, '/' or
 * '\', invalid UTF-8; ERR_NOT_FOUND on an empty or dot segment or too many
 * segments. The loop has called it for every request that it hands out.
 */
MUST_CHECK enum err http_request_set_uri(
    struct http_request *r, const char *uri, struct fault *f);

/* Takes text as the request's id when it is 1..64 characters of
 * [A-Za-z0-9._-], else makes a UUIDv7. text may be NULL. */
void http_request_set_id(struct http_request *r, const char *text);

/*
 * A header that only some operations know, by its name ("X-App-Version");
 * *value is NULL when it is absent or empty. ERR_BAD_REQUEST when it was sent
 * more than once or is not UTF-8 without control characters.
 */
MUST_CHECK enum err http_request_header(
    const struct http_request *r, const char *name, const char **value);

/* Exactly the upper-case name; HTTP_UNKNOWN_METHOD for any other. */
enum http_method http_method_parse(const char *name);
/* "GET", ...; "-" for HTTP_UNKNOWN_METHOD. */
const char *http_method_name(enum http_method method);

#endif
