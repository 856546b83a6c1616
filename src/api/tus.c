/*
 * tus 1.0 with creation, termination and expiration. Each piece is on the disk
 * before it is acknowledged; the one that makes the file whole is acknowledged
 * when the file has its row. Until then, and after, the upload has the file's
 * id: a client that missed the last answer finds it whole.
 */
#include "api/tus.h"

#include <string.h>

#include "api/reply.h"
#include "api/upload.h"
#include "app/file.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/upload.h"
#include "http/date.h"
#include "http/filename.h"
#include "http/metadata.h"
#include "json/write.h"
#include "store/part.h"

#include "base/banned.h"

#define TUS_VERSION "1.0.0"

static bool
is_tus(const struct api_operation *operation)
{
	for (size_t i = 0; operation && i < operation->input.n_header; i++)
		if (str_eq(operation->input.header[i].name, "Tus-Resumable"))
			return true;
	return false;
}

void
api_tus_headers(const struct api_exchange *x)
{
	if (is_tus(x->operation))
		http_response_header(x->response, "Tus-Resumable", TUS_VERSION);
	if (x->call.fault->err == ERR_TUS_VERSION)
		http_response_header(x->response, "Tus-Version", TUS_VERSION);
}

void
api_tus_announce(const struct api_exchange *x, const struct api_operation *post)
{
	struct http_response *r = x->response;

	if (!is_tus(post))
		return;
	http_response_header(r, "Tus-Resumable", TUS_VERSION);
	http_response_header(r, "Tus-Version", TUS_VERSION);
	http_response_header(
	    r, "Tus-Extension", "creation,termination,expiration");
	http_response_headerf(r, "Tus-Max-Size", "%lld",
	    (long long)x->call.conf->upload_max_bytes);
}

static enum err
check_version(struct call *call, const char *version)
{
	enum err err;

	if (version && str_eq(version, TUS_VERSION))
		return ERR_OK;
	/* who is nobody is told that first */
	err = db_settle(call->db);
	if (err)
		return err;
	return fault(call->fault, ERR_TUS_VERSION,
	    "Send the header Tus-Resumable: " TUS_VERSION ".");
}

static void
put_number(struct call *call, const char *header, int64_t number)
{
	http_response_headerf(
	    api_exchange_of(call)->response, header, "%lld", (long long)number);
}

/* When what had a piece at touched_us may be gone. */
static void
put_expires(struct call *call, int64_t touched_us)
{
	char text[HTTP_DATE_SIZE];

	http_date_format(touched_us + APP_FILE_PIECE_US, text);
	http_response_header(
	    api_exchange_of(call)->response, "Upload-Expires", text);
}

static enum err
refuse_metadata(struct call *call, const char *code, const char *why)
{
	return fault_item(call->fault, ERR_VALIDATION_FAILED, "Upload-Metadata",
	    code, "%s", why);
}

/* What the client says of the file. */
static enum err
read_metadata(struct call *call, const char *header, struct event_id *event,
    struct app_file_plan *plan)
{
	struct http_metadata m;
	const char *id, *name;

	if (!header || !http_metadata_read(header, call->arena, &m))
		return refuse_metadata(call, "format",
		    "Send keys with values in base64 between commas.");
	id = http_metadata_find(&m, "event_id");
	if (!id || !uuid_parse(id, &event->v))
		return refuse_metadata(
		    call, id ? "format" : "required", "It needs an event_id.");
	name = http_metadata_find(&m, "filename");
	plan->filename = http_filename(call->arena, name ? name : "");
	plan->content_type = http_metadata_find(&m, "filetype");
	plan->metadata = header;
	return ERR_OK;
}

static enum err
check_size(struct call *call, int64_t size)
{
	int64_t max = call->conf->upload_max_bytes;

	if (size <= max)
		return api_upload_check_disk(api_exchange_of(call), size);
	return fault(call->fault, ERR_BODY_TOO_LARGE,
	    "The file has more than %lld bytes.", (long long)max);
}

/* How far it is. */
static void
write_state(struct json_writer w, const struct q_upload_get_row *row)
{
	json_open(&w, '{');
	json_key(&w, "id");
	json_write_uuid(&w, row->id.v);
	json_key(&w, "event_id");
	json_write_uuid(&w, row->event_id.v);
	json_key(&w, "filename");
	json_write_text(&w, row->filename);
	json_key(&w, "size");
	json_write_int(&w, row->size);
	json_key(&w, "received");
	json_write_int(&w, row->received);
	json_close(&w, '}');
}

static enum err
reply_made(
    struct call *call, struct event_id event, const struct app_file_plan *plan)
{
	const struct q_upload_get_row row = { .id = plan->id,
		.event_id = event,
		.filename = plan->filename,
		.size = plan->size };
	char id[UUID_TEXT_SIZE];

	uuid_format(plan->id.v, id);
	write_state(reply_json_created(call,
			arena_printf(call->arena, "/api/v1/uploads/%s", id)),
	    &row);
	put_expires(call, call->now_us);
	return ERR_OK;
}

/* Makes the file of what has come, which is all of it. Its transaction, begun
 * if there is none, is open then. */
