/*
 * What an organizer writes of an event that is there.
 */
#include "api/event_date.h"
#include "api/event_part.h"
#include "api/series.h"
#include "app/due.h"
#include "app/event_room.h"
#include "app/seats.h"
#include "app/series.h"
#include "app/series_edit.h"
#include "app/standing_job.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/guest.h"

#include "base/banned.h"

static enum err
set(struct call *call, struct event_id id, const api_event_row *e)
{
	struct opt_time due_at;
	enum err err = api_event_due_if_published(call, e, &due_at);

	if (!err)
		err = q_event_set(call->db, .id = id, Q_FIELDS_event_input(e),
		    Q_FIELDS_event_walls(e), .due_at = due_at,
		    .now = call->now_us, NULL);
	return err ? err : api_event_index(call, id, e);
}

/* Who answered what not everybody sees any more stays a guest. An RSVP that is
 * being inserted refers to the event, or to a date of it: wait for it. */
static enum err
keep_answered(struct call *call, struct event_id id, const api_event_row *was,
    const api_event_row *is)
{
	struct q_event_lock_row lock;
	struct q_event_lock_dates_row *dates;
	size_t n;
	enum err err;

	if (is->visibility == was->visibility ||
	    is->visibility == EVENT_VISIBILITY_PUBLIC)
		return ERR_OK;
	err = q_event_lock(call->db, .id = id, &lock);
	if (!err && lock.is_series)
		err = q_event_lock_dates(
		    call->db, .series = id, .now = call->now_us, &dates, &n);
	return err ? err
		   : q_guest_add_answered(call->db, .event = id,
			 .by = call->user, .now = call->now_us, NULL);
}

/* What has been does not come again, whether or not the clock has said so yet.
 */
static enum err
check_past(struct call *call, const api_event_row *was, const api_event_row *is)
{
	bool is_over = was->status == EVENT_STATUS_COMPLETED ||
		       (was->status == EVENT_STATUS_PUBLISHED &&
			   !was->is_series && was->end_time <= call->now_us);

	return is_over && (was->start_time != is->start_time ||
			      was->end_time != is->end_time)
		   ? fault(call->fault, ERR_INVALID_TRANSITION,
			 "It is over: its times stay.")
		   : ERR_OK;
}

/* What those who come have to know has changed, in words; NULL: nothing has. */
static const char *
find_changed(struct call *call, const api_event_row *was,
    const api_event_row *is, bool has_other_time, bool has_other_days)
{
	const struct {
		bool is_changed;
		const char *words;
	} members[] = {
		{ has_other_time || !str_eq(was->timezone, is->timezone),
		    "another time" },
		{ has_other_days, "other days" },
		{ !str_eq(was->location, is->location) ||
			!str_eq(was->venue_name, is->venue_name) ||
			!str_eq(was->venue_address, is->venue_address),
		    "another place" },
		{ !str_eq(was->online_url, is->online_url), "another link" },
	};
	const char *text = NULL;

	for (size_t i = 0; i < N_OF(members); i++)
		if (members[i].is_changed)
			text = text ? arena_printf(call->arena, "%s and %s",
					  text, members[i].words)
				    : members[i].words;
	return text;
}

struct change {
	struct event_id id;
	const struct api_event_input *in;
	enum series_part part;
	bool is_patch, tells;
	const api_event_row *date; /* whose series it is; NULL: it was named */
	struct event_id date_id;   /* of that */
};

static enum err
tell_changed(struct call *call, const struct change *c,
    const api_event_row *was, const api_event_row *is)
{
	struct app_event_state before = api_event_state(c->id, was),
			       now = api_event_state(c->id, is);

	now.event.changed = find_changed(call, was, is,
	    was->start_time != is->start_time || was->end_time != is->end_time,
	    false);
	return c->tells && was->is_shown && now.event.changed
		   ? app_event_state_tell_changed(call, &before, &now)
		   : ERR_OK;
}

/* What clocks show at a time that was not changed stays what was said, also
 * where they skip that. */
static void
keep_walls(const api_event_row *was, api_event_row *e)
{
	if (!was->start_wall.set || !str_eq(was->timezone, e->timezone))
		return;
	if (was->start_time == e->start_time)
		e->start_wall = was->start_wall;
	if (was->end_time == e->end_time)
		e->end_wall = was->end_wall;
}

static enum err
check_change(struct call *call, const api_event_row *was, api_event_row *e)
{
	enum err err = check_past(call, was, e);

	if (!err)
		err = api_event_check(call, e, was->start_time);
	keep_walls(was, e);
	return err ? err : api_event_check_change(call, was, e);
}

/* All but what only a series has. */
static enum err
set_whole(struct call *call, const struct change *c, const api_event_row *was,
    const api_event_row *e)
{
	enum err err = set(call, c->id, e);

	if (!err)
		err = keep_answered(call, c->id, was, e);
	if (!err) /* whoever gets a seat by it is told of the event as it is now
		   */
		err = app_seats_set_capacity(call, c->id, e->capacity);
	if (!err && (!c->is_patch || c->in->has.category_ids))
		err = api_event_set_categories(call, c->id, e->category_ids,
		    c->in->category_ids.n, was->category_ids);
	return err;
}

