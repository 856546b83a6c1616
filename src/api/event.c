/*
 * Events: what their organizers do with them.
 */
#include "api/event.h"

#include "api/condition.h"
#include "api/list.h"
#include "api/reply.h"
#include "api/event_date.h"
#include "api/series.h"
#include "app/due.h"
#include "app/event_clock.h"
#include "app/event_state.h"
#include "app/guest.h"
#include "app/home.h"
#include "app/search.h"
#include "app/seats.h"
#include "app/series.h"
#include "app/series_edit.h"
#include "app/user.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "generated/api.h"
#include "generated/query/due.h"
#include "generated/query/guest.h"
#include "rule/event.h"
#include "rule/permission.h"

#include "base/banned.h"

#define EVENTS_PATH "/api/v1/events"

/* Most are asked for that everybody sees: PostgreSQL spends more on getting
 * ready to look for another right than on reading the event. */
enum err
api_event_get(struct call *call, const struct api_event_get_in *in)
{
	enum err err = reply_one(
	    call, Q_event_get_listed(.id = in->id, .viewer = call->user));

	return err == ERR_NOT_FOUND ? reply_one(call, Q_event_get(.id = in->id,
							  .viewer = call->user))
				    : err;
}

/* Fills the list that filters read; n ids were given, in the place of those
 * that it had. */
static enum err
set_categories(struct call *call, struct event_id id, const char *ids, size_t n,
    const char *had)
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

/* When the clock has something to do with it: with what is published. */
static enum err
find_due(struct call *call, const api_event_row *e, struct opt_time *due_at)
{
	*due_at = (struct opt_time){ 0 };
	return e->status == EVENT_STATUS_PUBLISHED
		   ? api_event_due(call, e, due_at)
		   : ERR_OK;
}

static enum err
add(struct call *call, struct event_id id, api_event_row *e)
{
	struct opt_time due_at;
	enum err err;

	e->done_until = (struct opt_time){ true, call->now_us };
	err = find_due(call, e, &due_at);
	if (!err)
		err = q_event_add(call->db, .id = id,
		    .organizer_id = call->user, .status = e->status,
		    .capacity = e->capacity, Q_FIELDS_event_input(e),
		    Q_FIELDS_event_place_in(e), Q_FIELDS_event_walls(e),
		    .is_series = e->is_series, .rrule = e->rrule,
		    .due_at = due_at, .now = call->now_us, NULL);
	return err ? err : api_event_index(call, id, e);
}

static struct app_home
home_of(const api_event_row *e)
{
	return (struct app_home){ e->cluster_id, e->group_id };
}

/* Whether a space says who may make it and let others see it. */
static bool
is_in_space(const api_event_row *e)
{
	return !uuid_is_nil(e->cluster_id.v) || !uuid_is_nil(e->group_id.v);
}

/* Who may make events is said by the space that one is in, else by the server.
 */
static enum err
check_home(struct call *call, api_event_row *e)
{
	struct app_home home = home_of(e);
	enum err err = app_home_fill(call, &home);

	e->cluster_id = home.cluster;
	if (!err)
		err = app_home_check(call, &home, e->visibility);
	return err || is_in_space(e) ? err : app_user_become_organizer(call);
}

/* How it recurs, if it is to be a series. */
static enum err
read_series(struct call *call, const struct api_event_input *in,
    api_event_row *e, struct rule_recurrence_set *set)
{
	enum err err;

	e->is_series = api_series_is_asked(in);
	if (!e->is_series)
		return ERR_OK;
	err = api_series_read(
	    call, in, e->timezone, e->start_wall.v, e->end_wall.v, set);
	if (!err)
		e->rrule = app_recurrence_rrule(call, set->rule);
	return err ? err : app_series_check_alive(call);
}

