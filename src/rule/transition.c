/*
 * The machines, and the one function that reads them. States are words of the
 * contract; nothing here needs escaping.
 */
#include "rule/transition.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

const struct rule_machine rule_event_machine = {
	.states = &event_status_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_PUBLISH, EVENT_STATUS_DRAFT, EVENT_STATUS_PUBLISHED,
		    "people may see it and answer" },
		{ RULE_CANCEL, EVENT_STATUS_DRAFT, EVENT_STATUS_CANCELLED,
		    "it was given up before anybody saw it" },
		{ RULE_CANCEL, EVENT_STATUS_PUBLISHED, EVENT_STATUS_CANCELLED,
		    "everybody who comes is told" },
		{ RULE_REINSTATE, EVENT_STATUS_CANCELLED,
		    EVENT_STATUS_PUBLISHED,
		    "it takes place after all, for those who answered too" },
		{ RULE_COMPLETE, EVENT_STATUS_PUBLISHED, EVENT_STATUS_COMPLETED,
		    "it has been, and who came is settled" },
		{ 0 },
	    },
};

const struct rule_machine rule_rsvp_machine = {
	.states = &rsvp_status_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_ATTEND, 0, RSVP_STATUS_ATTENDING, "there are seats" },
		{ RULE_ATTEND, RSVP_STATUS_ATTENDING, RSVP_STATUS_ATTENDING,
		    "there are seats" },
		{ RULE_ATTEND, RSVP_STATUS_MAYBE, RSVP_STATUS_ATTENDING,
		    "there are seats" },
		{ RULE_ATTEND, RSVP_STATUS_NOT_ATTENDING, RSVP_STATUS_ATTENDING,
		    "there are seats" },
		{ RULE_ATTEND, RSVP_STATUS_WAITLISTED, RSVP_STATUS_ATTENDING,
		    "there are seats" },
		{ RULE_ATTEND, RSVP_STATUS_OFFERED, RSVP_STATUS_ATTENDING,
		    "there are seats" },
		{ RULE_ATTEND, RSVP_STATUS_REMOVED, RSVP_STATUS_ATTENDING,
		    "a host lets them in again" },
		{ RULE_WAVER, 0, RSVP_STATUS_MAYBE, "it holds no seats" },
		{ RULE_WAVER, RSVP_STATUS_ATTENDING, RSVP_STATUS_MAYBE,
		    "it holds no seats" },
		{ RULE_WAVER, RSVP_STATUS_MAYBE, RSVP_STATUS_MAYBE,
		    "it holds no seats" },
		{ RULE_WAVER, RSVP_STATUS_NOT_ATTENDING, RSVP_STATUS_MAYBE,
		    "it holds no seats" },
		{ RULE_WAVER, RSVP_STATUS_WAITLISTED, RSVP_STATUS_MAYBE,
		    "it holds no seats" },
		{ RULE_WAVER, RSVP_STATUS_OFFERED, RSVP_STATUS_MAYBE,
		    "it holds no seats" },
		{ RULE_WAVER, RSVP_STATUS_REMOVED, RSVP_STATUS_MAYBE,
		    "a host lets them in again" },
		{ RULE_DECLINE, 0, RSVP_STATUS_NOT_ATTENDING, "seats go on" },
		{ RULE_DECLINE, RSVP_STATUS_ATTENDING,
		    RSVP_STATUS_NOT_ATTENDING, "seats go on" },
		{ RULE_DECLINE, RSVP_STATUS_MAYBE, RSVP_STATUS_NOT_ATTENDING,
		    "seats go on" },
		{ RULE_DECLINE, RSVP_STATUS_NOT_ATTENDING,
		    RSVP_STATUS_NOT_ATTENDING, "seats go on" },
		{ RULE_DECLINE, RSVP_STATUS_WAITLISTED,
		    RSVP_STATUS_NOT_ATTENDING, "seats go on" },
		{ RULE_DECLINE, RSVP_STATUS_OFFERED, RSVP_STATUS_NOT_ATTENDING,
		    "seats go on" },
		{ RULE_DECLINE, RSVP_STATUS_REMOVED, RSVP_STATUS_NOT_ATTENDING,
		    "seats go on" },
		{ RULE_QUEUE, 0, RSVP_STATUS_WAITLISTED,
		    "seats may become free" },
		{ RULE_QUEUE, RSVP_STATUS_MAYBE, RSVP_STATUS_WAITLISTED,
		    "seats may become free" },
		{ RULE_QUEUE, RSVP_STATUS_NOT_ATTENDING, RSVP_STATUS_WAITLISTED,
		    "seats may become free" },
		{ RULE_QUEUE, RSVP_STATUS_WAITLISTED, RSVP_STATUS_WAITLISTED,
		    "seats may become free" },
		{ RULE_QUEUE, RSVP_STATUS_REMOVED, RSVP_STATUS_WAITLISTED,
		    "seats may become free" },
		{ RULE_CONFIRM, RSVP_STATUS_ATTENDING, RSVP_STATUS_ATTENDING,
		    "they keep their seats" },
		{ RULE_PROMOTE, RSVP_STATUS_WAITLISTED, RSVP_STATUS_ATTENDING,
		    "seats became free" },
		{ RULE_LAPSE, RSVP_STATUS_ATTENDING, RSVP_STATUS_NOT_ATTENDING,
		    "silence gives the seats up" },
		{ RULE_RELEASE, RSVP_STATUS_ATTENDING,
		    RSVP_STATUS_NOT_ATTENDING, "seats and places go on" },
		{ RULE_RELEASE, RSVP_STATUS_WAITLISTED,
		    RSVP_STATUS_NOT_ATTENDING, "seats and places go on" },
		{ RULE_RELEASE, RSVP_STATUS_OFFERED, RSVP_STATUS_NOT_ATTENDING,
		    "seats and places go on" },
		{ RULE_EXPEL, RSVP_STATUS_ATTENDING, RSVP_STATUS_REMOVED,
		    "a host does not want them" },
		{ RULE_EXPEL, RSVP_STATUS_MAYBE, RSVP_STATUS_REMOVED,
		    "a host does not want them" },
		{ RULE_EXPEL, RSVP_STATUS_NOT_ATTENDING, RSVP_STATUS_REMOVED,
		    "a host does not want them" },
		{ RULE_EXPEL, RSVP_STATUS_WAITLISTED, RSVP_STATUS_REMOVED,
		    "a host does not want them" },
		{ RULE_EXPEL, RSVP_STATUS_OFFERED, RSVP_STATUS_REMOVED,
		    "a host does not want them" },
		{ 0 },
	    },
};

