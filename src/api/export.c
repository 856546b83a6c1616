/*
 * All that there is of the caller, as a file.
 */
#include "app/export.h"

#include "api/download.h"
#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/export.h"
#include "json/write.h"
#include "store/store.h"

#include "base/banned.h"

enum err
api_export_create(struct call *call, const struct api_export_create_in *in)
{
	struct export_id id;
	enum err err = app_export_ask(call, &id);

	(void)in;
	return err ? err
		   : reply_one_as(
			 call, 202, Q_export_get(.id = id, .user = call->user));
}

enum err
api_export_get(struct call *call, const struct api_export_get_in *in)
{
	return reply_one(call, Q_export_get(.id = in->id, .user = call->user));
}

static void
reply_link(struct call *call, struct export_id id)
{
	struct json_writer w = reply_json(call);
	char text[UUID_TEXT_SIZE], token[CRYPT_TOKEN_SIZE];
	int64_t until = app_export_token(call, id, token);

	uuid_format(id.v, text);
	json_open(&w, '{');
	json_member_text(&w, "signed_url",
	    arena_printf(call->arena, "/api/v1/exports/%s/content?token=%s",
		text, token));
	json_key(&w, "expires_at");
	json_write_time(&w, until);
	json_close(&w, '}');
}

enum err
api_export_link(struct call *call, const struct api_export_link_in *in)
{
	struct q_export_get_row row;
	enum err err = q_export_get(
	    call->db, .id = in->id, .user = call->user, &row);

	if (!err && !row.ready_at.set)
		err = fault(call->fault, ERR_NOT_FOUND, "It is not ready.");
	if (!err)
		reply_link(call, in->id);
	return err;
}

enum err
api_export_content(struct call *call, const struct api_export_content_in *in)
{
	struct q_export_content_row file;
	enum err err = ERR_NOT_FOUND;

	if (app_export_is_let_in(call, in->id, in->token))
		err = q_export_content(
		    call->db, .id = in->id, .now = call->now_us, &file);
	return err ? err
		   : reply_file(
			 call, &(struct reply_file){ .id = file.file_id.v,
				   .side = STORE_FILE,
				   .name = "hearth-export.json",
				   .content_type = "application/json",
				   .size = file.size.v,
				   .sha256 = file.sha256 });
}
