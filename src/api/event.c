/*
 * Events: what their organizers do with them.
 */
#include "api/event.h"

#include "api/condition.h"
#include "api/event_date.h"
#include "api/reply.h"
#include "api/series.h"
#include "app/event_clock.h"
#include "app/event_room.h"
#include "app/series.h"
#include "generated/query/due.h"
#include "generated/query/user.h"
#include "rule/permission.h"

#include "base/banned.h"

#define EVENTS_PATH "/api/v1/events"

/* Most are asked for that everybody sees, or the members of a space: PostgreSQL
 * spends more on getting ready to look for other rights than on reading the
 * event. */
enum err
api_event_get(struct call *call, const struct api_event_get_in *in)
{
	enum err err = reply_one(
	    call, Q_event_get_shared(.id = in->id, .viewer = call->user));

	return err == ERR_NOT_FOUND ? reply_one(call, Q_event_get(.id = in->id,
							  .viewer = call->user))
				    : err;
}

enum err
api_event_set_categories(struct call *call, struct event_id id, const char *ids,
    size_t n, const char *had)
{
	int64_t added;
	enum err err;

	err = q_event_remove_categories(call->db, .id = id, NULL);
	if (err || n == 0)
		return err;
	err = q_event_add_categories(
	    call->db, .id = id, .ids = ids, .had = had, &added);
	if (err || (size_t)added == n)
		return err;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/category_ids",
	    "unknown", "Use ids of GET /categories, each once.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "Some categories are not known.");
}

static enum err
add(struct call *call, struct event_id id, api_event_row *e)
{
	struct opt_time due_at;
	enum err err;

	e->done_until = (struct opt_time){ true, call->now_us };
	err = api_event_due_if_published(call, e, &due_at);
	if (!err)
		err = q_event_add(call->db, .id = id,
		    .organizer_id = call->user, .status = e->status,
		    .capacity = e->capacity, Q_FIELDS_event_input(e),
		    Q_FIELDS_event_place_in(e), Q_FIELDS_event_walls(e),
		    .is_series = e->is_series, .rrule = e->rrule,
		    .due_at = due_at, .now = call->now_us, NULL);
	return err ? err : api_event_index(call, id, e);
}

/* How it recurs, if it is to be a series. */
static enum err
read_series(struct call *call, const struct api_event_input *in,
    api_event_row *e, struct rule_recurrence_set *set)
{
	enum err err;

	if (!e->is_series)
		return ERR_OK;
	err = api_series_read(
	    call, in, e->timezone, e->start_wall.v, e->end_wall.v, set);
	if (!err)
		e->rrule = app_recurrence_rrule(call, set->rule);
	return err;
}

/* One request of a person at a time, so that they make no more together. */
static enum err
check_room(struct call *call, bool is_series)
{
	struct q_user_lock_row user;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = app_event_room_check(call, call->user, 1);
	return err || !is_series
		   ? err
		   : app_event_room_check_series(call, call->user, 1);
}

enum err
api_event_prepare(struct call *call, const struct api_event_input *in,
    struct api_event_new *out)
{
	api_event_row *e = &out->row;
	enum err err;

	*out = (struct api_event_new){ .id = { uuid_new() } };
	e->status = in->draft ? EVENT_STATUS_DRAFT : EVENT_STATUS_PUBLISHED;
	api_event_merge(e, in, false, call->arena);
	e->is_series = api_series_is_asked(in);
	err = api_event_check(call, e, INT64_MIN);
	if (!err)
		err = read_series(call, in, e, &out->set);
	if (!err)
		err = api_event_check_home(call, e);
	return err ? err : check_room(call, e->is_series);
}

enum err
api_event_make(struct call *call, const struct api_event_input *in,
    struct api_event_new *new)
{
	enum err err = add(call, new->id, &new->row);

	if (!err)
		err = api_event_set_categories(call, new->id,
		    new->row.category_ids, in->category_ids.n, "[]");
	return err || !new->row.is_series
		   ? err
		   : app_series_add(call, new->id, new->id, &new->set,
			 api_series_open_dates(in));
}

enum err
api_event_create(struct call *call, const struct api_event_create_in *in)
{
	struct api_event_new new;
	enum err err = api_event_prepare(call, &in->body, &new);

	if (!err)
		err = app_event_room_count(call);
	if (!err)
		err = api_event_make(call, &in->body, &new);
	if (err)
		return err;
	return reply_created(call,
	    Q_event_get(.id = new.id, .viewer = call->user), EVENTS_PATH,
	    new.id.v);
}

enum err
api_event_due(
    struct call *call, const api_event_row *e, struct opt_time *due_at)
{
	struct rule_event_clock clock;
	enum err err;

	*due_at = (struct opt_time){ 0 };
	if (e->is_series)
		return ERR_OK;
	err = app_event_clock_read(
	    call, &(struct app_event_clock){ Q_FIELDS_event_clock(e) }, &clock);

	if (!err)
		*due_at = (struct opt_time){ true, rule_event_next(&clock) };
	return err;
}

enum err
api_event_due_if_published(
    struct call *call, const api_event_row *e, struct opt_time *due_at)
{
	*due_at = (struct opt_time){ 0 };
	return e->status == EVENT_STATUS_PUBLISHED
		   ? api_event_due(call, e, due_at)
		   : ERR_OK;
}

enum err
api_event_reply(struct call *call, struct event_id id)
{
	return reply_one(call, Q_event_written(.id = id, .viewer = call->user));
}

enum err
api_event_ask(struct call *call, struct event_id id)
{
	struct q_event_access_row row;
	enum err err = q_event_access(
	    call->db, .id = id, .viewer = call->user, &row);

	return err ? err
		   : rule_require(&(struct rule_access){ row.is_visible,
				      row.permissions },
			 RULE_EVENTS_MANAGE, call->fault);
}

/* Locks the series of a date before the date, which is given to another one
 * when its own is split meanwhile. */
static enum err
lock(struct call *call, struct event_id id, api_event_row *e)
{
	struct q_event_lock_series_row *series;
	size_t n;
	enum err err = q_event_lock_series(call->db, .id = id, &series, &n);

	if (!err)
		err = q_event_for_write(
		    call->db, .id = id, .viewer = call->user, e);
	if (err)
		return err;
	return n == 0 || uuid_eq(e->series_id.v, series[0].id.v) ? ERR_OK
								 : ERR_RETRY;
}

enum err
api_event_load(struct call *call, struct event_id id, api_event_row *e)
{
	enum err err = api_event_ask(call, id);

	if (!err)
		err = lock(call, id, e);
	if (!err)
		err = rule_require(
		    &(struct rule_access){ e->is_visible, e->permissions },
		    RULE_EVENTS_MANAGE, call->fault);
	return err ? err : api_condition_check(call, e->version);
}

struct app_event_state
api_event_state(struct event_id id, const api_event_row *e)
{
	const char *place = e->location	    ? e->location
			    : e->venue_name ? e->venue_name
					    : e->venue_address;

	return (
	    struct app_event_state){ .event = { .id = id,
					 .title = e->title,
					 .timezone = e->timezone,
					 .place = place,
					 .series = e->series_id,
					 .recurrence_wall = e->recurrence_id.v,
					 .start_time = e->start_time },
		.status = e->status,
		.end_time = e->is_series ? INT64_MAX : e->end_time,
		.sequence = e->sequence };
}