enum err
api_event_create(struct call *call, const struct api_event_create_in *in)
{
	struct event_id id = { uuid_new() };
	struct rule_recurrence_set set;
	api_event_row e = { .status = in->body.draft ? EVENT_STATUS_DRAFT
						     : EVENT_STATUS_PUBLISHED };
	enum err err;

	api_event_merge(&e, &in->body, false, call->arena);
	err = api_event_check(call, &e, INT64_MIN);
	if (!err)
		err = read_series(call, &in->body, &e, &set);
	if (!err)
		err = check_home(call, &e);
	if (!err)
		err = add(call, id, &e);
	if (!err)
		err = set_categories(
		    call, id, e.category_ids, in->body.category_ids.n, "[]");
	if (!err && e.is_series)
		err = app_series_add(
		    call, id, id, &set, api_series_open_dates(&in->body));
	if (err)
		return err;
	return reply_created(call, Q_event_get(.id = id, .viewer = call->user),
	    EVENTS_PATH, id.v);
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
api_event_reply(struct call *call, struct event_id id)
{
	return reply_one(call, Q_event_written(.id = id, .viewer = call->user));
}

enum err
api_event_load(struct call *call, struct event_id id, api_event_row *e)
{
	struct q_event_lock_series_row *series;
	size_t n;
	enum err err = q_event_lock_series(call->db, .id = id, &series, &n);

	if (!err)
		err = q_event_for_write(
		    call->db, .id = id, .viewer = call->user, e);
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

	return (struct app_event_state){ .event = { .id = id,
					     .title = e->title,
					     .timezone = e->timezone,
					     .place = place,
					     .start_time = e->start_time },
		.status = e->status,
		.end_time = e->is_series ? INT64_MAX : e->end_time,
		.sequence = e->sequence };
}

enum err
api_event_check_seen(struct call *call, const api_event_row *e)
{
	struct app_home home = home_of(e);

	return is_in_space(e) && e->visibility != EVENT_VISIBILITY_PRIVATE
		   ? app_home_check(call, &home, e->visibility)
		   : ERR_OK;
}

static enum err
set(struct call *call, struct event_id id, const api_event_row *e)
{
	struct opt_time due_at;
	enum err err = find_due(call, e, &due_at);

	if (!err)
		err = q_event_set(call->db, .id = id, Q_FIELDS_event_input(e),
		    Q_FIELDS_event_walls(e), .due_at = due_at,
		    .now = call->now_us, NULL);
	return err ? err : api_event_index(call, id, e);
}

/* A change may say where the event was made, and nothing else. */
static enum err
check_fixed(struct call *call, const struct space_id *was, struct space_id *is,
    const char *pointer)
{
	bool is_same = uuid_is_nil(is->v) || uuid_eq(is->v, was->v);

	*is = *was;
	if (is_same)
		return ERR_OK;
	fault_item(call->fault, ERR_VALIDATION_FAILED, pointer, "fixed",
	    "An event stays where it was made.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "An event stays where it was made.");
}

/* Whether others see an event than before, of which the space that it is in has
 * to allow it. */
static bool
is_opened(const api_event_row *was, const api_event_row *is)
{
	return is->visibility != was->visibility &&
	       is->visibility != EVENT_VISIBILITY_PRIVATE &&
	       (is_in_space(is) || is->visibility != EVENT_VISIBILITY_PUBLIC);
}

static enum err
check_seen(struct call *call, const api_event_row *was, api_event_row *is)
{
	struct app_home home;
	enum err err = check_fixed(
	    call, &was->cluster_id, &is->cluster_id, "/cluster_id");

	if (!err)
		err = check_fixed(
		    call, &was->group_id, &is->group_id, "/group_id");
	home = home_of(is);
	return err || !is_opened(was, is)
		   ? err
		   : app_home_check(call, &home, is->visibility);
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
			   was->end_time <= call->now_us);

	return is_over && (was->start_time != is->start_time ||
			      was->end_time != is->end_time)
		   ? fault(call->fault, ERR_INVALID_TRANSITION,
			 "It is over: its times stay.")
		   : ERR_OK;
}

/* Whether those who come have to know. */
static bool
is_significant(const api_event_row *was, const api_event_row *is)
{
	return was->start_time != is->start_time ||
	       was->end_time != is->end_time ||
	       !str_eq(was->timezone, is->timezone) ||
	       !str_eq(was->location, is->location) ||
	       !str_eq(was->venue_name, is->venue_name) ||
	       !str_eq(was->venue_address, is->venue_address) ||
	       !str_eq(was->online_url, is->online_url);
}

static enum err
tell_changed(struct call *call, struct event_id id, const api_event_row *was,
    const api_event_row *is)
{
	struct app_event_state before = api_event_state(id, was),
			       now = api_event_state(id, is);

	return was->is_shown && is_significant(was, is)
		   ? app_event_state_tell_changed(call, &before, &now)
		   : ERR_OK;
}

static enum err
set_dates(struct call *call, struct event_id id, const api_event_row *e)
{
	enum err err = app_series_set_texts(call, id);

	return err ? err : app_series_set_capacity(call, id, e->capacity);
}

/* All of an event, or of a series; its dates follow. */
static enum err
set_whole(struct call *call, struct event_id id, const api_event_row *was,
    const api_event_row *e)
{
	enum err err = set(call, id, e);

	if (!err)
		err = keep_answered(call, id, was, e);
	if (!err) /* whoever gets a seat by it is told of the event as it is now
		   */
		err = app_seats_set_capacity(call, id, e->capacity);
	return err || !e->is_series ? err : set_dates(call, id, e);
}

static enum err
set_date(struct call *call, struct event_id id, const api_event_row *e,
    const api_event_lender *from)
{
	struct opt_time due_at;
	enum err err = find_due(call, e, &due_at);

	if (!err)
		err = api_event_date_set(call, id, e, from, due_at);
	return err ? err : app_seats_set_capacity(call, id, e->capacity);
}

static bool
is_date(const api_event_row *e)
{
	return !uuid_is_nil(e->series_id.v);
}

/* The event before it is changed, as its readers see it. */
static enum err
load_to_change(struct call *call, struct event_id id, api_event_row *e,
    api_event_lender *from)
{
	enum err err = api_event_load(call, id, e);

	if (!err && is_date(e))
		err = api_event_date_borrow(call, e, from);
	return !err && e->status == EVENT_STATUS_CANCELLED
		   ? fault(call->fault, ERR_INVALID_TRANSITION,
			 "A cancelled event stays as it is.")
		   : err;
}

/* Who sends back what was shown says nothing new. */
static enum err
check_recurrence(
    struct call *call, const struct api_event_input *in, const api_event_row *e)
{
	bool is_same = !in->rrule || (e->rrule && str_eq(in->rrule, e->rrule));

	return is_same && !in->rdates.n && !in->exdates.n
		   ? ERR_OK
		   : fault(call->fault, ERR_RRULE_INVALID,
			 "How an event recurs is said when it is made.");
}

static enum err
check_change(struct call *call, const api_event_row *was, api_event_row *e)
{
	enum err err = check_past(call, was, e);

	if (!err && e->is_series &&
	    (e->start_time != was->start_time || e->end_time != was->end_time))
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "The times of a series stay; those of its dates can be "
		    "changed.");
	if (!err)
		err = api_event_check(call, e, was->start_time);
	return err ? err : check_seen(call, was, e);
}

