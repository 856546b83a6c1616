/*
 * What stays unread on a kept connection would be taken for the next request,
 * with parameters of the client's choosing: so the body is always read to its
 * end, or the connection is given up.
 */
#include "http/body.h"

#include "base/str.h"

#include "base/banned.h"

/* How much of a body that is refused is read and thrown away, so that the web
 * server sees the response and not a broken connection. */
enum { DISCARD_MAX = 16 << 20, DISCARD_CHUNK = 8192 };

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

bool
http_body_read(struct http_request *r, const char *content_length, size_t max,
    const struct http_body_source *from)
{
	int64_t declared;
	size_t len, got;
	char *body;

	if (!parse_length(content_length, &declared)) {
		fault(r->fault, ERR_BAD_REQUEST,
		    "Content-Length is not a number.");
		discard(from, discard_most(from, 0));
		return false;
	}
	if ((uint64_t)declared > max) {
		fault(r->fault, ERR_BODY_TOO_LARGE,
		    "The body has more than %zu bytes.", max);
		return discard(from, discard_most(from, declared));
	}
	len = (size_t)declared;
	body = arena_alloc(r->arena, len + 1);
	/* one byte more than there should be shows that the end is there */
	got = from->read(from->ctx, body, len + from->has_end);
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
