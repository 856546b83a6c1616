/*
 * States of events, and what follows. Whether a move is possible is said by
 * rule/transition; by whom, by whoever asks.
 */
#include "app/event_state.h"

#include "app/announcement.h"
#include "app/event_invitation.h"
#include "app/match_learn.h"
#include "app/sale.h"
#include "app/seats.h"
#include "app/series.h"
#include "app/series_days.h"
#include "app/standing_job.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"
#include "generated/query/series.h"
#include "rule/rsvp.h"

#include "base/banned.h"

/* What is not published is none of the clock's business. */
static const struct opt_time never;

/* Of a series its dates too. When a date is over that opens no other: the next
 * one was opened when it began, and its series is not locked. */
static enum err
set(struct call *call, struct event_id event, enum event_status to,
    const char *cancel_reason, struct opt_time due_at)
{
	enum err err = q_event_set_status(call->db, .id = event, .status = to,
	    .cancel_reason = cancel_reason, .due_at = due_at,
	    .now = call->now_us, NULL);

	if (!err)
		err = q_event_set_status_of_dates(call->db, .id = event,
		    .status = to, .cancel_reason = cancel_reason,
		    .now = call->now_us, NULL);
	return err || to == EVENT_STATUS_COMPLETED
		   ? err
		   : app_series_follow(call, event);
}

enum err
app_event_state_publish(
    struct call *call, struct event_id event, struct opt_time due_at)
{
	enum err err = set(call, event, EVENT_STATUS_PUBLISHED, NULL, due_at);

	return err ? err : app_event_invitation_tell_all(call, event);
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
app_event_state_cancel(struct call *call, const struct app_event_state *was,
    const char *reason, bool is_quiet)
{
	struct app_notice_event event = was->event;
	enum err err = set(
	    call, event.id, EVENT_STATUS_CANCELLED, reason, never);

	event.reason = reason;
	if (!err)
		err = app_sale_call_off(call, event.id);
	return err || is_quiet ? err
			       : tell_if_ahead(call,
				     RULE_NOTICE_EVENT_CANCELLED, was, &event);
}

/* Of a series those of its dates. */
static enum err
give_seats(struct call *call, struct event_id event)
{
	struct q_series_waiting_row *dates;
	size_t n = 0;
	enum err err = app_seats_give(call, event);

	if (!err)
		err = q_series_waiting(
		    call->db, .id = event, .now = call->now_us, &dates, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = app_seats_give(call, dates[i].id);
	return err;
}

enum err
app_event_state_reinstate(struct call *call,
    const struct app_notice_event *event, struct opt_time due_at, bool is_quiet)
{
	enum err err = set(
	    call, event->id, EVENT_STATUS_PUBLISHED, NULL, due_at);

	if (!err && !is_quiet)
		err = app_announcement_add(call, RULE_NOTICE_EVENT_REINSTATED,
		    NOTICE_AUDIENCE_ALL, event, NULL);
	if (!err)
		err = app_standing_catch_up(call, event->id);
	return err ? err : give_seats(call, event->id);
}

enum err
app_event_state_complete(
    struct call *call, const struct app_notice_event *event, bool is_shown)
{
	enum err err = set(
	    call, event->id, EVENT_STATUS_COMPLETED, NULL, never);

	if (!err)
		err = q_rsvp_settle(
		    call->db, .event = event->id, .now = call->now_us, NULL);
	if (!err)
		err = app_match_learn(call, event->id);
	return err || !is_shown
		   ? err
		   : app_announcement_add(call, RULE_NOTICE_FEEDBACK_ASKED,
			 NOTICE_AUDIENCE_ATTENDED, event, NULL);
}

enum err
app_event_state_tell_changed(struct call *call,
    const struct app_event_state *was, const struct app_event_state *is)
{
	struct app_notice_event event = is->event;

	if (event.start_time != was->event.start_time)
		event.before = was->event.start_time;
	return rule_rsvp_event_is_ahead(is->status, is->end_time, call->now_us)
		   ? tell_if_ahead(call, RULE_NOTICE_EVENT_CHANGED, was, &event)
		   : ERR_OK;
}

enum err
app_event_state_tell_gone(struct call *call, const struct app_event_state *was)
{
	struct app_notice_event event = was->event;
	bool is_series = was->end_time == INT64_MAX;
	enum err err = is_series ? app_series_days_answered(
				       call, event.id, &event.cancelled)
				 : ERR_OK;

	event.sequence = was->sequence + 1;
	return err ? err
		   : tell_if_ahead(call, RULE_NOTICE_EVENT_GONE, was, &event);
}
