/*
 * A body is refused for its media type before anything of it is read.
 */
#include "api/body.h"

#include "api/media.h"
#include "api/upload.h"
#include "json/read.h"

#include "base/banned.h"

static const char *const json_types[] = { "application/json",
	"application/merge-patch+json", NULL };

static enum err
check_media(struct api_exchange *x, const char *type, const char *const *types)
{
	if (api_media_is_of(type, types))
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

/* An empty one has a media type, or there is none. */
static enum err
read_file(struct api_exchange *x, const struct check_raw *raw,
    struct check_file *file)
{
	const struct http_request *r = x->request;
	const char *type = r->content_type ? r->content_type
					   : "application/octet-stream";
	enum err err;

	if (!r->content_type && !api_upload_comes(x))
		return ERR_OK;
	err = check_media(x, type, raw->media);
	return err ? err : api_upload_read(x, file);
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
	err = check_media(x, r->content_type, raw->media);
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

	if (input->raw)
		return read_raw(x, input->raw, from);
	if (!input->body || !r->body_len)
		return ERR_OK;
	err = check_media(x, r->content_type, json_types);
	return err ? err
		   : json_parse(x->call.arena, r->body, r->body_len,
			 x->call.fault, &from->body);
}
