/*
 * The response as a gateway wants it. Nothing here is written to a descriptor.
 */
#include "http/response.h"

#include <unistd.h>

#include "base/bug.h"

#include "base/banned.h"

/* A body that grew past this gives its memory back: one long export must not
 * stay in the responder for ever. */
enum { BODY_KEPT = 256 * 1024 };

static const struct {
	int status;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },
	{ 423, "Locked" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 507, "Insufficient Storage" },
};

const char *
http_status_phrase(int status)
{
	for (size_t i = 0; i < N_OF(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Unknown";
}

void
http_response_init(struct http_response *r)
{
	*r = (struct http_response){ .status = 200, .file = -1 };
	buf_init(&r->headers, HTTP_HEADERS_MAX);
	buf_init(&r->body, HTTP_BODY_MAX);
}

static void
forget_file(struct http_response *r)
{
	if (r->file >= 0)
		close(r->file);
	r->file = -1;
}

void
http_response_file(struct http_response *r, int fd, int64_t len)
{
	forget_file(r);
	buf_clear(&r->body);
	r->file = fd;
	r->file_len = len;
}

void
http_response_release(struct http_response *r)
{
	forget_file(r);
	buf_release(&r->headers);
	buf_release(&r->body);
}

void
http_response_clear(struct http_response *r)
{
	r->status = 200;
	r->content_type = NULL;
	r->head_only = false;
	forget_file(r);
	buf_clear(&r->headers);
	if (r->body.size > BODY_KEPT)
		buf_release(&r->body);
	else
		buf_clear(&r->body);
}

/* A line break in a value would be a second header. */
static void
check_value(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bug_if((unsigned char)value[i] < 0x20 || value[i] == 0x7f);
}

void
http_response_header(
    struct http_response *r, const char *name, const char *value)
{
	size_t len = strlen(value);

	check_value(value, len);
	buf_str(&r->headers, name);
	buf_lit(&r->headers, ": ");
	buf_put(&r->headers, value, len);
	buf_lit(&r->headers, "\r\n");
}

void
http_response_headerf(
    struct http_response *r, const char *name, const char *format, ...)
{
	va_list args;
	size_t start;

	buf_str(&r->headers, name);
	buf_lit(&r->headers, ": ");
	start = r->headers.len;
	va_start(args, format);
	buf_vprintf(&r->headers, format, args);
	va_end(args);
	check_value(r->headers.p + start, r->headers.len - start);
	buf_lit(&r->headers, "\r\n");
}

/* Neither may have content, nor say how long it would be (RFC 9110, 8.6). */
static bool
has_content(int status)
{
	return status != 204 && status != 304;
}

static int64_t
content_len(const struct http_response *r)
{
	return r->file >= 0 ? r->file_len : (int64_t)r->body.len;
}

int64_t
http_response_len(const struct http_response *r)
{
	return has_content(r->status) && !r->head_only ? content_len(r) : 0;
}

void
http_response_head(const struct http_response *r, struct buf *out)
{
	buf_lit(out, "Status: ");
	buf_int(out, r->status);
	buf_char(out, ' ');
	buf_str(out, http_status_phrase(r->status));
	buf_lit(out, "\r\n");
	if (has_content(r->status)) {
		if (r->content_type) {
			buf_lit(out, "Content-Type: ");
			buf_str(out, r->content_type);
			buf_lit(out, "\r\n");
		}
		buf_lit(out, "Content-Length: ");
		buf_int(out, content_len(r));
		buf_lit(out, "\r\n");
	}
	if (r->headers.len)
		buf_put(out, r->headers.p, r->headers.len);
	buf_lit(out, "\r\n");
}
