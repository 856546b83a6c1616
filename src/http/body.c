/*
 * What stays unread on a kept connection would be taken for the next request,
 * with parameters of the client's choosing: so the body is always read to its
 * end, or the connection is given up.
 */
#include "http/body.h"

#include <errno.h>
#include <string.h>

#include "base/io.h"
#include "base/str.h"

#include "base/banned.h"

/* How much of a body that is refused is read and thrown away, so that the web
 * server sees the response and not a broken connection. */
enum { DISCARD_MAX = 16 << 20, DISCARD_CHUNK = 8192, PASS_CHUNK = 65536 };

static bool
parse_length(const char *text, int64_t *len)
{
	*len = 0;
	if (!text)
		return true;
	return *text != '-' && str_to_int(text, 0, INT64_MAX, len);
}

/* At most left bytes. True when the end was reached. */
static bool
discard(const struct http_body_source *from, int64_t left)
{
	char chunk[DISCARD_CHUNK];
	size_t n, wanted;

	do {
		wanted = left < DISCARD_CHUNK ? (size_t)left : DISCARD_CHUNK;
		n = from->read(from->ctx, chunk, wanted);
		left -= (int64_t)n;
	} while (left > 0 && n == wanted);
	return n < wanted;
}

/* What there may still be of a body of which declared bytes were announced and
 * none is read. */
static int64_t
discard_most(const struct http_body_source *from, int64_t declared)
{
	return !from->has_end && declared < DISCARD_MAX ? declared
							: DISCARD_MAX;
}

static bool
is_longer(const struct http_body_source *from)
{
	char byte;

	return from->has_end && from->read(from->ctx, &byte, 1) == 1;
}

/* False when the body ends before its length, or fd takes no more: the fault
 * says which. */
static bool
copy(struct http_request *r, int fd, int64_t left,
    const struct http_body_source *from)
{
	char chunk[PASS_CHUNK];
	size_t n, wanted;

	for (; left > 0; left -= (int64_t)n) {
		wanted = left < PASS_CHUNK ? (size_t)left : PASS_CHUNK;
		n = from->read(from->ctx, chunk, wanted);
		if (n < wanted) {
			fault(r->fault, ERR_BAD_REQUEST,
			    "The body is shorter than Content-Length.");
			return false;
		}
		if (io_write_all(fd, chunk, n))
			continue;
		fault_internal(r->fault,
		    errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL
						       : ERR_STORAGE,
		    "writing the body: %s", strerror(errno));
		discard(from, DISCARD_MAX);
		return false;
	}
	return true;
}

/* The body goes to fd as it comes. */
static bool
pass(struct http_request *r, int fd, int64_t len,
    const struct http_body_source *from)
{
	if (!copy(r, fd, len, from))
		return false;
	if (is_longer(from)) {
		fault(r->fault, ERR_BAD_REQUEST,
		    "The body is longer than Content-Length.");
		discard(from, DISCARD_MAX);
		return false;
	}
	r->body_size = len;
	return true;
}

/* The body goes into memory. */
static bool
keep(struct http_request *r, size_t len, const struct http_body_source *from)
{
	char *body = arena_alloc(r->arena, len + 1);
	/* one byte more than there should be shows that the end is there */
	size_t got = from->read(from->ctx, body, len + from->has_end);

	if (got == len) {
		body[len] = '\0';
		r->body = body;
		r->body_len = len;
		return true;
	}
	fault(r->fault, ERR_BAD_REQUEST, "The body is %s than Content-Length.",
	    got < len ? "shorter" : "longer");
	if (got > len)
		discard(from, DISCARD_MAX);
	return false;
}

bool
http_body_read(struct http_request *r, const char *content_length,
    const struct http_handler *handler, const struct http_body_source *from)
{
	int64_t len;
	int fd = -1;

	if (!parse_length(content_length, &len)) {
		fault(r->fault, ERR_BAD_REQUEST,
		    "Content-Length is not a number.");
		discard(from, discard_most(from, 0));
		return false;
	}
	if (len && !r->fault->err && handler && handler->take) {
		fd = handler->take(handler->ctx, r, len);
		if (r->fault->err)
			return discard(from, discard_most(from, len));
	}
	if (fd >= 0)
		return pass(r, fd, len, from);
	if ((uint64_t)len > r->body_max) {
		fault(r->fault, ERR_BODY_TOO_LARGE,
		    "The body has more than %zu bytes.", r->body_max);
		return discard(from, discard_most(from, len));
	}
	return keep(r, (size_t)len, from);
}
