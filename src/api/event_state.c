/*
 * The verbs that move an event from one state to another.
 */
#include "api/event_date.h"
#include "api/event_part.h"
#include "app/due.h"
#include "app/event_room.h"
#include "app/series_edit.h"
#include "generated/api.h"
#include "rule/transition.h"

#include "base/banned.h"

/* What a verb is for: an event, or a series in place of one of its dates. */
struct subject {
	struct event_id id;
	api_event_row e, date; /* the date, when its series is in e */
};

/* Locks it, if the verb leads anywhere from the state that it is in. */
static enum err
load(struct call *call, struct event_id id, enum series_part part,
    enum rule_verb verb, struct subject *s)
{
	int to;
	enum err err = verb == RULE_REINSTATE
			   ? api_event_part_load_for_room(call, id, part, &s->e)
			   : api_event_part_load(call, id, part, &s->e);

	s->id = id;
	if (!err && api_event_part_is_more(part, &s->e)) {
		s->date = s->e;
		err = api_event_part_series(
		    call, part, &s->date, &s->id, &s->e);
	}
	return err ? err
		   : rule_transition_find(&rule_event_machine, verb,
			 (int)s->e.status, call->fault, &to);
}

/* What a verb asks besides the state. */
static enum err
require(struct call *call, bool holds, const char *sentence)
{
	return holds
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION, "%s", sentence);
}

/* From now on: what should have been before is not made up for. */
static enum err
find_due(struct call *call, api_event_row *e, struct opt_time *due_at)
{
	e->done_until = (struct opt_time){ true, call->now_us };
	e->reconfirm_until.set = false;
	return api_event_due(call, e, due_at);
}

enum err
api_event_publish(struct call *call, const struct api_event_publish_in *in)
{
	struct opt_time due_at;
	struct subject s;
	enum err err = load(call, in->id, NO_SERIES_PART, RULE_PUBLISH, &s);

	if (!err)
		err = require(call,
		    s.e.is_series || s.e.end_time > call->now_us,
		    "It would be over: give it another time.");
	if (!err)
		err = api_event_check_seen(call, &s.e);
	if (!err)
		err = find_due(call, &s.e, &due_at);
	if (!err)
		err = app_event_state_publish(call, in->id, due_at);
	return err ? err : api_event_reply(call, in->id);
}

/* What people are told of an event: of a date also what it has from its series.
 * The copy is never written. */
static enum err
find_told(
    struct call *call, const struct subject *s, struct app_event_state *told)
{
	api_event_row e = s->e;
	api_event_lender from;
	enum err err = uuid_is_nil(e.series_id.v)
			   ? ERR_OK
			   : api_event_date_borrow(call, &e, &from);

	if (!err)
		*told = api_event_state(s->id, &e);
	return err;
}

enum err
api_event_cancel(struct call *call, const struct api_event_cancel_in *in)
{
	struct app_event_state was;
	struct subject s;
	enum err err = load(call, in->id, in->apply, RULE_CANCEL, &s);

	if (err)
		return err;
	err = find_told(call, &s, &was);
	if (!err)
		err = app_event_state_cancel(
		    call, &was, in->body.reason, !in->notify);
	if (!err && in->notify && in->apply == SERIES_PART_FOLLOWING)
		err = api_event_part_tell(call,
		    &(struct api_event_half){ s.id, &s.e, &s.e }, &s.date,
		    API_EVENT_GOES);
	return err ? err : api_event_reply(call, in->id);
}

enum err
api_event_complete(struct call *call, const struct api_event_complete_in *in)
{
	struct app_event_state was;
	struct subject s;
	enum err err = load(call, in->id, NO_SERIES_PART, RULE_COMPLETE, &s);

	if (!err)
		err = require(call, !s.e.is_series,
		    "A series has been when its dates have.");
	if (!err)
		err = require(
		    call, s.e.start_time <= call->now_us, "It has not begun.");
	if (err)
		return err;
	err = find_told(call, &s, &was);
	if (!err)
		err = app_event_state_complete(call, &was.event, s.e.is_shown);
	return err ? err : api_event_reply(call, in->id);
}

/* To another start, with what lies at a distance from it. */
static void
move_to(api_event_row *e, int64_t start_time)
{
	int64_t by = start_time - e->start_time;

	e->start_time += by;
	e->end_time += by;
	e->rsvp_closes_at.v += by;
}

static void
move(api_event_row *e, const struct api_event_reinstate_body *to)
{
	if (to->start_time.set)
		move_to(e, to->start_time.v);
	if (to->end_time.set)
		e->end_time = to->end_time.v;
}

static enum err
check_moved(struct call *call, api_event_row *e, const api_event_row *was)
{
	enum err err;

	if (e->is_series)
		return require(call,
		    e->start_time == was->start_time &&
			e->end_time == was->end_time,
		    "Change the times of a series once it takes place again.");
	err = require(call, e->start_time > call->now_us,
	    "It would have begun: give it a start that lies ahead.");

	return err ? err : api_event_check(call, e, was->start_time);
}

/* Whoever organizes it may have others meanwhile; dates are none. */
static enum err
check_room(struct call *call, const api_event_row *e)
{
	enum err err = api_event_is_date(e)
			   ? ERR_OK
			   : app_event_room_check(call, e->organizer_id, 0);

	return err || !e->is_series
		   ? err
		   : app_event_room_check_series(call, e->organizer_id, 0);
}

/* Locks it, and moves it in s. */
static enum err
load_moved(struct call *call, const struct api_event_reinstate_in *in,
    struct subject *s)
{
	api_event_row was;
	enum err err = load(call, in->id, in->apply, RULE_REINSTATE, s);

	if (err)
		return err;
	was = s->e;
	move(&s->e, &in->body);
	err = check_moved(call, &s->e, &was);
	return err ? err : api_event_check_seen(call, &s->e);
}

/* As the row says. */
static enum err
reinstate(struct call *call, struct subject *s, bool is_quiet)
{
	struct app_event_state is;
	struct opt_time due_at;
	enum err err = find_due(call, &s->e, &due_at);

	if (!err)
		err = q_event_set(call->db, .id = s->id,
		    Q_FIELDS_event_input(&s->e), Q_FIELDS_event_walls(&s->e),
		    .due_at = due_at, .now = call->now_us, NULL);
	if (!err)
		err = find_told(call, s, &is);
	if (!err)
		err = app_event_state_reinstate(
		    call, &is.event, due_at, is_quiet);
	return err ? err : check_room(call, &s->e);
}

static enum err
ask_again(struct call *call, const struct subject *s)
{
	return s->e.is_series ? app_series_ask_again(call, s->id)
			      : app_due_ask_again(call, s->id);
}

enum err
api_event_reinstate(struct call *call, const struct api_event_reinstate_in *in)
{
	struct subject s;
	enum err err = load_moved(call, in, &s);

	if (!err)
		err = reinstate(call, &s, !in->notify);
	if (!err && in->body.ask_again)
		err = ask_again(call, &s);
	return err ? err : api_event_reply(call, in->id);
}
