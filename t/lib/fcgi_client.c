/*
 * FastCGI from the web server's side (the FastCGI Specification 1.0).
 */
#include "t/lib/fcgi_client.h"

#include <errno.h>
#include <fastcgi.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

enum { WAIT_MS = 10000, RECORD_MAX = 65535 };

void
fcgi_put_record(struct buf *out, int type, int id, const void *content,
    size_t len, size_t padding)
{
	static const char zeros[256];

	buf_char(out, FCGI_VERSION_1);
	buf_char(out, (char)type);
	buf_char(out, (char)(id >> 8));
	buf_char(out, (char)id);
	buf_char(out, (char)(len >> 8));
	buf_char(out, (char)len);
	buf_char(out, (char)padding);
	buf_char(out, 0);
	buf_put(out, content, len);
	buf_put(out, zeros, padding);
}

void
fcgi_put_begin(struct buf *out, int role, bool keep)
{
	char body[8] = { (char)(role >> 8), (char)role,
		keep ? FCGI_KEEP_CONN : 0 };

	fcgi_put_record(
	    out, FCGI_BEGIN_REQUEST, FCGI_CLIENT_ID, body, sizeof(body), 0);
}

static void
put_length(struct buf *content, unsigned len)
{
	if (len > 127) {
		buf_char(content, (char)(0x80 | len >> 24));
		buf_char(content, (char)(len >> 16));
		buf_char(content, (char)(len >> 8));
	}
	buf_char(content, (char)len);
}

void
fcgi_put_param_lengths(
    struct buf *content, unsigned name_len, unsigned value_len)
{
	put_length(content, name_len);
	put_length(content, value_len);
}

void
fcgi_put_param(struct buf *content, const char *name, const char *value)
{
	fcgi_put_param_lengths(
	    content, (unsigned)strlen(name), (unsigned)strlen(value));
	buf_str(content, name);
	buf_str(content, value);
}

void
fcgi_put_stream(struct buf *out, int type, const void *content, size_t len)
{
	const char *p = content;

	while (len) {
		size_t n = len < RECORD_MAX ? len : RECORD_MAX;

		fcgi_put_record(
		    out, type, FCGI_CLIENT_ID, p, n, (8 - n % 8) % 8);
		p += n;
		len -= n;
	}
	fcgi_put_record(out, type, FCGI_CLIENT_ID, NULL, 0, 0);
}

void
fcgi_put_head(struct buf *out, const struct fcgi_request *r)
{
	struct buf params;
	char length[24] = "";

	buf_init(&params, FCGI_CLIENT_MAX);
	if (r->body_len)
		snprintf(length, sizeof(length), "%zu", r->body_len);
	fcgi_put_param(
	    &params, "REQUEST_METHOD", r->method ? r->method : "GET");
	if (r->uri)
		fcgi_put_param(&params, "REQUEST_URI", r->uri);
	fcgi_put_param(&params, "CONTENT_LENGTH",
	    r->content_length ? r->content_length : length);
	fcgi_put_param(&params, "REMOTE_ADDR", "192.0.2.7");
	for (size_t i = 0; i < 8 && r->params[i][0]; i++)
		fcgi_put_param(&params, r->params[i][0], r->params[i][1]);
	fcgi_put_begin(out, r->role ? r->role : FCGI_RESPONDER, !r->close);
	fcgi_put_stream(out, FCGI_PARAMS, params.p, params.len);
	buf_release(&params);
}

void
fcgi_put_request(struct buf *out, const struct fcgi_request *r)
{
	fcgi_put_head(out, r);
	fcgi_put_stream(out, FCGI_STDIN, r->body, r->body_len);
}

bool
fcgi_send(int fd, const void *p, size_t len)
{
	const char *from = p;

	while (len) {
		ssize_t n = send(fd, from, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		from += n;
		len -= (size_t)n;
	}
	return true;
}

bool
fcgi_send_buf(int fd, const struct buf *b)
{
	return fcgi_send(fd, b->p, b->len);
}

/* Exactly len bytes; false at the end or when nothing comes. */
static bool
read_exactly(int fd, void *p, size_t len)
{
	char *to = p;

	while (len) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&ready, 1, WAIT_MS) <= 0)
			return false;
		n = read(fd, to, len);
		if (n <= 0)
			return false;
		to += n;
		len -= (size_t)n;
	}
	return true;
}

/* One record; its content replaces out. */
static bool
read_record(int fd, int *type, struct buf *out)
{
	unsigned char header[FCGI_HEADER_LEN], padding[256];
	size_t len;

	buf_clear(out);
	if (!read_exactly(fd, header, sizeof(header)))
		return false;
	*type = header[1];
	len = (size_t)(header[4] << 8 | header[5]);
	if (!buf_reserve(out, len) || !read_exactly(fd, out->p, len))
		return false;
	out->len = len;
	return read_exactly(fd, padding, header[6]);
}

static void
split(struct fcgi_response *a)
{
	const char *text = buf_text(&a->text),
		   *blank = strstr(text, "\r\n\r\n");

	if (sscanf(text, "Status: %d", &a->status) != 1)
		a->status = 0;
	a->body = blank ? blank + 4 : text + a->text.len;
	a->body_len = a->text.len - (size_t)(a->body - text);
}

bool
fcgi_read(int fd, struct fcgi_response *a)
{
	struct buf content;
	int type = 0;
	bool ended = false;

	*a = (struct fcgi_response){ .protocol_status = -1 };
	buf_init(&a->text, FCGI_CLIENT_MAX);
	buf_init(&content, FCGI_CLIENT_MAX);
	while (!ended && read_record(fd, &type, &content)) {
		if (type == FCGI_STDOUT)
			buf_put(&a->text, content.p, content.len);
		ended = type == FCGI_END_REQUEST;
	}
	if (ended && content.len == 8)
		a->protocol_status = (unsigned char)content.p[4];
	buf_release(&content);
	split(a);
	return ended;
}

void
fcgi_response_release(struct fcgi_response *a)
{
	buf_release(&a->text);
}

bool
fcgi_is_closed(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char byte;

	return poll(&ready, 1, WAIT_MS) == 1 &&
	       recv(fd, &byte, 1, MSG_PEEK) <= 0;
}

bool
fcgi_exchange(int fd, const struct fcgi_request *r, struct fcgi_response *a)
{
	struct buf out;

	buf_init(&out, FCGI_CLIENT_MAX);
	fcgi_put_request(&out, r);
	/* a refused request may be answered before all of it was taken */
	fcgi_send_buf(fd, &out);
	buf_release(&out);
	return fcgi_read(fd, a);
}

int
fcgi_ask(int fd, const struct fcgi_request *r)
{
	struct fcgi_response a;
	int status = fcgi_exchange(fd, r, &a) ? a.status : 0;

	fcgi_response_release(&a);
	return status;
}
