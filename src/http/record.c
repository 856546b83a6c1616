/*
 * A response is one vector of record headers and pieces of what the handler
 * wrote; nothing is copied.
 */
#include "http/record.h"

#include <fastcgi.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/bug.h"
#include "http/response.h"

#include "base/banned.h"

enum {
	/* content of a record; a multiple of 8 needs no padding */
	CONTENT_MAX = 65528,
	RECORDS_MAX = HTTP_BODY_MAX / CONTENT_MAX + 8
};

struct records {
	int request_id;
	FCGI_Header headers[RECORDS_MAX];
	struct iovec pieces[2 * RECORDS_MAX];
	int n_headers, n_pieces;
	size_t len;
};

static void
add_piece(struct records *r, const void *p, size_t len)
{
	r->pieces[r->n_pieces++] = (struct iovec){ .iov_base = (void *)p,
		.iov_len = len };
	r->len += len;
}

static void
add_record(struct records *r, unsigned char type, const void *p, size_t len)
{
	FCGI_Header *h = &r->headers[r->n_headers];

	bug_if(r->n_headers++ == RECORDS_MAX);
	*h = (FCGI_Header){
		.version = FCGI_VERSION_1,
		.type = type,
		.requestIdB1 = (unsigned char)(r->request_id >> 8),
		.requestIdB0 = (unsigned char)r->request_id,
		.contentLengthB1 = (unsigned char)(len >> 8),
		.contentLengthB0 = (unsigned char)len,
	};
	add_piece(r, h, sizeof(*h));
	if (len)
		add_piece(r, p, len);
}

static void
add_stdout(struct records *r, const void *p, size_t len)
{
	const char *at = p;

	for (size_t n; len; at += n, len -= n) {
		n = len < CONTENT_MAX ? len : CONTENT_MAX;
		add_record(r, FCGI_STDOUT, at, n);
	}
}

static void
begin(struct records *r, int request_id)
{
	r->request_id = request_id;
	r->n_headers = r->n_pieces = 0;
	r->len = 0;
}

static void
add_end(struct records *r)
{
	static const FCGI_EndRequestBody end = {
		.protocolStatus = FCGI_REQUEST_COMPLETE
	};

	add_record(r, FCGI_STDOUT, NULL, 0);
	add_record(r, FCGI_END_REQUEST, &end, sizeof(end));
}

/* A blocking socket takes all, or the peer is gone or too slow. */
static bool
send_all(int fd, const struct records *r)
{
	return writev(fd, r->pieces, r->n_pieces) == (ssize_t)r->len;
}

bool
http_record_write(
    int fd, int request_id, const struct http_response_bytes *bytes)
{
	struct records r;

	begin(&r, request_id);
	add_stdout(&r, bytes->head, bytes->head_len);
	add_stdout(&r, bytes->body, bytes->body_len);
	add_end(&r);
	return send_all(fd, &r);
}

bool
http_record_write_file(int fd, int request_id,
    const struct http_response_bytes *bytes, int file, int64_t len)
{
	char piece[CONTENT_MAX];
	struct records r;
	int64_t at = 0;

	begin(&r, request_id);
	add_stdout(&r, bytes->head, bytes->head_len);
	while (at < len) {
		size_t most = len - at < CONTENT_MAX ? (size_t)(len - at)
						     : CONTENT_MAX;
		ssize_t n = pread(file, piece, most, at);

		if (n <= 0)
			return false;
		add_stdout(&r, piece, (size_t)n);
		if (!send_all(fd, &r))
			return false;
		at += n;
		begin(&r, request_id);
	}
	add_end(&r);
	return send_all(fd, &r);
}
