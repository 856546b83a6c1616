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
		.description = app_calendar_short(pen, s->description),
		.location = location_of(pen->call->arena, s),
		.url = app_calendar_page(pen->call, "sparks", s->id.v),
		.categories = &s->category,
		.n_categories = s->category != NULL };

	app_calendar_set_time(pen, "UTC", s->start_time, s->end_time, &event);
	ical_event(&pen->w, &event);
}

static enum err
read_and_put(struct app_calendar_pen *pen, struct spark_id id,
    struct space_id space, int64_t since_us, size_t *n)
{
	struct q_spark_calendar_row *rows;
	enum err err = q_spark_calendar(pen->call->db, .id = id, .space = space,
	    .viewer = pen->viewer, .since = since_us,
	    .most = APP_CALENDAR_SPARKS, .now = pen->call->now_us, &rows, n);

	for (size_t i = 0; !err && i < *n; i++)
		put(pen, &rows[i]);
	return err;
}

enum err
app_calendar_put_sparks(
    struct app_calendar_pen *pen, struct space_id space, int64_t since_us)
{
	size_t n;

	return read_and_put(pen, (struct spark_id){ 0 }, space, since_us, &n);
}

enum err
app_calendar_mark_sparks(struct call *call, struct user_id viewer,
    struct space_id space, int64_t since_us, int64_t *mark)
{
	const struct spark_id none = { 0 };
	struct q_spark_calendar_mark_row row = { 0 };
	enum err err = q_spark_calendar_mark(call->db, .id = none,
	    .space = space, .viewer = viewer, .since = since_us,
	    .most = APP_CALENDAR_SPARKS, .now = call->now_us, &row);

	*mark = row.mark;
	return err;
}

enum err
app_calendar_put_spark(struct call *call, struct spark_id id, struct buf *to)
{
	struct app_calendar_pen pen = app_calendar_pen(call, call->user, to);
	size_t n;
	enum err err;

	ical_calendar_begin(&pen.w, NULL, ICAL_PUBLISH);
	err = read_and_put(&pen, id, (struct space_id){ 0 }, 0, &n);
	ical_calendar_end(&pen.w);
	return err || n ? err : ERR_NOT_FOUND;
}
