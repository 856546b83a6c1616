/*
 * Nothing of a file may act in a browser: its type is not guessed, and what is
 * shown is shown in a sandbox.
 */
#include "api/download.h"

#include <errno.h>
#include <string.h>

#include "api/reply.h"
#include "api/upload.h"
#include "base/str.h"
#include "http/etag.h"

#include "base/banned.h"

enum { TAG_BYTES = 16, NAME_MAX_SIZE = 1024 };

/* The hash says when bytes are others. */
static const char *
tag_of(struct arena *arena, struct bytes sha256)
{
	const unsigned char *p = sha256.p;
	char *tag = arena_alloc(arena, 2 * TAG_BYTES + 3), *to = tag;

	*to++ = '"';
	for (size_t i = 0; i < TAG_BYTES && i < sha256.len; i++) {
		*to++ = "0123456789abcdef"[p[i] >> 4];
		*to++ = "0123456789abcdef"[p[i] & 0xf];
	}
	*to = '"';
	return tag;
}

/* RFC 8187: what may stand for itself. */
static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("!#$&+-.^_`|~", c));
}

/* For old clients a name of ASCII, for others the whole one. */
static void
add_disposition(struct http_response *r, const struct reply_file *file)
{
	struct buf value;

	buf_init(&value, NAME_MAX_SIZE + 512);
	buf_str(&value, file->is_shown ? "inline" : "attachment");
	buf_lit(&value, "; filename=\"");
	for (const char *p = file->name; *p; p++)
		buf_char(&value, is_plain(*p) || *p == ' ' ? *p : '_');
	buf_lit(&value, "\"; filename*=UTF-8''");
	for (const char *p = file->name; *p; p++)
		if (is_plain(*p))
			buf_char(&value, *p);
		else
			buf_printf(&value, "%%%02X", (unsigned char)*p);
	http_response_header(r, "Content-Disposition", buf_text(&value));
	buf_release(&value);
}

static void
add_headers(struct http_response *r, const struct reply_file *file)
{
	add_disposition(r, file);
	http_response_header(
	    r, "Content-Security-Policy", "sandbox; default-src 'none'");
}

/* The text of a file is UTF-8; browsers would guess something else. */
static const char *
type_of(struct arena *arena, const char *type)
{
	return str_has_prefix(type, "text/")
		   ? arena_printf(arena, "%s; charset=utf-8", type)
		   : type;
}

static enum err
send_it(struct call *call, const struct reply_file *file)
{
	struct api_exchange *x = api_exchange_of(call);
	const struct store *store;
	enum err err = api_upload_store(x, &store);
	int fd;

	if (err)
		return err;
	fd = store_read(store, file->id);
	if (fd < 0)
		return fault_internal(call->fault, ERR_STORAGE,
		    "a file that has a row: %s", strerror(errno));
	http_response_file(x->response, fd, file->size);
	return ERR_OK;
}

enum err
reply_file(struct call *call, const struct reply_file *file)
{
	struct api_exchange *x = api_exchange_of(call);
	const char *by = x->request->sends_by;
	const char *tag = tag_of(call->arena, file->sha256);
	char path[STORE_PATH_SIZE];

	if (x->request->if_none_match &&
	    http_etag_matches(x->request->if_none_match, tag)) {
		reply_none(call);
		x->response->status = 304;
		http_response_header(x->response, "ETag", tag);
		return ERR_OK;
	}
	reply_text(call, type_of(call->arena, file->content_type));
	add_headers(x->response, file);
	http_response_header(x->response, "ETag", tag);
	store_path(file->id, path);
	if (!by)
		return send_it(call, file);
	if (str_eq(by, "X-Accel-Redirect"))
		http_response_headerf(
		    x->response, by, STORE_LOCATION "%s", path);
	else
		http_response_headerf(x->response, by, "%s/store/%s",
		    call->conf->upload_dir, path);
	return ERR_OK;
}
