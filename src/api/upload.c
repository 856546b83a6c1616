/*
 * Every way of a body leads to a store_body; from there on they are alike.
 */
#include "api/upload.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/media.h"
#include "base/log.h"
#include "base/str.h"
#include "crypt/digest.h"
#include "http/filename.h"
#include "http/header.h"
#include "http/multipart.h"
#include "image/head.h"
#include "image/shrink.h"
#include "store/body.h"
#include "store/part.h"
#include "store/picture.h"
#include "store/type.h"

#include "base/banned.h"

/* What a form may have around its file. */
enum {
	FORM_MORE = HTTP_PARTS_OTHER_MAX +
		    HTTP_PARTS_MAX * HTTP_PART_HEADERS_MAX
};

struct api_upload {
	struct store_body body, part; /* part: what the body is a piece of */
	struct check_file file;
	bool is_read, is_kept;
	/* of a picture, the place of the large one */
	char picture[STORE_PICTURE_SIZE];
};

enum err
api_upload_store(struct api_exchange *x, const struct store **out)
{
	const struct conf *conf = x->call.conf;
	enum err err = ERR_OK;

	if (!*x->store)
		err = store_open(conf->upload_dir, conf->upload_adopt_socket,
		    x->call.fault, x->store);
	*out = *x->store;
	return err;
}

static void
drop(void *upload)
{
	struct api_upload *u = upload;

	store_body_drop(&u->body);
	store_body_drop(&u->part);
}

/* The exchange has the body from here on. */
static void
hold(struct api_exchange *x, const struct store_body *body)
{
	x->upload = arena_new(x->call.arena, struct api_upload);
	x->upload->body = *body;
	x->upload->part.fd = -1;
	arena_defer(x->call.arena, drop, x->upload);
}

static enum err
make(struct api_exchange *x, const struct store *store)
{
	struct store_body body;
	enum err err = store_body_make(store, x->call.fault, &body);

	if (!err)
		hold(x, &body);
	return err;
}

enum err
api_upload_take(struct api_exchange *x, int *fd)
{
	const struct store *store;
	enum err err = api_upload_store(x, &store);

	if (!err)
		err = make(x, store);
	if (!err)
		*fd = x->upload->body.fd;
	return err;
}

static bool
is_form(const struct api_exchange *x)
{
	static const char *const types[] = { "multipart/form-data", NULL };

	return api_media_is_of(x->request->content_type, types);
}

/* What the settings allow, and the contract. */
static int64_t
most(const struct api_exchange *x)
{
	int64_t by_settings = x->call.conf->upload_max_bytes;
	int64_t by_contract = (int64_t)x->operation->input.raw->max;

	return by_settings < by_contract ? by_settings : by_contract;
}

static enum err
check_size(const struct api_exchange *x, int64_t size, int64_t more)
{
	int64_t max = most(x);

	if (size <= max + more)
		return ERR_OK;
	return fault(x->call.fault, ERR_BODY_TOO_LARGE,
	    "The file has more than %lld bytes.", (long long)max);
}

enum err
api_upload_check_disk(struct api_exchange *x, int64_t size)
{
	int64_t reserve = x->call.conf->upload_reserve_bytes;
	const struct store *store;
	enum err err = api_upload_store(x, &store);

	if (err || store_free_bytes(store) - reserve >= size)
		return err;
	return fault(x->call.fault, ERR_STORAGE_FULL,
	    "There is no room for it on the disk.");
}

/* Whether a body of the size that is announced may come at all. */
static enum err
ask(struct api_exchange *x, struct check_file *file)
{
	int64_t size = x->request->body_size;
	enum err err;

	if (size == HTTP_SIZE_UNKNOWN)
		size = most(x);
	err = check_size(x, size, is_form(x) ? FORM_MORE : 0);
	if (!err)
		err = api_upload_check_disk(x, size);
	if (err)
		return err;
	file->is_there = true;
	file->size = size < most(x) ? size : most(x);
	return ERR_OK;
}

/* The body, wherever it is; an empty one is nowhere. */
static enum err
find(struct api_exchange *x)
{
	const struct http_request *r = x->request;
	const struct store *store;
	struct store_body body;
	enum err err = api_upload_store(x, &store);

	if (err || x->upload)
		return err;
	if (!r->body_file)
		return make(x, store);
	err = store_body_take(store, r->body_file, x->call.fault, &body);
	if (!err)
		hold(x, &body);
	return err;
}