static enum err
change_single(struct call *call, const struct change *c,
    const api_event_row *was, api_event_row *e)
{
	enum err err = api_series_refuse(call, c->in, e);

	if (!err)
		err = check_change(call, was, e);
	if (!err)
		err = set_whole(call, c, was, e);
	if (!err)
		err = tell_changed(call, c, was, e);
	return err || !c->in->ask_again ? err : app_due_ask_again(call, c->id);
}

/* What a date does not say otherwise follows its series. */
static enum err
set_dates(struct call *call, const struct change *c, const api_event_row *e)
{
	enum err err = app_series_set_texts(call, c->id);

	if (!err)
		err = app_series_set_capacity(call, c->id, e->capacity);
	return err || (c->is_patch && !c->in->has.category_ids)
		   ? err
		   : app_series_set_categories(call, c->id);
}

static enum err
set_named(struct call *call, const struct change *c, api_event_row *e)
{
	api_event_lender from;
	struct opt_time due_at;
	enum err err = api_event_date_borrow(call, e, &from);

	if (err)
		return err;
	api_event_date_follow(e, c->in, c->is_patch, &from);
	err = api_event_due_if_published(call, e, &due_at);
	if (!err)
		err = api_event_date_set(call, c->date_id, e, &from, due_at);
	return err ? err
		   : app_seats_set_capacity(call, c->date_id, e->capacity);
}

/* What the date that was named said for all is nothing that it has of its own;
 * unless the series has it no more. */
static enum err
set_date(struct call *call, const struct change *c)
{
	api_event_row e;
	enum err err;

	if (!c->date)
		return ERR_OK;
	err = q_event_for_write(
	    call->db, .id = c->date_id, .viewer = call->user, &e);
	if (err == ERR_NOT_FOUND ||
	    (!err && e.status == EVENT_STATUS_CANCELLED))
		return ERR_OK;
	return err ? err : set_named(call, c, &e);
}

/* Which time of the day that is where, and how long it lasts, says when a
 * series takes place, whichever date it begins with. */
static bool
has_other_time(const api_event_row *was, const api_event_row *is)
{
	int64_t was_us, is_us;

	clock_split(was->start_wall.v, &was_us);
	clock_split(is->start_wall.v, &is_us);
	return was_us != is_us || !str_eq(was->timezone, is->timezone) ||
	       was->end_wall.v - was->start_wall.v !=
		   is->end_wall.v - is->start_wall.v;
}

/* Also when the dates are others than before. */
static enum err
tell_planned(struct call *call, const struct change *c,
    const api_event_row *was, const api_event_row *e,
    const struct api_series_change *change)
{
	struct app_event_state before = api_event_state(c->id, was),
			       now = api_event_state(c->id, e);
	bool is_timed = has_other_time(was, e);

	now.event.cancelled = change->plan.cancelled;
	now.event.next = change->plan.next;
	now.event.changed = find_changed(
	    call, was, e, is_timed, change->plan.next || !is_timed);
	before.event.start_time = change->plan.before ? change->plan.before
						      : e->start_time;
	return app_event_state_tell_changed(call, &before, &now);
}

/* What has changed of a series, and into what it was split for that. */
static enum err
tell_series(struct call *call, const struct change *c, const api_event_row *was,
    const api_event_row *e, const struct api_series_change *change)
{
	bool is_told = change->is_planned ||
		       find_changed(call, was, e, false, false);
	enum err err;

	if (!c->tells || !was->is_shown)
		return ERR_OK;
	err = change->is_planned ? tell_planned(call, c, was, e, change)
				 : tell_changed(call, c, was, e);
	return err || !c->date
		   ? err
		   : api_event_part_tell(call,
			 &(struct api_event_half){ c->id, was, e }, c->date,
			 is_told ? API_EVENT_TOLD : API_EVENT_QUIET);
}

/* None is higher than any. */
static int64_t
bound(bool is_set, int64_t v)
{
	return is_set ? v : INT64_MAX;
}

static bool
takes_more(const api_event_row *was, const api_event_row *is)
{
	const struct opt_time *closed = &was->rsvp_closes_at,
			      *closes = &is->rsvp_closes_at;

	return bound(closes->set, closes->v) > bound(closed->set, closed->v) ||
	       bound(is->capacity.set, is->capacity.v) >
		   bound(was->capacity.set, was->capacity.v) ||
	       is->max_party > was->max_party ||
	       (is->waitlist && !was->waitlist);
}

/* Who has answered a series and has nothing at a date, because its turn came
 * when it took no answers any more, or none like theirs, may come now. */
static enum err
catch_up(struct call *call, struct event_id id, const api_event_row *was,
    const api_event_row *is)
{
	return takes_more(was, is) ? app_standing_catch_up(call, id) : ERR_OK;
}

