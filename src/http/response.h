/*
 * The response to one request: a status, a few headers and one body, kept until
 * the handler's transaction has been committed, then written at once.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "http/request.h"

enum { HTTP_BODY_MAX = 8 << 20, HTTP_HEADERS_MAX = 16 * 1024 };

struct http_response {
	int status;
	const char *content_type; /* NULL: no body */
	struct buf headers;	  /* "Name: value\r\n" lines */
	struct buf body;
	int file;	  /* instead of it: to read, the response's; -1 */
	int64_t file_len; /* bytes, from its beginning on */
	bool head_only;	  /* response to HEAD: length, no bytes */
};

/* 200 without headers and body. Ends with http_response_release. */
void http_response_init(struct http_response *r);
/* Frees headers and body. */
void http_response_release(struct http_response *r);
/* Ready for the next response; keeps the memory, unless it is unusually much.
 */
void http_response_clear(struct http_response *r);

/* Adds a header. A value with a byte below 0x20 or 0x7f is a broken
 * invariant. */
void http_response_header(
    struct http_response *r, const char *name, const char *value);
/* The same with a value that the format makes. */
void http_response_headerf(struct http_response *r, const char *name,
    const char *format, ...) FORMAT_LIKE(3, 4);

/*
 * Replaces status and body by the problem (RFC 9457) that f describes; headers
 * added so far stay. Adds WWW-Authenticate on 401, Retry-After when
 * f->retry_after_s (a default where the status asks for one). For
 * ERR_TOKEN_INVALID and ERR_TOKEN_EXPIRED the title stands also in "message".
 * What base/err.h marks as never seen by a client becomes ERR_INTERNAL or
 * ERR_BUSY.
 */
void http_response_problem(
    struct http_response *r, const struct fault *f, const char *request_id);

/* "OK", "Not Found", ...: the reason phrase of a status. */
const char *http_status_phrase(int status);

/* The body is len bytes of a file, which belongs to the response from here on,
 * and nothing else; -1: of no file. */
void http_response_file(struct http_response *r, int fd, int64_t len);

/* "Status: ...", headers, blank line: what FastCGI and CGI want before the
 * body (RFC 3875, section 6). */
void http_response_head(const struct http_response *r, struct buf *out);

/* The number of body bytes that go out. */
int64_t http_response_len(const struct http_response *r);

#endif
