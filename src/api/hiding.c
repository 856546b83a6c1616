/*
 * Events that moderators hide, and show again.
 */
#include "api/condition.h"
#include "api/reply.h"
#include "app/audit.h"
#include "app/notice.h"
#include "app/standing_job.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "rule/permission.h"

#include "base/banned.h"

typedef struct q_event_for_hiding_row hiding_row;

/* Who may hide an event finds it, though it is hidden or for others. */
static enum err
ask(struct call *call, struct event_id id, hiding_row *e)
{
	enum err err = q_event_for_hiding(
	    call->db, .id = id, .viewer = call->user, e);
	struct rule_access access;

	if (err)
		return err;
	access = (struct rule_access){ true, e->permissions };
	access.is_visible = e->is_visible ||
			    (e->is_open &&
				rule_may(&access, RULE_EVENTS_MANAGE));
	return rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

/* Locks it, but for who may not. */
static enum err
load(struct call *call, struct event_id id, hiding_row *e)
{
	struct q_event_lock_row lock;
	enum err err = ask(call, id, e);

	if (!err)
		err = q_event_lock(call->db, .id = id, &lock);
	if (!err)
		err = ask(call, id, e);
	return err ? err : api_condition_check(call, e->version);
}

static enum err
tell(struct call *call, struct event_id id, const hiding_row *e)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_EVENT_HIDDEN,
		      .users = &e->organizer_id,
		      .n_users = 1,
		      .event = { .id = id,
			  .title = e->title,
			  .timezone = e->timezone,
			  .place = e->place,
			  .start_time = e->start_time } });
}

static enum err
audit(struct call *call, struct event_id id, const hiding_row *e,
    const char *action)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .space = e->space_id,
				       .subject = e->organizer_id,
				       .object_kind = "event",
				       .object = id.v });
}

static enum err
set(struct call *call, struct event_id id, bool hides)
{
	struct opt_time at = { hides, call->now_us };
	hiding_row e;
	enum err err = load(call, id, &e);

	if (err)
		return err;
	if (e.is_hidden == hides)
		return fault(call->fault, ERR_INVALID_TRANSITION, "It is %s.",
		    hides ? "hidden already" : "not hidden");
	err = q_event_set_hidden(
	    call->db, .id = id, .hidden_at = at, .now = call->now_us, NULL);
	if (!err)
		err = audit(
		    call, id, &e, hides ? "event.hide" : "event.unhide");
	if (!err)
		err = hides ? tell(call, id, &e)
			    : app_standing_catch_up(call, id);
	return err ? err
		   : reply_one(
			 call, Q_event_written(.id = id, .viewer = call->user));
}

enum err
api_event_hide(struct call *call, const struct api_event_hide_in *in)
{
	return set(call, in->id, true);
}

enum err
api_event_unhide(struct call *call, const struct api_event_unhide_in *in)
{
	return set(call, in->id, false);
}
