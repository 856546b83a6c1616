/*
 * Calendars elsewhere that people let Hearth read.
 */
#include "app/calendar_source.h"

#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

enum err
api_calendar_source_list(
    struct call *call, const struct api_calendar_source_list_in *in)
{
	return reply_list(call, Q_calendar_source_list(.viewer = call->user),
	    in->limit, in->cursor);
}

enum err
api_calendar_source_create(
    struct call *call, const struct api_calendar_source_create_in *in)
{
	struct calendar_source_id id;
	enum err err = app_calendar_source_add(
	    call, in->body.name, in->body.url, &id);

	return err ? err
		   : reply_created_at(call,
			 Q_calendar_source_get(.id = id, .viewer = call->user),
			 "/api/v1/users/me/calendar-sources");
}

enum err
api_calendar_source_patch(
    struct call *call, const struct api_calendar_source_patch_in *in)
{
	struct q_calendar_source_for_write_row row;
	const struct api_calendar_source_input *body = &in->body;
	enum err err = q_calendar_source_for_write(
	    call->db, .id = in->source_id, .viewer = call->user, &row);

	if (!err && body->has.name)
		err = q_calendar_source_rename(call->db, .id = in->source_id,
		    .name = body->name, .now = call->now_us, NULL);
	if (!err && body->has.url)
		err = app_calendar_source_move(
		    call, in->source_id, row.url, body->url);
	return err ? err
		   : reply_one(call, Q_calendar_source_get(.id = in->source_id,
					 .viewer = call->user));
}

enum err
api_calendar_source_remove(
    struct call *call, const struct api_calendar_source_remove_in *in)
{
	struct q_calendar_source_remove_row row;
	enum err err = q_calendar_source_remove(
	    call->db, .id = in->source_id, .viewer = call->user, &row);

	return err ? err : reply_none(call);
}

enum err
api_calendar_source_refresh(
    struct call *call, const struct api_calendar_source_refresh_in *in)
{
	enum err err = app_calendar_source_refresh(call, in->source_id);

	return err ? err
		   : reply_one_as(call, 202,
			 Q_calendar_source_get(.id = in->source_id,
			     .viewer = call->user));
}
