#include "app/calendar_spark.h"

#include "generated/query/spark.h"

#include "base/banned.h"

/* What nobody came to has not taken place. */
static enum ical_status
status_of(const struct q_spark_calendar_row *s)
{
	if (s->status == SPARK_STATUS_CANCELLED ||
	    s->status == SPARK_STATUS_EXPIRED)
		return ICAL_CANCELLED;
	return s->is_decided ? ICAL_CONFIRMED : ICAL_TENTATIVE;
}

static const char *
location_of(struct arena *arena, const struct q_spark_calendar_row *s)
{
	if (s->place && s->detail)
		return arena_printf(arena, "%s, %s", s->place, s->detail);
	return s->place ? s->place : s->detail;
}

static const char *
page_of(struct call *call, struct spark_id id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id.v, text);
	return arena_printf(
	    call->arena, "%s/sparks/%s", call->conf->public_url, text);
}

static void
put(struct app_calendar_pen *pen, const struct q_spark_calendar_row *s)
{
	struct ical_event event = { .uid = app_calendar_uid_of(pen, s->id.v),
		.sequence = s->version,
		.created_us = s->created_at,
		.changed_us = s->updated_at,
		.status = status_of(s),
		.is_busy = s->is_in,
		.is_private = true,
		.summary = s->name,
		.description = s->description,
		.location = location_of(pen->call->arena, s),
		.url = page_of(pen->call, s->id),
		.categories = &s->category,
		.n_categories = s->category != NULL };

	app_calendar_set_time(pen, "UTC", s->start_time, s->end_time, &event);
	ical_event(&pen->w, &event);
}

enum err
app_calendar_put_spark(struct call *call, struct spark_id id, struct buf *to)
{
	struct app_calendar_pen pen = app_calendar_pen(call, call->user, to);
	struct q_spark_calendar_row spark;
	enum err err = q_spark_calendar(call->db, .id = id,
	    .viewer = call->user, .now = call->now_us, &spark);

	if (err)
		return err;
	ical_calendar_begin(&pen.w, NULL, ICAL_PUBLISH);
	put(&pen, &spark);
	ical_calendar_end(&pen.w);
	return ERR_OK;
}