static enum err
failed(struct api_exchange *x, const char *what)
{
	return fault_internal(
	    x->call.fault, ERR_STORAGE, "%s: %s", what, strerror(errno));
}

static enum err
measure(struct api_exchange *x, int fd, int64_t *size)
{
	struct stat st = { .st_size = 0 };
	int failure = fstat(fd, &st);

	*size = st.st_size;
	return failure ? failed(x, "the size of a body") : ERR_OK;
}

/* Looks for the file in a form of len bytes. They are mapped, not read, so that
 * they cost no memory. */
static enum err
find_part(struct api_exchange *x, size_t len, struct http_part *part)
{
	enum err err;
	void *p = len ? mmap(NULL, len, PROT_READ, MAP_PRIVATE,
			    x->upload->body.fd, 0)
		      : NULL;

	if (p == MAP_FAILED)
		return failed(x, "mapping a form");
	err = http_multipart_file(x->request->content_type,
	    (struct bytes){ p, len }, x->call.arena, x->call.fault, part);
	if (p)
		munmap(p, len);
	return err;
}

/* From the whole form to the file in it, which becomes the body. */
static enum err
open_form(
    struct api_exchange *x, struct check_file *file, const char **declared)
{
	struct store_body body;
	struct http_part part;
	int64_t size;
	enum err err = measure(x, x->upload->body.fd, &size);

	if (!err)
		err = find_part(x, (size_t)size, &part);
	if (!err)
		err = check_size(x, (int64_t)part.len, 0);
	if (!err)
		err = store_body_cut(*x->store, &x->upload->body,
		    (int64_t)part.offset, (int64_t)part.len, x->call.fault,
		    &body);
	if (err)
		return err;
	store_body_drop(&x->upload->body);
	hold(x, &body);
	file->filename = part.filename;
	file->is_named = true;
	*declared = part.media_type;
	return ERR_OK;
}

/* The name that a header gives to a body that is the file. */
static enum err
find_name(struct api_exchange *x, struct check_file *file)
{
	struct http_disposition is = { .filename = NULL };
	const char *value;
	enum err err = http_request_header(
	    x->request, "Content-Disposition", &value);

	if (err)
		return err;
	if (value && !http_disposition_read(value, x->call.arena, &is))
		return fault(x->call.fault, ERR_BAD_REQUEST,
		    "Content-Disposition is malformed.");
	file->filename = http_filename(
	    x->call.arena, is.filename ? is.filename : "");
	file->is_named = is.filename != NULL;
	return ERR_OK;
}

/* What a picture says of itself. */
static enum err
look_at_picture(struct api_exchange *x, int fd, struct check_file *file)
{
	size_t len = file->size < IMAGE_HEAD_MAX ? (size_t)file->size
						 : IMAGE_HEAD_MAX;
	struct image_head head;
	void *p;

	if (!str_has_prefix(file->content_type, "image/"))
		return ERR_OK;
	p = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return failed(x, "mapping a picture");
	if (image_head_read((struct bytes){ p, len }, &head)) {
		file->width = head.width;
		file->height = head.height;
		file->can_shrink = image_head_is_small(&head);
	}
	munmap(p, len);
	return ERR_OK;
}

enum err
api_upload_look(struct api_exchange *x, int fd, const char *declared,
    struct check_file *file)
{
	unsigned char *hash = arena_alloc(x->call.arena, CRYPT_SHA256_SIZE);
	enum err err = measure(x, fd, &file->size);

	if (err)
		return err;
	file->content_type = store_type_of(fd, declared);
	if (!file->content_type || !crypt_sha256_file(fd, hash))
		return failed(x, "reading a body");
	file->sha256 = (struct bytes){ hash, CRYPT_SHA256_SIZE };
	return look_at_picture(x, fd, file);
}

struct app_file
api_upload_facts(const struct check_file *file)
{
	return (struct app_file){ .id = { file->id },
		.filename = file->filename,
		.content_type = file->content_type,
		.size = file->size,
		.sha256 = file->sha256,
		.width = file->width,
		.height = file->height,
		.can_shrink = file->can_shrink };
}

bool
api_upload_comes(const struct api_exchange *x)
{
	return x->request->is_ask || x->request->body_file || x->upload;
}