static enum err
make_whole(struct call *call, struct upload_id id, struct store_body *part,
    const struct q_upload_open_row *row)
{
	struct api_exchange *x = api_exchange_of(call);
	struct check_file seen = { .id = id.v, .filename = row->filename };
	struct app_file file;
	enum err err = api_upload_look(x, part->fd, row->content_type, &seen);

	if (!err)
		err = store_keep(*x->store, part, id.v, call->fault);
	if (!err && !db_is_in_transaction(call->db))
		err = db_begin(call->db);
	if (err)
		return err;
	file = api_upload_facts(&seen);
	return app_file_end(call, row->event_id, &file);
}

/* Writes what has come. */
static enum err
take_piece(struct call *call, struct upload_id id, int64_t offset, int64_t len,
    struct store_body *part)
{
	const struct store_body *piece = api_upload_piece(
	    api_exchange_of(call));
	struct q_upload_open_row row;
	int64_t n = 1;
	enum err err = q_upload_open(
	    call->db, .id = id, .user = call->user, &row);

	if (err)
		return err;
	if (row.received != offset)
		return fault(call->fault, ERR_UPLOAD_OFFSET,
		    "The next piece begins at %lld.", (long long)row.received);
	if (len > row.size - offset)
		return fault(call->fault, ERR_BODY_TOO_LARGE,
		    "Only %lld bytes are left of it.",
		    (long long)(row.size - offset));
	err = store_part_write(part, offset, piece, len, call->fault);
	if (!err && offset + len == row.size)
		return make_whole(call, id, part, &row);
	if (!err)
		err = q_upload_advance(call->db, .id = id, .received = offset,
		    .now_received = offset + len, .now = call->now_us, &n);
	return err || n ? err : fault(call->fault, ERR_NOT_FOUND, "Not found.");
}

/* A file of no bytes is whole from the start. */
static enum err
create_empty(
    struct call *call, struct event_id event, const struct app_file_plan *plan)
{
	struct api_exchange *x = api_exchange_of(call);
	const struct q_upload_open_row row = { .event_id = event,
		.filename = plan->filename,
		.content_type = plan->content_type };
	struct store_body part;
	enum err err = store_part_open(
	    *x->store, plan->id.v, call->fault, &part);

	if (err)
		return err;
	err = make_whole(call, plan->id, &part, &row);
	store_body_drop(&part);
	return err;
}

enum err
api_tus_create(struct call *call, const struct api_tus_create_in *in)
{
	struct api_exchange *x = api_exchange_of(call);
	struct app_file_plan plan = { .id = { uuid_new() },
		.size = in->upload_length };
	struct event_id event;
	enum err err = check_version(call, in->tus_resumable);

	if (!err)
		err = check_size(call, plan.size);
	if (!err)
		err = read_metadata(call, in->upload_metadata, &event, &plan);
	if (!err)
		err = app_file_begin(call, event, &plan);
	if (!err)
		err = store_part_make(*x->store, plan.id.v, call->fault);
	if (!err && plan.size == 0)
		err = create_empty(call, event, &plan);
	return err ? err : reply_made(call, event, &plan);
}

enum err
api_tus_get(struct call *call, const struct api_tus_get_in *in)
{
	struct q_upload_get_row row;
	enum err err = check_version(call, in->tus_resumable);

	if (!err)
		err = q_upload_get(
		    call->db, .id = in->id, .user = call->user, &row);
	if (err)
		return err;
	put_number(call, "Upload-Offset", row.received);
	put_number(call, "Upload-Length", row.size);
	if (row.metadata)
		http_response_header(api_exchange_of(call)->response,
		    "Upload-Metadata", row.metadata);
	if (row.updated_at.set)
		put_expires(call, row.updated_at.v);
	write_state(reply_json(call), &row);
	return ERR_OK;
}

enum err
api_tus_append_ask(struct call *call, const struct api_tus_append_in *in)
{
	struct q_upload_get_row row;
	enum err err = check_version(call, in->tus_resumable);

	if (!err)
		err = q_upload_get(
		    call->db, .id = in->id, .user = call->user, &row);
	if (err || row.received == in->upload_offset)
		return err;
	return fault(call->fault, ERR_UPLOAD_OFFSET,
	    "The next piece begins at %lld.", (long long)row.received);
}

enum err
api_tus_append(struct call *call, const struct api_tus_append_in *in)
{
	struct api_exchange *x = api_exchange_of(call);
	int64_t end = in->upload_offset + in->body.size;
	struct store_body *part;
	char id[UUID_TEXT_SIZE];
	enum err err = check_version(call, in->tus_resumable);

	if (!err)
		err = api_upload_open_part(x, in->id.v, &part);
	if (!err)
		err = take_piece(
		    call, in->id, in->upload_offset, in->body.size, part);
	if (err)
		return err;
	reply_none(call);
	put_number(call, "Upload-Offset", end);
	uuid_format(in->id.v, id);
	if (db_is_in_transaction(call->db))
		http_response_headerf(
		    x->response, "Hearth-File", "/api/v1/files/%s", id);
	else
		put_expires(call, call->now_us);
	return ERR_OK;
}

enum err
api_tus_remove(struct call *call, const struct api_tus_remove_in *in)
{
	enum err err = check_version(call, in->tus_resumable);

	if (!err)
		err = app_file_give_up(call, in->id);
	return err ? err : reply_none(call);
}