static enum err
change_series(struct call *call, const struct change *c,
    const api_event_row *was, api_event_row *e)
{
	struct api_series_change change;
	enum err err = check_change(call, was, e);

	if (!err)
		err = api_series_plan(call,
		    &(struct api_series_input){ c->id, c->in, c->is_patch },
		    was, e, &change);
	if (!err)
		err = set_whole(call, c, was, e);
	if (!err)
		err = api_series_carry_out(call, c->id, &change);
	if (!err)
		err = set_dates(call, c, e);
	if (!err)
		err = set_date(call, c);
	if (!err)
		err = catch_up(call, c->id, was, e);
	if (!err)
		err = tell_series(call, c, was, e, &change);
	return err || !c->in->ask_again ? err
					: app_series_ask_again(call, c->id);
}

static enum err
change_date(struct call *call, const struct change *c, const api_event_row *was,
    api_event_row *e, const api_event_lender *from)
{
	struct opt_time due_at;
	enum err err = api_series_refuse(call, c->in, e);

	if (!err && c->is_patch)
		api_event_date_close(e, c->in, from);
	if (!err)
		err = check_change(call, was, e);
	if (!err)
		err = api_event_due_if_published(call, e, &due_at);
	if (!err)
		err = api_event_date_set(call, c->id, e, from, due_at);
	if (!err)
		err = app_seats_set_capacity(call, c->id, e->capacity);
	if (!err)
		err = catch_up(call, c->id, was, e);
	if (!err)
		err = tell_changed(call, c, was, e);
	return err || !c->in->ask_again ? err : app_due_ask_again(call, c->id);
}

/* The event before it is changed, as its readers see it. */
static enum err
load_to_change(struct call *call, const struct change *c, api_event_row *e,
    api_event_lender *from)
{
	enum err err = api_event_part_load(call, c->id, c->part, e);

	if (!err && api_event_is_date(e))
		err = api_event_date_borrow(call, e, from);
	return !err && e->status == EVENT_STATUS_CANCELLED
		   ? fault(call->fault, ERR_INVALID_TRANSITION,
			 "A cancelled event stays as it is.")
		   : err;
}

/* A date is changed, and others with it: its series is, as the date says. */
static enum err
change_series_of(struct call *call, const struct change *c,
    const api_event_row *date_was, api_event_row *date)
{
	struct change of_series = *c;
	api_event_row was, e;
	enum err err;

	of_series.date = date_was;
	of_series.date_id = c->id;
	err = check_change(call, date_was, date);

	if (!err)
		err = api_event_part_series(
		    call, c->part, date, &of_series.id, &was);
	if (!err && !uuid_eq(of_series.id.v, date->series_id.v))
		err = app_event_room_check_series(call, was.organizer_id, 0);
	if (err)
		return err;
	e = was;
	api_event_merge(&e, c->in, c->is_patch, call->arena);
	api_series_follow(&e, &was, c->in, date_was, date);
	return change_series(call, &of_series, &was, &e);
}

static enum err
change_merged(struct call *call, const struct change *c,
    const api_event_row *was, api_event_row *e, const api_event_lender *from)
{
	if (e->is_series)
		return change_series(call, c, was, e);
	if (!api_event_is_date(e))
		return change_single(call, c, was, e);
	return api_event_part_is_more(c->part, e)
		   ? change_series_of(call, c, was, e)
		   : change_date(call, c, was, e, from);
}

/* A date may be gone then. */
static enum err
reply(struct call *call, const struct change *c, const api_event_row *e)
{
	enum err err = api_event_reply(call, c->id);

	return err == ERR_NOT_FOUND ? api_event_reply(call, e->series_id) : err;
}

/* e: the event as it is then. */
static enum err
change(struct call *call, const struct change *c, api_event_row *e)
{
	api_event_lender from;
	api_event_row was;
	enum err err = load_to_change(call, c, e, &from);

	if (err)
		return err;
	was = *e;
	api_event_merge(e, c->in, c->is_patch, call->arena);
	return change_merged(call, c, &was, e, &from);
}

static enum err
change_and_reply(struct call *call, const struct change *c)
{
	api_event_row e;
	enum err err = change(call, c, &e);

	return err ? err : reply(call, c, &e);
}

enum err
api_event_change(
    struct call *call, struct event_id id, const struct api_event_input *in)
{
	api_event_row e;

	return change(
	    call, &(struct change){ .id = id, .in = in, .is_patch = true }, &e);
}

enum err
api_event_put(struct call *call, const struct api_event_put_in *in)
{
	return change_and_reply(call, &(struct change){ .id = in->id,
					  .in = &in->body,
					  .part = in->apply,
					  .tells = in->notify });
}

enum err
api_event_patch(struct call *call, const struct api_event_patch_in *in)
{
	return change_and_reply(call, &(struct change){ .id = in->id,
					  .in = &in->body,
					  .part = in->apply,
					  .is_patch = true,
					  .tells = in->notify });
}
