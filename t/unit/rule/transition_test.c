/*
 * State machines: each state with each verb.
 */
#include "rule/transition.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"
#include "base/word.h"

#include "base/banned.h"

enum { STATES_MAX = 8, NONE = -1 };

/* Where each verb leads from the states in the order of their numbers; 0 is no
 * state. */
struct row {
	enum rule_verb verb;
	int to[STATES_MAX];
};

enum {
	DRAFT = EVENT_STATUS_DRAFT,
	PUBLISHED = EVENT_STATUS_PUBLISHED,
	CANCELLED = EVENT_STATUS_CANCELLED,
	COMPLETED = EVENT_STATUS_COMPLETED
};

static const struct row event_rows[] = {
	/* from -, draft, published, cancelled, completed */
	{ RULE_PUBLISH, { NONE, PUBLISHED, NONE, NONE, NONE } },
	{ RULE_CANCEL, { NONE, CANCELLED, CANCELLED, NONE, NONE } },
	{ RULE_REINSTATE, { NONE, NONE, NONE, PUBLISHED, NONE } },
	{ RULE_COMPLETE, { NONE, NONE, COMPLETED, NONE, NONE } },
	{ RULE_APPROVE, { NONE, NONE, NONE, NONE, NONE } },
};

enum {
	COMES = RSVP_STATUS_ATTENDING,
	MAYBE = RSVP_STATUS_MAYBE,
	STAYS = RSVP_STATUS_NOT_ATTENDING,
	WAITS = RSVP_STATUS_WAITLISTED,
	REMOVED = RSVP_STATUS_REMOVED
};

static const struct row rsvp_rows[] = {
	/* from none, attending, maybe, not_attending, waitlisted, offered,
	 * removed */
	{ RULE_ATTEND, { COMES, COMES, COMES, COMES, COMES, COMES, COMES } },
	{ RULE_QUEUE, { WAITS, NONE, WAITS, WAITS, WAITS, NONE, WAITS } },
	{ RULE_WAVER, { MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE } },
	{ RULE_DECLINE, { STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS } },
	{ RULE_CONFIRM, { NONE, COMES, NONE, NONE, NONE, NONE, NONE } },
	{ RULE_PROMOTE, { NONE, NONE, NONE, NONE, COMES, NONE, NONE } },
	{ RULE_LAPSE, { NONE, STAYS, NONE, NONE, NONE, NONE, NONE } },
	{ RULE_RELEASE, { NONE, STAYS, NONE, NONE, STAYS, STAYS, NONE } },
	{ RULE_EXPEL,
	    { NONE, REMOVED, REMOVED, REMOVED, REMOVED, REMOVED, NONE } },
	{ RULE_PUBLISH, { NONE, NONE, NONE, NONE, NONE, NONE, NONE } },
};

enum {
	CREATED = SPARK_STATUS_CREATED,
	SCHEDULED = SPARK_STATUS_SCHEDULED,
	ACTIVE = SPARK_STATUS_ACTIVE,
	OVER = SPARK_STATUS_COMPLETED,
	OFF = SPARK_STATUS_CANCELLED
};

static const struct row spark_rows[] = {
	/* from -, created, scheduled, active, completed, expired, cancelled */
	{ RULE_PUBLISH, { NONE, SCHEDULED, NONE, NONE, NONE, NONE, NONE } },
	{ RULE_ACTIVATE, { NONE, NONE, ACTIVE, NONE, NONE, NONE, NONE } },
	{ RULE_EXTEND, { NONE, NONE, NONE, ACTIVE, NONE, NONE, NONE } },
	{ RULE_COMPLETE, { NONE, NONE, NONE, OVER, NONE, NONE, NONE } },
	{ RULE_CANCEL, { NONE, OFF, OFF, OFF, NONE, NONE, NONE } },
};

enum {
	GOES = ROUTINE_STATE_ACTIVE,
	RESTS = ROUTINE_STATE_PAUSED,
	DONE = ROUTINE_STATE_COMPLETED,
	GIVEN_UP = ROUTINE_STATE_CANCELLED
};

static const struct row poll_rows[] = {
	/* from -, open, closed, finalized, cancelled */
	{ RULE_CLOSE, { NONE, POLL_STATUS_CLOSED, NONE, NONE, NONE } },
	{ RULE_REOPEN, { NONE, NONE, POLL_STATUS_OPEN, NONE, NONE } },
	{ RULE_FINALIZE, { NONE, POLL_STATUS_FINALIZED, POLL_STATUS_FINALIZED,
			     NONE, NONE } },
	{ RULE_CANCEL, { NONE, POLL_STATUS_CANCELLED, POLL_STATUS_CANCELLED,
			   NONE, NONE } },
	{ RULE_PUBLISH, { NONE, NONE, NONE, NONE, NONE } },
};

static const struct row routine_rows[] = {
	/* from -, active, paused, completed, cancelled */
	{ RULE_PAUSE, { NONE, RESTS, NONE, NONE, NONE } },
	{ RULE_RESUME, { NONE, NONE, GOES, NONE, NONE } },
	{ RULE_COMPLETE, { NONE, DONE, DONE, NONE, NONE } },
	{ RULE_CANCEL, { NONE, GIVEN_UP, GIVEN_UP, NONE, NONE } },
};

