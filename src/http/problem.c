/*
 * A fault as application/problem+json (RFC 9457). What only the operator may
 * see (fault.internal) never gets here.
 */
#include "base/rand.h"
#include "http/response.h"
#include "http/text.h"
#include "json/write.h"

#include "base/banned.h"

/* Some errors are the house's own affair; clients see a plainer one. */
static enum err
public_err(enum err err)
{
	switch (err) {
	case ERR_RETRY:
	case ERR_NET:
		return ERR_BUSY;
	case ERR_OK:
	case ERR_CONFLICT:
	case ERR_REPLAY:
	case ERR_CONFIG:
		return ERR_INTERNAL;
	default:
		return err;
	}
}

static void
write_member(struct json_writer *w, const char *key, const char *value)
{
	json_key(w, key);
	json_write_text(w, value);
}

static void
write_clean(struct json_writer *w, const char *key, const char *value)
{
	char clean[FAULT_TEXT];

	write_member(w, key, http_text_clean(clean, sizeof(clean), value));
}

static void
write_items(struct json_writer *w, const struct fault *f)
{
	json_key(w, "errors");
	json_open(w, '[');
	for (size_t i = 0; i < f->n_items; i++) {
		json_open(w, '{');
		write_clean(w, "pointer", f->items[i].pointer);
		write_clean(w, "code", f->items[i].code);
		write_clean(w, "detail", f->items[i].detail);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void
write_problem(struct buf *out, enum err err, const struct fault *f,
    const char *request_id)
{
	struct json_writer w = json_writer(out);
	const char *title = err_title(err);

	/* err is a translation when it is not f->err; the detail was meant
	 * for the original */
	json_open(&w, '{');
	json_key(&w, "type");
	buf_printf(out, "\"/problems#%s\"", err_code(err));
	w.comma = true;
	write_member(&w, "title", title);
	json_key(&w, "status");
	json_write_int(&w, err_status(err));
	write_clean(
	    &w, "detail", f->err == err && f->detail[0] ? f->detail : title);
	write_member(&w, "code", err_code(err));
	write_member(&w, "request_id", request_id);
	if (err == ERR_TOKEN_INVALID || err == ERR_TOKEN_EXPIRED)
		write_member(&w, "message", title);
	if (f->n_items)
		write_items(&w, f);
	if (f->members[0]) {
		buf_char(out, ',');
		buf_str(out, f->members);
	}
	json_close(&w, '}');
}

static void
add_headers(struct http_response *r, const struct fault *f)
{
	int seconds = f->retry_after_s;

	if (r->status == 401)
		http_response_header(r, "WWW-Authenticate", "Bearer");
	/* spread, so that those sent away do not come back together */
	if (seconds == 0 && (r->status == 429 || r->status == 503))
		seconds = 1 + (int)rand_below(4);
	if (seconds > 0)
		http_response_headerf(r, "Retry-After", "%d", seconds);
}

void
http_response_problem(
    struct http_response *r, const struct fault *f, const char *request_id)
{
	enum err err = public_err(f->err);

	r->status = err_status(err);
	r->content_type = "application/problem+json";
	http_response_file(r, -1, 0);
	write_problem(&r->body, err, f, request_id);
	add_headers(r, f);
}
