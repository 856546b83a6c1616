/*
 * Events, sparks and routines as calendar programs read them: files, and
 * calendars to subscribe to.
 */
#include "app/calendar.h"

#include "api/reply.h"
#include "app/calendar_routine.h"
#include "app/calendar_spark.h"
#include "generated/api.h"
#include "http/etag.h"

#include "base/banned.h"

#define CALENDAR "text/calendar; charset=utf-8"

/* Programs ask again and again: of what they have no event is read anew; sparks
 * and routines, of which there are few, are a part of the mark. */
static enum err
reply_calendar(struct call *call, const struct app_calendar *c)
{
	struct buf *body = reply_text(call, CALENDAR);
	char etag[HTTP_ETAG_SIZE];

	app_calendar_put_mark(c, body);
	http_etag_format(etag, 1, body->p, body->len);
	buf_clear(body);
	return reply_is_known(call, etag) ? ERR_OK
					  : app_calendar_write(call, c, body);
}

enum err
api_calendar_event(struct call *call, const struct api_calendar_event_in *in)
{
	struct app_calendar c;
	enum err err = app_calendar_of_event(call, in->id, &c);

	return err ? err : reply_calendar(call, &c);
}

/* Of what is small the text itself says whether it is another one. */
static enum err
reply_small(struct call *call, enum err err, struct buf *body)
{
	char etag[HTTP_ETAG_SIZE];

	if (err)
		return err;
	http_etag_format(etag, 1, body->p, body->len);
	if (reply_is_known(call, etag))
		buf_clear(body);
	return ERR_OK;
}

enum err
api_spark_calendar(struct call *call, const struct api_spark_calendar_in *in)
{
	struct buf *body = reply_text(call, CALENDAR);

	return reply_small(
	    call, app_calendar_put_spark(call, in->id, body), body);
}

enum err
api_routine_calendar(
    struct call *call, const struct api_routine_calendar_in *in)
{
	struct buf *body = reply_text(call, CALENDAR);

	return reply_small(
	    call, app_calendar_put_routine(call, in->id, body), body);
}

enum err
api_calendar_feed_read(
    struct call *call, const struct api_calendar_feed_read_in *in)
{
	struct app_calendar c;
	enum err err = app_calendar_of_feed(call, in->token, &c);

	return err ? err : reply_calendar(call, &c);
}

enum err
api_calendar_feed_list(
    struct call *call, const struct api_calendar_feed_list_in *in)
{
	return reply_list(call, Q_calendar_feed_list(.viewer = call->user),
	    in->limit, in->cursor);
}

/* Of a space the id that its kind has, and no other. */
static enum err
choose_space(struct call *call, const struct api_calendar_feed_input *in,
    struct space_id *id)
{
	const struct {
		bool is_wanted;
		const struct space_id *id;
		const char *pointer;
	} spaces[] = {
		{ in->kind == CALENDAR_KIND_CLUSTER, &in->cluster_id,
		    "/cluster_id" },
		{ in->kind == CALENDAR_KIND_GROUP, &in->group_id, "/group_id" },
	};
	enum err err = ERR_OK;

	*id = (struct space_id){ 0 };
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		if (spaces[i].is_wanted)
			*id = *spaces[i].id;
		if (uuid_is_nil(spaces[i].id->v) == spaces[i].is_wanted)
			err = fault_item(call->fault, ERR_VALIDATION_FAILED,
			    spaces[i].pointer,
			    spaces[i].is_wanted ? "required" : "unknown",
			    spaces[i].is_wanted ? "Is required."
						: "Another kind has one.");
	}
	return err;
}

enum err
api_calendar_feed_create(
    struct call *call, const struct api_calendar_feed_create_in *in)
{
	struct calendar_feed_id id;
	struct space_id space;
	enum err err = choose_space(call, &in->body, &space);

	if (!err)
		err = app_calendar_add_feed(call, in->body.kind, space, &id);
	return err ? err
		   : reply_created_at(call,
			 Q_calendar_feed_new(.id = id,
			     .url = app_calendar_url(call, id)),
			 "/api/v1/users/me/calendar-feeds");
}

enum err
api_calendar_feed_remove(
    struct call *call, const struct api_calendar_feed_remove_in *in)
{
	struct q_calendar_feed_remove_row row;
	enum err err = q_calendar_feed_remove(
	    call->db, .id = in->feed_id, .viewer = call->user, &row);

	return err ? err : reply_none(call);
}
