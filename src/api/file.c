/*
 * Files of events.
 */
#include "app/file.h"

#include "api/download.h"
#include "api/reply.h"
#include "api/upload.h"
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/api.h"
#include "generated/query/file.h"
#include "http/filename.h"
#include "json/write.h"
#include "store/store.h"

#include "base/banned.h"

enum { LINK_MINUTES = 5 }; /* so long at least an address holds */

enum err
api_file_list(struct call *call, const struct api_file_list_in *in)
{
	struct q_file_event_shown_row event;
	enum err err = q_file_event_shown(
	    call->db, .event = in->id, .viewer = call->user, &event);

	if (!err && !event.is_visible)
		err = ERR_NOT_FOUND;
	return err ? err
		   : reply_list(call,
			 Q_file_list(.event = in->id, .viewer = call->user),
			 in->limit, in->cursor);
}

enum err
api_file_create_ask(struct call *call, const struct api_file_create_in *in)
{
	struct space_id cluster;

	return app_file_check(call, in->id, in->body.size, &cluster);
}

enum err
api_file_create(struct call *call, const struct api_file_create_in *in)
{
	struct app_file file = api_upload_facts(&in->body);
	enum err err;

	if (!in->body.is_named && in->filename)
		file.filename = http_filename(call->arena, in->filename);
	err = app_file_add(call, in->id, &file);
	return err ? err
		   : reply_created(call,
			 Q_file_get(.id = file.id, .viewer = call->user),
			 "/api/v1/files", file.id.v);
}

enum err
api_file_get(struct call *call, const struct api_file_get_in *in)
{
	return reply_one(call, Q_file_get(.id = in->id, .viewer = call->user));
}

enum err
api_file_remove(struct call *call, const struct api_file_remove_in *in)
{
	enum err err = app_file_remove(call, in->id);

	return err ? err : reply_none(call);
}

enum err
api_file_patch(struct call *call, const struct api_file_patch_in *in)
{
	enum err err = ERR_OK;

	if (in->body.has.filename)
		err = app_file_rename(call, in->id,
		    http_filename(call->arena, in->body.filename));
	return err ? err
		   : reply_one(
			 call, Q_file_get(.id = in->id, .viewer = call->user));
}

/* The minute until which an address that is made now holds: the same for some,
 * so that a browser finds what it has. */
static uint32_t
last_minute(const struct call *call)
{
	int64_t now = call->now_us / CLOCK_MINUTE_US;

	return (uint32_t)(now / LINK_MINUTES * LINK_MINUTES + 2 * LINK_MINUTES);
}

enum err
api_file_link(struct call *call, const struct api_file_link_in *in)
{
	uint32_t until = last_minute(call);
	char id[UUID_TEXT_SIZE], token[CRYPT_TOKEN_SIZE];
	struct q_file_content_row file;
	struct json_writer w;
	enum err err = q_file_content(
	    call->db, .id = in->id, .viewer = call->user, &file);

	if (!err && !file.is_visible)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	uuid_format(in->id.v, id);
	crypt_token_seal(call->keys, CRYPT_FILE_LINK, in->id.v, until, token);
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "signed_url");
	json_write_text(
	    &w, arena_printf(call->arena, "/api/v1/files/%s/content?token=%s",
		    id, token));
	json_key(&w, "expires_at");
	json_write_time(&w, until * CLOCK_MINUTE_US);
	json_close(&w, '}');
	return ERR_OK;
}

/* Whether token is one of the file that holds; NULL is none. */
static bool
is_let_in(const struct call *call, struct file_id file, const char *token)
{
	struct uuid id;
	uint32_t until;

	return token &&
	       crypt_token_open(
		   call->keys, CRYPT_FILE_LINK, token, &id, &until) &&
	       uuid_eq(id, file.v) && call->now_us < until * CLOCK_MINUTE_US;
}

enum err
api_file_content(struct call *call, const struct api_file_content_in *in)
{
	static const int sides[] = {
		[NO_FILE_SIDE] = STORE_FILE,
		[FILE_SIDE_320] = STORE_SMALL,
		[FILE_SIDE_1280] = STORE_LARGE,
	};
	struct q_file_content_row file;
	enum err err = q_file_content(
	    call->db, .id = in->id, .viewer = call->user, &file);

	if (!err && !file.is_visible && !is_let_in(call, in->id, in->token))
		err = ERR_NOT_FOUND;
	if (!err && in->size != NO_FILE_SIDE && !file.has_preview)
		err = fault(call->fault, ERR_NOT_FOUND,
		    "There is no smaller picture of it, or not yet.");
	return err ? err
		   : reply_file(call, &(struct reply_file){ .id = in->id.v,
					  .side = sides[in->size],
					  .name = file.filename,
					  .content_type = file.content_type,
					  .size = file.size,
					  .sha256 = file.sha256 });
}
