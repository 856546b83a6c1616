/*
 * What of an event is its organizer's alone: it is removed, or handed over.
 */
#include "api/event_date.h"
#include "api/event_part.h"
#include "api/reply.h"
#include "app/guest.h"
#include "app/series.h"
#include "generated/query/guest.h"
#include "generated/query/reservation.h"
#include "rule/permission.h"

#include "base/banned.h"

/* What a co-host does not do. */
static enum err
require_owner(struct call *call, const api_event_row *e)
{
	return rule_require(&(struct rule_access){ true, e->owner_permissions },
	    RULE_EVENTS_MANAGE, call->fault);
}

static enum err
load_as_owner(struct call *call, struct event_id id, api_event_row *e)
{
	enum err err = api_event_load(call, id, e);

	return err ? err : require_owner(call, e);
}

/* What somebody has paid for is cancelled, and paid back, before it goes. */
static enum err
check_owed(struct call *call, struct event_id id)
{
	struct q_reservation_is_owed_row row;
	enum err err = q_reservation_is_owed(call->db, .event = id, &row);

	return err || !row.is_owed
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "Somebody has paid for it: cancel it, and pay them "
			 "back.");
}

/* Those who answered are told, if they are to be. */
static enum err
remove_event(struct call *call, const struct app_event_state *was, bool tells)
{
	struct event_id id = was->event.id;
	enum err err = check_owed(call, id);

	if (!err && tells)
		err = app_event_state_tell_gone(call, was);
	if (!err)
		err = q_event_forget_words(call->db, .id = id, NULL);
	return err ? err : q_event_remove(call->db, .id = id, NULL);
}

/* Its series, or what is made of it and those that follow. */
static enum err
remove_more(struct call *call, const struct api_event_delete_in *in,
    const api_event_row *date)
{
	struct app_event_state was;
	struct event_id id;
	api_event_row e;
	enum err err = api_event_part_series(call, in->apply, date, &id, &e);

	if (err)
		return err;
	was = api_event_state(id, &e);
	err = remove_event(call, &was, in->notify);
	return err || !in->notify ? err
				  : api_event_part_tell(call,
					&(struct api_event_half){ id, &e, &e },
					date, API_EVENT_GOES);
}

static enum err
remove_one(
    struct call *call, const struct api_event_delete_in *in, api_event_row *e)
{
	struct app_event_state was;
	api_event_lender from;
	enum err err = api_event_is_date(e)
			   ? api_event_date_borrow(call, e, &from)
			   : ERR_OK;

	if (err)
		return err;
	was = api_event_state(in->id, e);
	err = remove_event(call, &was, in->notify);
	return err || !api_event_is_date(e)
		   ? err
		   : app_series_leave_out(
			 call, e->series_id, e->recurrence_id.v);
}

enum err
api_event_delete(struct call *call, const struct api_event_delete_in *in)
{
	api_event_row e;
	enum err err = api_event_part_load(call, in->id, in->apply, &e);

	if (!err)
		err = require_owner(call, &e);
	if (!err)
		err = api_event_part_is_more(in->apply, &e)
			  ? remove_more(call, in, &e)
			  : remove_one(call, in, &e);
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
	if (!err && api_event_is_date(&e))
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
