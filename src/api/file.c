/*
 * Files of events.
 */
#include "app/file.h"

#include "api/download.h"
#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/file.h"
#include "store/type.h"

#include "base/banned.h"

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
	const struct app_file file = {
		.id = { in->body.id },
		.filename = in->body.filename,
		.content_type = in->body.content_type,
		.size = in->body.size,
		.sha256 = in->body.sha256,
	};
	enum err err = app_file_add(call, in->id, &file);

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
api_file_content(struct call *call, const struct api_file_content_in *in)
{
	struct q_file_content_row file;
	enum err err = q_file_content(
	    call->db, .id = in->id, .viewer = call->user, &file);

	if (!err && !file.is_visible)
		err = ERR_NOT_FOUND;
	return err ? err
		   : reply_file(call,
			 &(struct reply_file){ .id = in->id.v,
			     .name = file.filename,
			     .content_type = file.content_type,
			     .is_shown = store_type_is_shown(file.content_type),
			     .size = file.size,
			     .sha256 = file.sha256 });
}
