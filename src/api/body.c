/*
 * Media types, and bodies that are not JSON.
 */
#include "api/body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "http/filename.h"
#include "http/header.h"
#include "http/multipart.h"
#include "json/read.h"

#include "base/banned.h"

static const char *const json_types[] = { "application/json",
	"application/merge-patch+json", NULL };

static bool
is_one_of(const char *const *types, const char *content_type)
{
	size_t len = content_type ? strcspn(content_type, "; \t") : 0;

	for (; len && *types; types++)
		if (len == strlen(*types) &&
		    strncasecmp(content_type, *types, len) == 0)
			return true;
	return false;
}

static const char *const form_types[] = { "multipart/form-data", NULL };

static enum err
check_media(struct api_exchange *x, const char *const *types)
{
	if (is_one_of(types, x->request->content_type))
		return ERR_OK;
	return fault(
	    x->call.fault, ERR_MEDIA_TYPE, "Send the body as %s.", types[0]);
}

static enum err
check_size(struct api_exchange *x, const struct check_raw *raw, uint64_t size)
{
	if (size <= raw->max)
		return ERR_OK;
	return fault(x->call.fault, ERR_BODY_TOO_LARGE,
	    "The body has more than %zu bytes.", raw->max);
}

static void
close_file(void *fd)
{
	close((int)(intptr_t)fd);
}

/* Takes over fd. */
static enum err
keep_file(struct api_exchange *x, int fd, struct check_file *file)
{
	struct stat st;

	if (fd < 0)
		return fault_internal(x->call.fault, ERR_INTERNAL,
		    "the file of the body: %s", strerror(errno));
	arena_defer(x->call.arena, close_file, (void *)(intptr_t)fd);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink > 1)
		return fault_internal(x->call.fault, ERR_INTERNAL,
		    "the body is not a file of its own");
	file->fd = fd;
	file->size = st.st_size;
	return ERR_OK;
}

/* From the whole body to the file that the form in it has. It is mapped, not
 * read, so that its length costs no memory; nobody changes a file any more that
 * the web server has handed out. */
static enum err
find_part(struct api_exchange *x, struct check_file *file)
{
	size_t len = (size_t)file->size;
	struct http_part part;
	enum err err;
	void *p = len ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, file->fd, 0)
		      : NULL;

	if (p == MAP_FAILED)
		return fault_internal(x->call.fault, ERR_INTERNAL,
		    "the body cannot be mapped: %s", strerror(errno));
	err = http_multipart_file(file->media_type, (struct bytes){ p, len },
	    x->call.arena, x->call.fault, &part);
	if (p)
		munmap(p, len);
	if (err)
		return err;
	file->path = NULL;
	file->offset = (int64_t)part.offset;
	file->size = (int64_t)part.len;
	file->media_type = part.media_type;
	file->filename = part.filename;
	return ERR_OK;
}

/* The name that a header gives to a body that is the file. */
static enum err
find_name(struct api_exchange *x, struct check_file *file)
{
	struct http_disposition is;
	const char *value;
	enum err err = http_request_header(
	    x->request, "Content-Disposition", &value);

	if (err || !value)
		return err;
	if (!http_disposition_read(value, x->call.arena, &is))
		return fault(x->call.fault, ERR_BAD_REQUEST,
		    "Content-Disposition is malformed.");
	if (is.filename)
		file->filename = http_filename(x->call.arena, is.filename);
	return ERR_OK;
}

/* A file without a name, for a web server that hands bodies through. */
static int
make_file(const struct http_request *r)
{
	int fd = memfd_create("body", MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < r->body_len) {
		ssize_t n = pwrite(
		    fd, r->body + done, r->body_len - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		done += (size_t)n;
	}
	return fd;
}

static enum err
read_file(struct api_exchange *x, const struct check_raw *raw,
    struct check_file *file)
{
	const struct http_request *r = x->request;
	enum err err;
	int fd;

	if (!r->body_file && !r->body_len)
		return ERR_OK;
	err = check_media(x, raw->media);
	if (err)
		return err;
	file->path = r->body_file;
	file->media_type = r->content_type;
	fd = r->body_file ? open(r->body_file,
				O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
			  : make_file(r);
	err = keep_file(x, fd, file);
	if (!err)
		err = is_one_of(form_types, file->media_type)
			  ? find_part(x, file)
			  : find_name(x, file);
	return err ? err : check_size(x, raw, (uint64_t)file->size);
}

static enum err
read_raw(struct api_exchange *x, const struct check_raw *raw,
    struct check_source *from)
{
	const struct http_request *r = x->request;
	enum err err;

	if (raw->is_file)
		return read_file(x, raw, &from->file);
	if (!r->body_len)
		return ERR_OK;
	err = check_media(x, raw->media);
	if (!err)
		err = check_size(x, raw, r->body_len);
	from->raw = (struct bytes){ r->body, r->body_len };
	return err;
}

enum err
api_body_read(struct api_exchange *x, struct check_source *from)
{
	const struct http_request *r = x->request;
	const struct check_input *input = &x->operation->input;
	enum err err;

	from->file.fd = -1;
	if (input->raw)
		return read_raw(x, input->raw, from);
	if (!input->body || !r->body_len)
		return ERR_OK;
	err = check_media(x, json_types);
	return err ? err
		   : json_parse(x->call.arena, r->body, r->body_len,
			 x->call.fault, &from->body);
}