const struct rule_machine rule_reservation_machine = {
	.states = &reservation_status_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_CONFIRM, RESERVATION_STATUS_HELD,
		    RESERVATION_STATUS_CONFIRMED, "it costs nothing" },
		{ RULE_AWAIT, RESERVATION_STATUS_HELD,
		    RESERVATION_STATUS_AWAITING_PAYMENT,
		    "the seats are held until it is paid" },
		{ RULE_PAY, RESERVATION_STATUS_AWAITING_PAYMENT,
		    RESERVATION_STATUS_CONFIRMED, "there are tickets" },
		{ RULE_PAY, RESERVATION_STATUS_EXPIRED,
		    RESERVATION_STATUS_CONFIRMED,
		    "it was paid late, and there are seats" },
		{ RULE_PAY, RESERVATION_STATUS_CANCELLED,
		    RESERVATION_STATUS_CONFIRMED,
		    "it was paid late, and there are seats" },
		{ RULE_CANCEL, RESERVATION_STATUS_HELD,
		    RESERVATION_STATUS_CANCELLED, "seats go on" },
		{ RULE_CANCEL, RESERVATION_STATUS_AWAITING_PAYMENT,
		    RESERVATION_STATUS_CANCELLED, "seats go on" },
		{ RULE_CANCEL, RESERVATION_STATUS_CONFIRMED,
		    RESERVATION_STATUS_CANCELLED,
		    "nothing was paid, or it is not paid back" },
		{ RULE_EXPIRE, RESERVATION_STATUS_HELD,
		    RESERVATION_STATUS_EXPIRED, "seats go on" },
		{ RULE_EXPIRE, RESERVATION_STATUS_AWAITING_PAYMENT,
		    RESERVATION_STATUS_EXPIRED, "seats go on" },
		{ RULE_OWE, RESERVATION_STATUS_CONFIRMED,
		    RESERVATION_STATUS_REFUND_DUE, "seats go on" },
		{ RULE_OWE, RESERVATION_STATUS_AWAITING_PAYMENT,
		    RESERVATION_STATUS_REFUND_DUE,
		    "something else was paid than it costs" },
		{ RULE_OWE, RESERVATION_STATUS_REFUNDED,
		    RESERVATION_STATUS_REFUND_DUE,
		    "the provider could not pay it back after all" },
		{ RULE_OWE, RESERVATION_STATUS_EXPIRED,
		    RESERVATION_STATUS_REFUND_DUE,
		    "it was paid late, and there are no seats" },
		{ RULE_OWE, RESERVATION_STATUS_CANCELLED,
		    RESERVATION_STATUS_REFUND_DUE,
		    "it was paid late, and there are no seats" },
		{ RULE_REFUND, RESERVATION_STATUS_REFUND_DUE,
		    RESERVATION_STATUS_REFUNDED, "it was paid back" },
		{ 0 },
	    },
};

