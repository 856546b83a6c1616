/*
 * Events are locked in the order of their ids, first those that pass on, whose
 * organizer may have answered them too.
 */
#include "app/departure.h"

#include "app/audit.h"
#include "app/event_state.h"
#include "app/job.h"
#include "app/notice.h"
#include "app/poll.h"
#include "app/rotation.h"
#include "app/rsvp.h"
#include "app/spark_join.h"
#include "base/clock.h"
#include "generated/query/event.h"
#include "generated/query/guest.h"
#include "generated/query/rsvp.h"
#include "rule/rsvp.h"

#include "base/banned.h"

/* After so long no statement that began before is still running. */
enum { PAGE = 100, EVENTS = 20, LATE_S = 10 };

static enum err
tell(struct call *call, const struct app_handover *to)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_EVENT_HANDED_OVER,
		      .users = &to->heir,
		      .n_users = 1,
		      .event = to->event });
}

/* Who does not see the heir comes no more. */
static enum err
part(struct call *call, struct event_id event, struct user_id heir)
{
	struct q_rsvp_apart_row *answers;
	size_t n = PAGE;
	enum err err = q_guest_part(
	    call->db, .event = event, .organizer = heir, NULL);

	while (!err && n) {
		err = q_rsvp_apart(call->db, .event = event, .organizer = heir,
		    .limit = PAGE, &answers, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = app_rsvp_drop(
			    call, answers[i].event_id, answers[i].user_id);
	}
	return err;
}

enum err
app_departure_hand_over(struct call *call, const struct app_handover *to)
{
	struct event_id event = to->event.id;
	enum err err = q_event_hand_over(call->db, .id = event,
	    .organizer = to->heir, .now = call->now_us, NULL);

	if (!err)
		err = q_guest_forget(
		    call->db, .event = event, .user = to->heir, NULL);
	if (!err)
		err = part(call, event, to->heir);
	if (!err)
		err = app_audit_add(
		    call, &(struct app_audit){ .action = "event.handover",
			      .space = to->space,
			      .subject = to->heir,
			      .object_kind = "event",
			      .object = event.v });
	return err ? err : tell(call, to);
}

static enum err
pass_on(
    struct call *call, struct space_id space, const struct q_event_left_row *e)
{
	return app_departure_hand_over(
	    call, &(struct app_handover){ .event = { .id = e->id,
					      .title = e->title,
					      .timezone = e->timezone,
					      .place = e->place,
					      .start_time = e->start_time },
		      .heir = e->heir,
		      .space = space });
}

enum err
app_departure_pass_on(
    struct call *call, struct space_id space, struct user_id user)
{
	struct q_event_left_row *events;
	size_t n;
	enum err err = q_event_left(call->db, .organizer = user, .space = space,
	    .now = call->now_us, &events, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = pass_on(call, space, &events[i]);
	return err;
}

/* A series ends when nobody adds to it any more. */
static int64_t
end_of(const struct q_event_in_space_row *event)
{
	return event->is_series ? INT64_MAX : event->end_time;
}

static enum err
cancel(struct call *call, const struct q_event_in_space_row *event)
{
	return app_event_state_cancel(call,
	    &(struct app_event_state){ .event = { .id = event->id,
					   .title = event->title,
					   .timezone = event->timezone,
					   .place = event->place,
					   .start_time = event->start_time },
		.status = event->status,
		.end_time = end_of(event) },
	    NULL, false);
}

static enum err
leave_space(struct call *call, struct space_id space,
    const struct q_event_in_space_row *event)
{
	enum err err = ERR_OK;

	if (rule_rsvp_event_is_ahead(
		event->status, end_of(event), call->now_us))
		err = cancel(call, event);
	if (!err)
		err = q_event_leave_space(call->db, .id = event->id,
		    .space = space, .now = call->now_us, NULL);
	return err ? err
		   : q_guest_add_answered(call->db, .event = event->id,
			 .by = call->user, .now = call->now_us, NULL);
}

enum err
app_departure_empty(struct call *call, struct space_id space, int64_t *n)
{
	struct q_event_in_space_row *events;
	size_t n_events;
	enum err err = q_event_in_space(
	    call->db, .space = space, .limit = EVENTS, &events, &n_events);

	for (size_t i = 0; !err && i < n_events; i++)
		err = leave_space(call, space, &events[i]);
	*n = (int64_t)n_events;
	return err;
}

/* As long as there are any: those that followed from an answer to a series
 * while it was being taken away are found then, and the row of a guest that an
 * event made of one, before it let go of the lock that was waited for. */
enum err
app_departure_release(struct call *call, struct user_id user)
{
	struct q_rsvp_astray_row *rows;
	size_t n = PAGE;
	enum err err = ERR_OK;

	while (!err && n) {
		err = q_guest_remove_barred(
		    call->db, .user = user, .now = call->now_us, NULL);
		if (!err)
			err = q_rsvp_astray(call->db, .viewer = user,
			    .now = call->now_us, .limit = PAGE, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = app_rsvp_drop(call, rows[i].event_id, user);
	}
	if (!err)
		err = app_spark_release(call, user);
	if (!err)
		err = app_rotation_release(call, user);
	return err ? err : app_poll_release(call, user);
}

enum err
app_departure_release_again(struct call *call, struct user_id user)
{
	return app_job_add(call, APP_DEPARTURE_JOB,
	    app_job_payload_id(call->arena, "user_id", user.v),
	    &(struct app_job_options){
		.run_at_us = call->now_us + LATE_S * CLOCK_SECOND_US });
}

enum err
app_departure_run(struct call *call, const char *payload)
{
	struct user_id user;
	enum err err = app_job_read_id(call, payload, "user_id", &user.v);

	return err ? err : app_departure_release(call, user);
}