/* A file, or the one of a form. */
static enum err
read_file(struct api_exchange *x, struct check_file *file)
{
	const char *declared = x->request->content_type;
	enum err err = is_form(x) ? open_form(x, file, &declared)
				  : find_name(x, file);

	if (!err)
		err = api_upload_look(x, x->upload->body.fd, declared, file);
	if (!err)
		err = check_size(x, file->size, 0);
	if (err)
		return err;
	file->id = uuid_new();
	x->upload->file = *file;
	x->upload->is_read = true;
	return ERR_OK;
}

/* Of a piece nothing is known but its size. */
static enum err
read_piece(struct api_exchange *x, struct check_file *file)
{
	enum err err = measure(x, x->upload->body.fd, &file->size);

	return err ? err : check_size(x, file->size, 0);
}

enum err
api_upload_read(struct api_exchange *x, struct check_file *file)
{
	enum err err;

	if (x->request->is_ask)
		return ask(x, file);
	err = find(x);
	if (err)
		return err;
	file->is_there = true;
	return x->operation->input.raw->is_piece ? read_piece(x, file)
						 : read_file(x, file);
}

const struct store_body *
api_upload_piece(const struct api_exchange *x)
{
	return &x->upload->body;
}

enum err
api_upload_open_part(
    struct api_exchange *x, struct uuid id, struct store_body **out)
{
	*out = &x->upload->part;
	store_body_drop(*out); /* of an attempt before this one */
	return store_part_open(*x->store, id, x->call.fault, *out);
}

const struct check_file *
api_upload_file(const struct api_exchange *x)
{
	return x->upload && x->upload->is_read ? &x->upload->file : NULL;
}

static bool
is_png(int fd)
{
	const char *type = store_type_of(fd, NULL);

	return type && str_eq(type, "image/png");
}

/* Makes one of the pictures of what was sent, and keeps it. */
static enum err
keep_picture(struct api_exchange *x, enum store_picture which)
{
	struct api_upload *u = x->upload;
	const struct image_shrink how = {
		.program = x->call.conf->image_program,
		.side = which == STORE_PICTURE_LARGE ? STORE_LARGE
						     : STORE_SMALL,
		.is_square = which == STORE_PICTURE_SQUARE
	};
	struct store_body made;
	bool as_png;
	enum err err = store_body_make(*x->store, x->call.fault, &made);

	if (err)
		return err;
	err = image_shrink(&how, u->body.fd, made.fd, x->call.fault);
	as_png = !err && is_png(made.fd);
	if (!err)
		err = store_picture_keep(
		    *x->store, &made, u->file.id, which, as_png, x->call.fault);
	if (!err && which == STORE_PICTURE_LARGE)
		store_picture_path(u->file.id, which, as_png, u->picture);
	store_body_drop(&made);
	return err;
}

static enum err
keep_pictures(struct api_exchange *x)
{
	enum err err = keep_picture(x, STORE_PICTURE_LARGE);

	if (!err)
		err = keep_picture(x, STORE_PICTURE_SQUARE);
	if (err && !store_picture_remove(*x->store, x->upload->file.id))
		log_warning(
		    "a picture stays for the sweep: %s", strerror(errno));
	return err;
}

enum err
api_upload_keep(struct api_exchange *x)
{
	struct api_upload *u = x->upload;
	enum err err;

	if (!u || !u->is_read)
		return ERR_OK;
	err = x->operation->input.raw->is_picture
		  ? keep_pictures(x)
		  : store_keep(*x->store, &u->body, u->file.id, x->call.fault);
	u->is_kept = !err;
	return err;
}

const char *
api_upload_picture(const struct api_exchange *x)
{
	return arena_printf(x->call.arena, "%s" STORE_PICTURE_LOCATION "%s",
	    x->call.conf->public_url, x->upload->picture);
}

static bool
take_back(struct api_exchange *x)
{
	const struct api_upload *u = x->upload;

	return *u->picture ? store_picture_remove(*x->store, u->file.id)
			   : store_remove(*x->store, u->file.id);
}

void
api_upload_end(struct api_exchange *x, enum err err)
{
	struct api_upload *u = x->upload;
	bool is_refused = err == ERR_REPLAY || (err && err_status(err) < 500);

	if (!u)
		return;
	/* before the client hears of it */
	drop(u);
	if (u->is_kept && is_refused && !take_back(x))
		log_warning(
		    "a file that was refused stays: %s", strerror(errno));
}
