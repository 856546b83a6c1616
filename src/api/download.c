/*
 * Nothing of a file may act in a browser: its type is not guessed, and what is
 * shown is shown in a sandbox.
 */
#include "api/download.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/reply.h"
#include "api/upload.h"
#include "base/str.h"
#include "http/etag.h"
#include "store/type.h"

#include "base/banned.h"

enum { TAG_BYTES = 16, NAME_MAX_SIZE = 1024, TYPE_MAX = 128 };

/* The hash says when bytes are others. */
static const char *
tag_of(struct arena *arena, const struct reply_file *file)
{
	const unsigned char *p = file->sha256.p;
	char hash[2 * TAG_BYTES + 1] = "", *to = hash;

	for (size_t i = 0; i < TAG_BYTES && i < file->sha256.len; i++) {
		*to++ = "0123456789abcdef"[p[i] >> 4];
		*to++ = "0123456789abcdef"[p[i] & 0xf];
	}
	return file->side == STORE_FILE
		   ? arena_printf(arena, "\"%s\"", hash)
		   : arena_printf(arena, "\"%s-%d\"", hash, file->side);
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
	buf_str(&value,
	    store_type_is_shown(file->content_type) ? "inline" : "attachment");
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
open_it(struct call *call, const struct reply_file *file, int *fd)
{
	const struct store *store;
	enum err err = api_upload_store(api_exchange_of(call), &store);

	if (err)
		return err;
	*fd = store_read(store, file->id, file->side);
	return *fd >= 0 ? ERR_OK
			: fault_internal(call->fault, ERR_STORAGE,
			      "a file that has a row: %s", strerror(errno));
}

static enum err
send_it(struct call *call, const struct reply_file *file)
{
	int fd;
	enum err err = open_it(call, file, &fd);

	if (!err)
		http_response_file(
		    api_exchange_of(call)->response, fd, file->size);
	return err;
}

/* A smaller picture says itself what it is, and how large. */
static enum err
look_at(struct call *call, struct reply_file *smaller)
{
	struct stat st = { .st_size = 0 };
	int fd;
	enum err err = open_it(call, smaller, &fd);

	if (err)
		return err;
	smaller->content_type = store_type_of(fd, NULL);
	if (!smaller->content_type || fstat(fd, &st) < 0)
		err = fault_internal(call->fault, ERR_STORAGE,
		    "a smaller picture: %s", strerror(errno));
	close(fd);
	smaller->size = st.st_size;
	return err;
}

/* nginx tells a type by how a name ends: hearth-files.conf has each. */
static void
name_for_nginx(
    struct http_response *r, const char *by, const char *path, const char *type)
{
	char ending[TYPE_MAX] = "";

	if (str_copy(ending, sizeof(ending), type))
		for (char *p = ending; (p = strpbrk(p, "/.+")); p++)
			*p = '-';
	http_response_headerf(r, by, "%s.%s", path, ending);
}

static enum err
send_by(struct call *call, const char *by, const struct reply_file *file)
{
	struct http_response *r = api_exchange_of(call)->response;
	char path[STORE_PATH_SIZE];

	store_path(file->id, file->side, path);
	if (str_eq(by, "X-Hearth-File"))
		name_for_nginx(r, by, path, file->content_type);
	else if (str_eq(by, "X-Accel-Redirect"))
		http_response_headerf(r, by, STORE_LOCATION "%s", path);
	else
		http_response_headerf(
		    r, by, "%s/store/%s", call->conf->upload_dir, path);
	return ERR_OK;
}

enum err
reply_file(struct call *call, const struct reply_file *file)
{
	struct api_exchange *x = api_exchange_of(call);
	const char *by = x->request->sends_by;
	const char *tag = tag_of(call->arena, file);
	struct reply_file sent = *file;
	enum err err;

	if (x->request->if_none_match && !x->request->is_ask &&
	    http_etag_matches(x->request->if_none_match, tag)) {
		reply_none(call);
		x->response->status = 304;
		http_response_header(x->response, "ETag", tag);
		return ERR_OK;
	}
	err = sent.side == STORE_FILE ? ERR_OK : look_at(call, &sent);
	if (err)
		return err;
	reply_text(call, type_of(call->arena, sent.content_type));
	add_headers(x->response, &sent);
	http_response_header(x->response, "ETag", tag);
	return by ? send_by(call, by, &sent) : send_it(call, &sent);
}
