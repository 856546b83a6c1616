/*
 * The verbs that move an event from one state to another.
 */
#include "api/event_date.h"
#include "app/due.h"
#include "generated/api.h"
#include "rule/transition.h"

#include "base/banned.h"

/* Locks the event, if the verb leads anywhere from the state that it is in. */
static enum err
load(struct call *call, struct event_id id, enum rule_verb verb,
    api_event_row *e)
{
	int to;
	enum err err = api_event_load(call, id, e);

	return err ? err
		   : rule_transition_find(&rule_event_machine, verb,
			 (int)e->status, call->fault, &to);
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
	api_event_row e;
	enum err err = load(call, in->id, RULE_PUBLISH, &e);

	if (!err)
		err = require(call, e.is_series || e.end_time > call->now_us,
		    "It would be over: give it another time.");
	if (!err)
		err = api_event_check_seen(call, &e);
	if (!err)
		err = find_due(call, &e, &due_at);
	if (!err)
		err = app_event_state_publish(call, in->id, due_at);
	return err ? err : api_event_reply(call, in->id);
}

/* What people are told of an event: of a date also what it has from its series.
 * The copy is never written. */
static enum err
find_told(struct call *call, struct event_id id, api_event_row e,
    struct app_event_state *told)
{
	api_event_lender from;
	enum err err = uuid_is_nil(e.series_id.v)
			   ? ERR_OK
			   : api_event_date_borrow(call, &e, &from);

	if (!err)
		*told = api_event_state(id, &e);
	return err;
}

enum err
api_event_cancel(struct call *call, const struct api_event_cancel_in *in)
{
	struct app_event_state was;
	api_event_row e;
	enum err err = load(call, in->id, RULE_CANCEL, &e);

	if (err)
		return err;
	err = find_told(call, in->id, e, &was);
	if (!err)
		err = app_event_state_cancel(
		    call, &was, in->body.reason, !in->notify);
	return err ? err : api_event_reply(call, in->id);
}

enum err
api_event_complete(struct call *call, const struct api_event_complete_in *in)
{
	struct app_event_state was;
	api_event_row e;
	enum err err = load(call, in->id, RULE_COMPLETE, &e);

	if (!err)
		err = require(call, !e.is_series,
		    "A series has been when its dates have.");
	if (!err)
		err = require(
		    call, e.start_time <= call->now_us, "It has not begun.");
	if (err)
		return err;
	err = find_told(call, in->id, e, &was);
	if (!err)
		err = app_event_state_complete(call, &was.event, e.is_shown);
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
check_moved(struct call *call, api_event_row *e, int64_t start_before)
{
	enum err err;

	if (e->is_series)
		return require(call, e->start_time == start_before,
		    "Change the times of a series once it takes place again.");
	err = require(call, e->start_time > call->now_us,
	    "It would have begun: give it a start that lies ahead.");

	return err ? err : api_event_check(call, e, start_before);
}

/* Locks the event, and moves it in e. */
static enum err
load_moved(struct call *call, const struct api_event_reinstate_in *in,
    api_event_row *e)
{
	int64_t start_before;
	enum err err = load(call, in->id, RULE_REINSTATE, e);

	if (err)
		return err;
	start_before = e->start_time;
	move(e, &in->body);
	err = check_moved(call, e, start_before);
	return err ? err : api_event_check_seen(call, e);
}

enum err
api_event_reinstate(struct call *call, const struct api_event_reinstate_in *in)
{
	struct app_event_state is;
	struct opt_time due_at;
	api_event_row e;
	enum err err = load_moved(call, in, &e);

	if (!err)
		err = find_due(call, &e, &due_at);
	if (!err)
		err = q_event_set(call->db, .id = in->id,
		    Q_FIELDS_event_input(&e), Q_FIELDS_event_walls(&e),
		    .due_at = due_at, .now = call->now_us, NULL);
	if (err)
		return err;
	err = find_told(call, in->id, e, &is);
	if (!err)
		err = app_event_state_reinstate(
		    call, &is.event, due_at, !in->notify);
	if (!err && in->body.ask_again)
		err = app_due_ask_again(call, in->id);
	return err ? err : api_event_reply(call, in->id);
}