enum {
	TO_DO = STEP_STATE_PENDING,
	DOING = STEP_STATE_IN_PROGRESS,
	IS_DONE = STEP_STATE_COMPLETED,
	LEFT_OUT = STEP_STATE_SKIPPED,
	FAILED = STEP_STATE_FAILED
};

static const struct row step_rows[] = {
	/* from -, pending, in_progress, completed, skipped, failed */
	{ RULE_START, { NONE, DOING, NONE, NONE, NONE, NONE } },
	{ RULE_FINISH, { NONE, IS_DONE, IS_DONE, NONE, NONE, NONE } },
	{ RULE_SKIP, { NONE, LEFT_OUT, LEFT_OUT, NONE, NONE, NONE } },
	{ RULE_FAIL, { NONE, NONE, FAILED, NONE, NONE, NONE } },
	{ RULE_RESET, { NONE, NONE, TO_DO, TO_DO, TO_DO, TO_DO } },
};

enum {
	SOLD = RESERVATION_STATUS_CONFIRMED,
	TO_PAY = RESERVATION_STATUS_AWAITING_PAYMENT,
	FREED = RESERVATION_STATUS_CANCELLED,
	DEAD = RESERVATION_STATUS_EXPIRED,
	OWED = RESERVATION_STATUS_REFUND_DUE,
	REPAID = RESERVATION_STATUS_REFUNDED
};

static const struct row reservation_rows[] = {
	/* from -, held, awaiting_payment, confirmed, cancelled, expired,
	 * refund_due, refunded */
	{ RULE_CONFIRM, { NONE, SOLD, NONE, NONE, NONE, NONE, NONE, NONE } },
	{ RULE_AWAIT, { NONE, TO_PAY, NONE, NONE, NONE, NONE, NONE, NONE } },
	{ RULE_PAY, { NONE, NONE, SOLD, NONE, SOLD, SOLD, NONE, NONE } },
	{ RULE_CANCEL, { NONE, FREED, FREED, FREED, NONE, NONE, NONE, NONE } },
	{ RULE_EXPIRE, { NONE, DEAD, DEAD, NONE, NONE, NONE, NONE, NONE } },
	{ RULE_OWE, { NONE, NONE, OWED, OWED, OWED, OWED, NONE, OWED } },
	{ RULE_REFUND, { NONE, NONE, NONE, NONE, NONE, NONE, REPAID, NONE } },
};

static const struct row request_rows[] = {
	/* from -, pending, approved, rejected */
	{ RULE_APPROVE, { NONE, REQUEST_STATE_APPROVED, NONE, NONE } },
	{ RULE_REJECT, { NONE, REQUEST_STATE_REJECTED, NONE, NONE } },
	{ RULE_CANCEL, { NONE, NONE, NONE, NONE } },
};

static bool
says(const char *text, const char *word)
{
	return text && strstr(text, word);
}

static void
expect_refused(const struct rule_machine *m, int from, const struct fault *f)
{
	if (from)
		cr_expect(says(f->members, word_text(m->states, from)), "%s",
		    f->members);
	for (const struct rule_transition *t = m->transitions; t->verb; t++)
		if (from && t->from == from)
			cr_expect(says(strstr(f->members, "\"allowed\""),
				      word_text(m->states, t->to)),
			    "%s", f->members);
}

static void
expect_rows(const struct rule_machine *m, const struct row *rows, size_t n_rows)
{
	for (size_t i = 0; i < n_rows; i++)
		for (int from = 0; from <= m->states->n; from++) {
			struct fault f = { 0 };
			int to = NONE, want = rows[i].to[from];
			enum err err = rule_transition_find(
			    m, rows[i].verb, from, &f, &to);

			cr_expect(to == want, "verb %d from %d: %d",
			    (int)rows[i].verb, from, to);
			cr_expect(rule_transition_leads(
				      m, rows[i].verb, from) == (want != NONE));
			cr_expect(err == (want == NONE ? ERR_INVALID_TRANSITION
						       : ERR_OK));
			if (want == NONE)
				expect_refused(m, from, &f);
		}
}

Test(rule_transition, events_move_as_the_table_says)
{
	expect_rows(&rule_event_machine, event_rows, N_OF(event_rows));
}

Test(rule_transition, answers_move_as_the_table_says)
{
	expect_rows(&rule_rsvp_machine, rsvp_rows, N_OF(rsvp_rows));
}

Test(rule_transition, sparks_move_as_the_table_says)
{
	expect_rows(&rule_spark_machine, spark_rows, N_OF(spark_rows));
}

Test(rule_transition, polls_move_as_the_table_says)
{
	expect_rows(&rule_poll_machine, poll_rows, N_OF(poll_rows));
}

Test(rule_transition, routines_move_as_the_table_says)
{
	expect_rows(&rule_routine_machine, routine_rows, N_OF(routine_rows));
}

Test(rule_transition, steps_move_as_the_table_says)
{
	expect_rows(&rule_step_machine, step_rows, N_OF(step_rows));
}

Test(rule_transition, requests_move_as_the_table_says)
{
	expect_rows(&rule_request_machine, request_rows, N_OF(request_rows));
	expect_rows(&rule_reservation_machine, reservation_rows,
	    N_OF(reservation_rows));
}
