/*
 * Who may say how an event was, and when.
 */
#include "rule/feedback.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

enum { START = 1000, END = 2000 };

#define TOO_LATE (END + 14 * CLOCK_DAY_US)

static const struct {
	enum event_status status;
	int64_t now;
	bool has_attended, is_host;
	enum err want;
} cases[] = {
	{ EVENT_STATUS_PUBLISHED, START, true, false, ERR_OK },
	{ EVENT_STATUS_COMPLETED, TOO_LATE - 1, true, false, ERR_OK },
	{ EVENT_STATUS_PUBLISHED, START - 1, true, false, ERR_DID_NOT_ATTEND },
	{ EVENT_STATUS_PUBLISHED, END, false, false, ERR_DID_NOT_ATTEND },
	{ EVENT_STATUS_CANCELLED, END, true, false, ERR_DID_NOT_ATTEND },
	{ EVENT_STATUS_DRAFT, END, true, false, ERR_DID_NOT_ATTEND },
	{ EVENT_STATUS_COMPLETED, TOO_LATE, true, false, ERR_FEEDBACK_CLOSED },
	{ EVENT_STATUS_COMPLETED, END, true, true, ERR_FORBIDDEN },
};

Test(rule_feedback, who_was_there_may_for_a_fortnight)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct rule_feedback_facts facts = { cases[i].status, START,
			END, cases[i].has_attended, cases[i].is_host };
		struct fault f = { 0 };

		cr_expect(rule_feedback_check(&facts, cases[i].now, &f) ==
			      cases[i].want,
		    "case %zu", i);
	}
}
