/*
 * RSVPs.
 */
#include "api/condition.h"
#include "api/list.h"
#include "api/reply.h"
#include "app/rsvp.h"
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
	err = q_rsvp_facts(call->db, .event = event, .viewer = call->user,
	    .now = call->now_us, &facts);
	if (err)
		return err;
	if (!facts.is_visible && !facts.rsvp_status)
		return ERR_NOT_FOUND;
	*version = (struct opt_int){ true,
		facts.version.set ? facts.version.v : APP_RSVP_NONE };
	return facts.version.set ? api_condition_check(call, facts.version.v)
				 : api_condition_check_absent(call);
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
	err = app_rsvp_set(call, in->id,
	    &(struct app_rsvp){
		.status = in->body.status,
		.party_size = in->body.party_size,
		.note = in->body.note,
		.replaces = version,
	    },
	    &outcome);
	if (err)
		return err;
	err = reply_one_as(call, outcome.is_waiting ? 202 : 200, outcome.reply);
	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

enum err
api_rsvp_delete(struct call *call, const struct api_rsvp_delete_in *in)
{
	struct opt_int version;
	enum err err;

	err = check_condition(call, in->id, &version);
	if (!err)
		err = app_rsvp_remove(call, in->id, version);
	return err ? err : reply_none(call);
}

enum err
api_rsvp_waitlist_place(
    struct call *call, const struct api_rsvp_waitlist_place_in *in)
{
	return reply_one(
	    call, Q_rsvp_waitlist_place(.event = in->id, .user = call->user));
}

/* Everybody who sees an event sees who comes; the rest is for those who manage
 * it. */
enum err
api_rsvp_list(struct call *call, const struct api_rsvp_list_in *in)
{
	struct q_event_access_row event;
	struct rule_access access;
	bool sees_all;
	enum err err;

	err = q_event_access(
	    call->db, .id = in->id, .viewer = call->user, &event);
	if (err)
		return err;
	access = (struct rule_access){ event.is_visible, event.permissions };
	sees_all = rule_may(&access, RULE_EVENTS_MANAGE);
	if (!access.is_visible ||
	    (!sees_all && in->status && in->status != RSVP_STATUS_ATTENDING))
		return rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
	return reply_list(call,
	    Q_rsvp_list(.event = in->id, .viewer = call->user,
		.status = sees_all ? in->status : RSVP_STATUS_ATTENDING,
		.is_host = sees_all),
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
