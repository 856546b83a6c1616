/*
 * What follows when an event changes its state, whoever causes it: people, the
 * end of the space that it is in.
 */
#ifndef APP_EVENT_STATE_H
#define APP_EVENT_STATE_H

#include "app/notice.h"
#include "generated/words.h"

/* An event as it was before. */
struct app_event_state {
	struct app_notice_event event; /* as people are told of it */
	enum event_status status;
	int64_t end_time; /* INT64_MAX of a series */
	int64_t sequence; /* which state of it calendars have */
};

/* What follows needs a transaction that has the row of the event, and asks
 * nothing of the state that it was in (rule/transition.h). */

/* Others may see it from now on, and answer; whom it invites are told. due_at:
 * when the clock has something to do with it. */
MUST_CHECK enum err app_event_state_publish(
    struct call *call, struct event_id event, struct opt_time due_at);

/* It will not take place; reason says why, NULL: nobody says. Whoever answered
 * is told if it lay ahead, unless is_quiet. Answers keep their seats, for it
 * may be reinstated. */
MUST_CHECK enum err app_event_state_cancel(struct call *call,
    const struct app_event_state *was, const char *reason, bool is_quiet);

/* It takes place after all, as event says now. Whoever answered is told, unless
 * is_quiet, and seats that were given up meanwhile go to those who wait. due_at
 * as above. */
MUST_CHECK enum err app_event_state_reinstate(struct call *call,
    const struct app_notice_event *event, struct opt_time due_at,
    bool is_quiet);

/* It has been: who came is settled, and asked how it was if others than those
 * who run it see it. */
MUST_CHECK enum err app_event_state_complete(
    struct call *call, const struct app_notice_event *event, bool is_shown);

/* Tells those who answered that it is otherwise than it was, if it lay ahead
 * and does: as is says, and what has changed. */
MUST_CHECK enum err app_event_state_tell_changed(struct call *call,
    const struct app_event_state *was, const struct app_event_state *is);

/* Tells those who answered that it is gone, if it lay ahead. */
MUST_CHECK enum err app_event_state_tell_gone(
    struct call *call, const struct app_event_state *was);

#endif