const struct rule_machine rule_request_machine = {
	.states = &request_state_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_APPROVE, REQUEST_STATE_PENDING, REQUEST_STATE_APPROVED,
		    "somebody has come in, by this or another way" },
		{ RULE_REJECT, REQUEST_STATE_PENDING, REQUEST_STATE_REJECTED,
		    "they may ask again a day later" },
		{ 0 },
	    },
};

const struct rule_machine rule_spark_machine = {
	.states = &spark_status_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_PUBLISH, SPARK_STATUS_CREATED, SPARK_STATUS_SCHEDULED,
		    "people may see it and join" },
		{ RULE_ACTIVATE, SPARK_STATUS_SCHEDULED, SPARK_STATUS_ACTIVE,
		    "it begins before its time" },
		{ RULE_EXTEND, SPARK_STATUS_ACTIVE, SPARK_STATUS_ACTIVE,
		    "it lasts longer" },
		{ RULE_COMPLETE, SPARK_STATUS_ACTIVE, SPARK_STATUS_COMPLETED,
		    "it has been" },
		{ RULE_CANCEL, SPARK_STATUS_CREATED, SPARK_STATUS_CANCELLED,
		    "it was given up before anybody saw it" },
		{ RULE_CANCEL, SPARK_STATUS_SCHEDULED, SPARK_STATUS_CANCELLED,
		    "everybody who is in it is told" },
		{ RULE_CANCEL, SPARK_STATUS_ACTIVE, SPARK_STATUS_CANCELLED,
		    "everybody who is in it is told" },
		{ 0 },
	    },
};

const struct rule_machine rule_routine_machine = {
	.states = &routine_state_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_PAUSE, ROUTINE_STATE_ACTIVE, ROUTINE_STATE_PAUSED,
		    "there are no runs for now" },
		{ RULE_RESUME, ROUTINE_STATE_PAUSED, ROUTINE_STATE_ACTIVE,
		    "there are runs from today on" },
		{ RULE_COMPLETE, ROUTINE_STATE_ACTIVE, ROUTINE_STATE_COMPLETED,
		    "it has been, and what is open is missed" },
		{ RULE_COMPLETE, ROUTINE_STATE_PAUSED, ROUTINE_STATE_COMPLETED,
		    "it has been, and what is open is missed" },
		{ RULE_CANCEL, ROUTINE_STATE_ACTIVE, ROUTINE_STATE_CANCELLED,
		    "nobody does it any more" },
		{ RULE_CANCEL, ROUTINE_STATE_PAUSED, ROUTINE_STATE_CANCELLED,
		    "nobody does it any more" },
		{ 0 },
	    },
};

