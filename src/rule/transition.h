/*
 * State machines as tables: which verb leads from which state to which.
 */
#ifndef RULE_TRANSITION_H
#define RULE_TRANSITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "generated/words.h"

enum rule_verb {
	RULE_PUBLISH = 1,
	RULE_CANCEL,
	RULE_REINSTATE,
	RULE_COMPLETE,
	RULE_APPROVE,
	RULE_REJECT,
	/* of sparks */
	RULE_ACTIVATE,
	RULE_EXTEND,
	/* of routines */
	RULE_PAUSE,
	RULE_RESUME,
	/* of polls */
	RULE_CLOSE,
	RULE_REOPEN,
	RULE_FINALIZE,
	/* of steps of routines */
	RULE_START,
	RULE_FINISH,
	RULE_SKIP,
	RULE_FAIL,
	RULE_RESET,
	/* of answers: what their person, or a host for them, says */
	RULE_ATTEND,
	RULE_QUEUE, /* they want to, and there are no seats */
	RULE_WAVER,
	RULE_DECLINE,
	RULE_CONFIRM, /* they were asked whether they still come, and do */
	/* and what becomes of them */
	RULE_PROMOTE,
	RULE_LAPSE,   /* they were asked, and silent */
	RULE_RELEASE, /* they are suspended */
	RULE_EXPEL,   /* by a host */
	/* of reservations */
	RULE_AWAIT, /* it is to be paid */
	RULE_PAY,
	RULE_EXPIRE,
	RULE_OWE, /* what was paid is to be paid back */
	RULE_REFUND
};

/* One edge; the states are words of the machine's list. */
struct rule_transition {
	enum rule_verb verb; /* 0 ends the table */
	int from, to;
	const char *why; /* a sentence for the reader of the table */
};

struct rule_machine {
	const struct word_list *states;
	const struct rule_transition *transitions;
};

/* draft -> published -> completed; cancelled from draft and published, and back
 * to published. */
extern const struct rule_machine rule_event_machine;
/* Answers to events; 0 is none. Who may say something of whose is not said
 * here: what a host has removed only a host brings back. */
extern const struct rule_machine rule_rsvp_machine;
/* created -> scheduled -> active -> completed; cancelled from each of the first
 * three. What time does is in rule/spark.h. */
extern const struct rule_machine rule_spark_machine;
/* active <-> paused; completed from both; cancelled from all but completed. */
extern const struct rule_machine rule_routine_machine;
/* pending -> in_progress -> completed, skipped or failed, and back. */
extern const struct rule_machine rule_step_machine;
/* held -> awaiting_payment -> confirmed -> refund_due -> refunded; cancelled
 * and expired from those that hold seats. */
extern const struct rule_machine rule_reservation_machine;
/* open <-> closed; finalized and cancelled from both. What time does is in
 * rule/poll.h. */
extern const struct rule_machine rule_poll_machine;
/* pending -> approved or rejected. */
extern const struct rule_machine rule_request_machine;

/* Whether verb leads anywhere from the state from. */
bool rule_transition_leads(
    const struct rule_machine *machine, enum rule_verb verb, int from);

/*
 * Finds the state that verb leads to from the state from. Else
 * ERR_INVALID_TRANSITION; the problem's members tell from, to and the states
 * that are allowed from there.
 */
MUST_CHECK enum err rule_transition_find(const struct rule_machine *machine,
    enum rule_verb verb, int from, struct fault *f, int *to);

#endif
