/*
 * RSVPs.
 */
#include "api/condition.h"
#include "api/list.h"
#include "api/reply_csv.h"
#include "app/answer.h"
#include "app/reconfirm.h"
#include "app/rsvp_facts.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"
#include "rule/permission.h"

#include "base/banned.h"

enum err
api_rsvp_get(struct call *call, const struct api_rsvp_get_in *in)
{
	return reply_one(call, Q_rsvp_get(.event = in->id, .user = call->user));
}

/* The conditions on the RSVP so far; *version is what it then stays. */
static enum err
check_condition(
    struct call *call, struct event_id event, struct opt_int *version)
{
	struct q_rsvp_facts_row facts;
	enum err err;

	*version = (struct opt_int){ 0 };
	if (!api_condition_is_given(call))
		return ERR_OK;
	err = app_rsvp_facts_own(call, event, *version, &facts);
	if (err)
		return err;
	*version = (struct opt_int){ true,
		facts.version.set ? facts.version.v : APP_RSVP_NONE };
	return facts.version.set ? api_condition_check(call, facts.version.v)
				 : api_condition_check_absent(call);
}

/* The last statement may be what writes it, and finds something else. */
static enum err
reply_outcome(struct call *call, const struct app_rsvp_outcome *outcome)
{
	enum err err = reply_one_as(
	    call, outcome->is_waiting ? 202 : 200, outcome->reply);

	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

enum err
api_rsvp_put(struct call *call, const struct api_rsvp_put_in *in)
{
	struct app_rsvp_outcome outcome;
	struct opt_int version;
	enum err err;

	err = check_condition(call, in->id, &version);
	if (err)
		return err;
	err = app_answer_set(call, in->id,
	    &(struct app_rsvp){
		.status = in->body.status,
		.party_size = in->body.party_size,
		.ticket_type = in->body.ticket_type_id,
		.note = in->body.note,
		.source = RSVP_SOURCE_API,
		.replaces = version,
	    },
	    &outcome);
	return err ? err : reply_outcome(call, &outcome);
}

enum err
api_rsvp_put_for(struct call *call, const struct api_rsvp_put_for_in *in)
{
	struct app_rsvp_outcome outcome;
	enum err err = app_answer_set_for(call, in->id, in->user_id,
	    &(struct app_rsvp){
		.status = in->body.status,
		.party_size = in->body.party_size,
		.note = in->body.note,
		.source = RSVP_SOURCE_HOST,
		.keeps_note = !in->body.has.note,
	    },
	    &outcome);

	return err ? err : reply_outcome(call, &outcome);
}

enum err
api_rsvp_remove(struct call *call, const struct api_rsvp_remove_in *in)
{
	enum err err = app_answer_remove_for(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_rsvp_delete(struct call *call, const struct api_rsvp_delete_in *in)
{
	struct opt_int version;
	enum err err;

	err = check_condition(call, in->id, &version);
	if (!err)
		err = app_answer_remove(call, in->id, version);
	return err ? err : reply_none(call);
}

enum err
api_rsvp_confirm(struct call *call, const struct api_rsvp_confirm_in *in)
{
	struct db_call reply;
	enum err err = app_reconfirm_answer(call, in->id, &reply);

	return err ? err : reply_one(call, reply);
}

enum err
api_rsvp_waitlist_place(
    struct call *call, const struct api_rsvp_waitlist_place_in *in)
{
	return reply_one(
	    call, Q_rsvp_waitlist_place(.event = in->id, .user = call->user));
}

/* What is for those who manage the event. */
static enum err
require_host(struct call *call, struct event_id id)
{
	struct q_rsvp_list_facts_row event;
	enum err err = q_rsvp_list_facts(
	    call->db, .event = id, .viewer = call->user, &event);

	return err ? err
		   : rule_require(&(struct rule_access){ event.is_visible,
				      event.permissions },
			 RULE_EVENTS_MANAGE, call->fault);
}

enum err
api_rsvp_waitlist(struct call *call, const struct api_rsvp_waitlist_in *in)
{
	enum err err = require_host(call, in->id);

	return err ? err
		   : reply_list(call, Q_rsvp_waitlist(.event = in->id),
			 in->limit, in->cursor);
}

/* Whether it asks for no more than who comes. */
static bool
asks_who_comes(const struct api_rsvp_list_in *in)
{
	return !in->attended.set &&
	       (!in->status || in->status == RSVP_STATUS_ATTENDING);
}

/* Who comes is shown as the organizer wants it; the rest is for those who
 * manage the event. */
static enum err
check_list(struct call *call, const struct q_rsvp_list_facts_row *event,
    const struct api_rsvp_list_in *in)
{
	struct rule_access access = { event->is_visible, event->permissions };

	if (!access.is_visible || !asks_who_comes(in))
		return rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
	return event->is_shown || event->is_door ||
		       rule_may(&access, RULE_EVENTS_MANAGE)
		   ? ERR_OK
		   : fault(call->fault, ERR_FORBIDDEN,
			 "The event does not show you who comes.");
}

enum err
api_rsvp_list(struct call *call, const struct api_rsvp_list_in *in)
{
	struct q_rsvp_list_facts_row event;
	bool is_host;
	enum err err;

	err = q_rsvp_list_facts(
	    call->db, .event = in->id, .viewer = call->user, &event);
	if (!err)
		err = check_list(call, &event, in);
	if (err)
		return err;
	is_host = rule_may(
	    &(struct rule_access){ event.is_visible, event.permissions },
	    RULE_EVENTS_MANAGE);
	return reply_list(call,
	    Q_rsvp_list(.event = in->id, .viewer = call->user,
		.status = is_host ? in->status : RSVP_STATUS_ATTENDING,
		.attended = in->attended, .is_host = is_host,
		.sees_all = is_host || event.is_door),
	    in->limit, in->cursor);
}

enum err
api_rsvp_table(struct call *call, const struct api_rsvp_table_in *in)
{
	enum err err = require_host(call, in->id);

	return err ? err
		   : reply_csv(call,
			 Q_rsvp_list(.event = in->id, .viewer = call->user,
			     .status = in->status, .attended = in->attended,
			     .is_host = true, .sees_all = true),
			 in->limit, in->cursor);
}

enum err
api_rsvp_list_mine(struct call *call, const struct api_rsvp_list_mine_in *in)
{
	return reply_list(call,
	    Q_rsvp_list_mine(.viewer = call->user,
		.from = api_list_from(in->from), .status = in->status),
	    in->limit, in->cursor);
}