const struct rule_machine rule_step_machine = {
	.states = &step_state_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_START, STEP_STATE_PENDING, STEP_STATE_IN_PROGRESS,
		    "somebody does it" },
		{ RULE_FINISH, STEP_STATE_PENDING, STEP_STATE_COMPLETED,
		    "it is done" },
		{ RULE_FINISH, STEP_STATE_IN_PROGRESS, STEP_STATE_COMPLETED,
		    "it is done" },
		{ RULE_SKIP, STEP_STATE_PENDING, STEP_STATE_SKIPPED,
		    "it need not be done this time" },
		{ RULE_SKIP, STEP_STATE_IN_PROGRESS, STEP_STATE_SKIPPED,
		    "it need not be done this time" },
		{ RULE_FAIL, STEP_STATE_IN_PROGRESS, STEP_STATE_FAILED,
		    "it could not be done, and somebody has to decide" },
		{ RULE_RESET, STEP_STATE_IN_PROGRESS, STEP_STATE_PENDING,
		    "somebody who manages it has decided" },
		{ RULE_RESET, STEP_STATE_COMPLETED, STEP_STATE_PENDING,
		    "somebody who manages it has decided" },
		{ RULE_RESET, STEP_STATE_SKIPPED, STEP_STATE_PENDING,
		    "somebody who manages it has decided" },
		{ RULE_RESET, STEP_STATE_FAILED, STEP_STATE_PENDING,
		    "somebody who manages it has decided" },
		{ 0 },
	    },
};

const struct rule_machine rule_poll_machine = {
	.states = &poll_status_words,
	.transitions =
	    (const struct rule_transition[]){
		{ RULE_CLOSE, POLL_STATUS_OPEN, POLL_STATUS_CLOSED,
		    "nobody answers it any more" },
		{ RULE_REOPEN, POLL_STATUS_CLOSED, POLL_STATUS_OPEN,
		    "people may answer it again" },
		{ RULE_FINALIZE, POLL_STATUS_OPEN, POLL_STATUS_FINALIZED,
		    "an event is made of it, once" },
		{ RULE_FINALIZE, POLL_STATUS_CLOSED, POLL_STATUS_FINALIZED,
		    "an event is made of it, once" },
		{ RULE_CANCEL, POLL_STATUS_OPEN, POLL_STATUS_CANCELLED,
		    "nothing comes of it" },
		{ RULE_CANCEL, POLL_STATUS_CLOSED, POLL_STATUS_CANCELLED,
		    "nothing comes of it" },
		{ 0 },
	    },
};

bool
rule_transition_leads(
    const struct rule_machine *machine, enum rule_verb verb, int from)
{
	const struct rule_transition *t = machine->transitions;

	while (t->verb && (t->verb != verb || t->from != from))
		t++;
	return t->verb != 0;
}

/* Appends one more state to a JSON array in text. */
static void
append_state(char *text, size_t size, const char *state)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, "%s\"%s\"", len ? "," : "", state);
}

enum err
rule_transition_find(const struct rule_machine *machine, enum rule_verb verb,
    int from, struct fault *f, int *to)
{
	const struct word_list *states = machine->states;
	int target = 0;
	char allowed[FAULT_TEXT / 2] = "";

	for (const struct rule_transition *t = machine->transitions; t->verb;
	     t++) {
		if (t->verb == verb)
			target = t->to;
		if (t->from != from)
			continue;
		if (t->verb == verb) {
			*to = t->to;
			return ERR_OK;
		}
		append_state(
		    allowed, sizeof(allowed), word_text(states, t->to));
	}
	fault(f, ERR_INVALID_TRANSITION, "Not possible while it is %s.",
	    word_text(states, from));
	snprintf(f->members, sizeof(f->members),
	    "\"from\":\"%s\",\"to\":\"%s\",\"allowed\":[%s]",
	    word_text(states, from), word_text(states, target), allowed);
	return ERR_INVALID_TRANSITION;
}
