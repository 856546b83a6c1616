/*
 * States of events, and what follows. Whether a move is possible is said by
 * rule/transition; by whom, by whoever asks.
 */
#include "app/event_state.h"

#include "app/announcement.h"
#include "app/seats.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"
#include "rule/rsvp.h"

#include "base/banned.h"

static enum err
set(struct call *call, struct event_id event, enum event_status to,
    const char *cancel_reason)
{
	return q_event_set_status(call->db, .id = event, .status = to,
	    .cancel_reason = cancel_reason, .now = call->now_us, NULL);
}

enum err
app_event_state_publish(struct call *call, struct event_id event)
{
	return set(call, event, EVENT_STATUS_PUBLISHED, NULL);
}

/* Unless it is over, or they know already. */
static enum err
tell_if_ahead(struct call *call, enum rule_notice kind,
    const struct app_event_state *was, const struct app_notice_event *event)
{
	return rule_rsvp_event_is_ahead(
		   was->status, was->end_time, call->now_us)
		   ? app_announcement_add(
			 call, kind, NOTICE_AUDIENCE_ALL, event, NULL)
		   : ERR_OK;
}

enum err
app_event_state_cancel(
    struct call *call, const struct app_event_state *was, const char *reason)
{
	struct app_notice_event event = was->event;
	enum err err = set(call, event.id, EVENT_STATUS_CANCELLED, reason);

	event.reason = reason;
	return err ? err
		   : tell_if_ahead(
			 call, RULE_NOTICE_EVENT_CANCELLED, was, &event);
}

enum err
app_event_state_reinstate(
    struct call *call, const struct app_notice_event *event)
{
	enum err err = set(call, event->id, EVENT_STATUS_PUBLISHED, NULL);

	if (!err)
		err = app_announcement_add(call, RULE_NOTICE_EVENT_REINSTATED,
		    NOTICE_AUDIENCE_ALL, event, NULL);
	return err ? err : app_seats_give(call, event->id);
}

enum err
app_event_state_complete(struct call *call, struct event_id event)
{
	enum err err = set(call, event, EVENT_STATUS_COMPLETED, NULL);

	return err ? err
		   : q_rsvp_settle(
			 call->db, .event = event, .now = call->now_us, NULL);
}

enum err
app_event_state_tell_gone(struct call *call, const struct app_event_state *was)
{
	return tell_if_ahead(call, RULE_NOTICE_EVENT_GONE, was, &was->event);
}
