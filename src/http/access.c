/*
 * The access log. The line is built on the stack: a member that is longer than
 * its share is cut, so the line always fits.
 */
#include "http/access.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/text.h"
#include "json/write.h"

#include "base/banned.h"

/* The worst case is six bytes of escape for one byte of text. */
enum {
	PATH_SIZE = 512,
	SHORT_SIZE = 128,
	LINE_SIZE = 6 * (PATH_SIZE + FAULT_TEXT + 3 * SHORT_SIZE) + 1024
};

static void
write_cut(
    struct json_writer *w, const char *key, const char *value, size_t size)
{
	char clean[PATH_SIZE];

	json_key(w, key);
	json_write_text(w,
	    http_text_clean(clean, size < PATH_SIZE ? size : PATH_SIZE, value));
}

static void
write_number(struct json_writer *w, const char *key, int64_t value)
{
	json_key(w, key);
	json_write_int(w, value);
}

static void
write_who(struct json_writer *w, const struct http_access *a)
{
	const struct http_request *r = a->request;

	write_cut(w, "request_id", r->id, SHORT_SIZE);
	if (a->operation)
		write_cut(w, "operation", a->operation, SHORT_SIZE);
	if (!uuid_is_nil(a->user.v)) {
		json_key(w, "user");
		json_write_uuid(w, a->user.v);
	}
	write_cut(w, "address", r->remote_address, SHORT_SIZE);
	write_cut(w, "method", http_method_name(r->method), SHORT_SIZE);
	write_cut(w, "path", a->path ? a->path : r->path, PATH_SIZE);
}

static void
write_outcome(struct json_writer *w, const struct http_access *a)
{
	write_number(w, "status", a->response->status);
	write_number(w, "us", a->took_us);
	write_number(w, "bytes", http_response_len(a->response));
	if (!a->fault || !a->fault->err)
		return;
	json_key(w, "fault");
	json_write_text(w, err_code(a->fault->err));
	if (a->fault->internal[0])
		write_cut(w, "cause", a->fault->internal, FAULT_TEXT);
}

void
http_access_log(const struct http_access *a)
{
	enum log_level level = a->response->status >= 500 ? LOG_ERROR
							  : LOG_INFO;
	char line[LINE_SIZE];
	/* full from the start, so that it never allocates */
	struct buf out = { .p = line, .size = LINE_SIZE, .max = LINE_SIZE };
	struct json_writer w = json_writer(&out);

	if (!log_is_on(level))
		return;
	json_open(&w, '{');
	json_key(&w, "time");
	json_write_time(&w, clock_now_us());
	json_key(&w, "level");
	json_write_text(&w, level == LOG_ERROR ? "error" : "info");
	write_who(&w, a);
	write_outcome(&w, a);
	json_close(&w, '}');
	buf_char(&out, '\n');
	if (!out.failed)
		log_line(level, line, out.len);
}