struct change {
	struct event_id id;
	const struct api_event_input *in;
	bool is_patch, tells;
};

static enum err
change(struct call *call, const struct change *c)
{
	const struct api_event_input *in = c->in;
	struct event_id id = c->id;
	api_event_lender from;
	api_event_row was, e;
	enum err err = load_to_change(call, id, &e, &from);

	if (err)
		return err;
	was = e;
	api_event_merge(&e, in, c->is_patch, call->arena);
	err = check_recurrence(call, in, &e);
	if (!err)
		err = check_change(call, &was, &e);
	if (err)
		return err;
	err = is_date(&e) ? set_date(call, id, &e, &from)
			  : set_whole(call, id, &was, &e);
	if (!err && c->tells)
		err = tell_changed(call, id, &was, &e);
	if (!err && in->ask_again && !e.is_series)
		err = app_due_ask_again(call, id);
	if (!err && !is_date(&e) && (!c->is_patch || in->has.category_ids))
		err = set_categories(call, id, e.category_ids,
		    in->category_ids.n, was.category_ids);
	if (!err && e.is_series && (!c->is_patch || in->has.category_ids))
		err = app_series_set_categories(call, id);
	return err ? err : api_event_reply(call, id);
}

enum err
api_event_put(struct call *call, const struct api_event_put_in *in)
{
	return change(
	    call, &(struct change){ in->id, &in->body, false, in->notify });
}

enum err
api_event_patch(struct call *call, const struct api_event_patch_in *in)
{
	return change(
	    call, &(struct change){ in->id, &in->body, true, in->notify });
}

/* What a co-host does not do. */
static enum err
load_as_owner(struct call *call, struct event_id id, api_event_row *e)
{
	enum err err = api_event_load(call, id, e);

	return err ? err
		   : rule_require(
			 &(struct rule_access){ true, e->owner_permissions },
			 RULE_EVENTS_MANAGE, call->fault);
}

enum err
api_event_delete(struct call *call, const struct api_event_delete_in *in)
{
	struct app_event_state was;
	api_event_lender from;
	api_event_row e;
	enum err err = load_as_owner(call, in->id, &e);

	if (!err && is_date(&e))
		err = api_event_date_borrow(call, &e, &from);
	if (err)
		return err;
	was = api_event_state(in->id, &e);
	if (in->notify)
		err = app_event_state_tell_gone(call, &was);
	if (!err)
		err = q_event_forget_words(call->db, .id = in->id, NULL);
	if (!err)
		err = q_event_remove(call->db, .id = in->id, NULL);
	if (!err && is_date(&e))
		err = app_series_leave_out(
		    call, e.series_id, e.recurrence_id.v);
	return err ? err : reply_none(call);
}

enum err
api_event_transfer(struct call *call, const struct api_event_transfer_in *in)
{
	struct app_handover heir;
	api_event_row e;
	enum err err = app_guest_find_heir(
	    call, in->id, in->body.user_id, &heir);

	if (!err)
		err = load_as_owner(call, in->id, &e);
	if (!err && is_date(&e))
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "Hand over its series.");
	if (!err)
		err = app_departure_hand_over(call, &heir);
	if (!err)
		err = q_guest_put_host(call->db, .event = in->id,
		    .user = e.organizer_id, .role = EVENT_ROLE_CO_HOST,
		    .by = call->user, .now = call->now_us, NULL);
	return err ? err : api_event_reply(call, in->id);
}
