/*
 * Who is told what of an event, and when nobody is. What the mails then say is
 * in t/unit/worker/worker_test.c.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* bob attends and cat waits. */
static void
given_full_event(const char *name)
{
	given_event(name, .capacity = 1, .waitlist = true);
	expect(200, attend("bob", name));
	expect(202, attend("cat", name));
}

static void
expect_cat_waits(const char *event)
{
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id(event)));
	expect_text("waitlisted", body("/status"));
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 0);
}

Test_engines(api_notice, removing_tells_those_concerned)
{
	given_full_event("e");
	expect(200,
	    as("dan", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	/* one job, which the worker turns into a mail for each of them */
	cr_expect(jobs_with("event_gone", id("e")) == 1);
	cr_expect(jobs_with("event_gone", "Picnic") == 1);
	cr_expect(jobs_with("event_gone", id("bob")) == 1);
	cr_expect(jobs_with("event_gone", id("cat")) == 1);
	cr_expect(jobs_with("event_gone", id("dan")) == 0);
}

Test_engines(api_notice, removing_what_was_cancelled_takes_no_mail_back)
{
	given_full_event("e");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	cr_expect(jobs_with("event_cancelled", id("bob")) == 1);
	cr_expect(jobs_with("event_cancelled", "Picnic") == 1);
	cr_expect(jobs_with("event_gone", NULL) == 0);
}

Test_engines(api_notice, what_is_a_draft_or_over_ends_in_silence)
{
	given_event("draft", .draft = true);
	expect(204, as("ann", DELETE, "/events/%s", id("draft")));
	given_full_event("removed");
	given_moved("removed", "ann", -3, -1);
	expect(204, as("ann", DELETE, "/events/%s", id("removed")));
	given_full_event("cancelled");
	given_moved("cancelled", "ann", -3, -1);
	expect(200, as("ann", POST, "/events/%s/cancel", id("cancelled")));
	cr_expect(jobs_with("event_gone", NULL) == 0);
	cr_expect(jobs_with("event_cancelled", NULL) == 0);
}

Test_engines(api_notice, whoever_does_it_knows)
{
	given_full_event("e");
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 2}", id("e")));
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 1);
	expect(202, attend("ann", "e"));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	cr_expect(jobs_with("event_gone", id("bob")) == 1);
	cr_expect(jobs_with("event_gone", id("ann")) == 0);
}

Test_engines(api_notice, nobody_is_seated_when_it_is_over)
{
	given_full_event("e");
	given_moved("e", "ann", -3, -1);
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect_cat_waits("e");
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 5}", id("e")));
	expect_cat_waits("e");
}

Test_engines(api_notice, nobody_is_seated_when_it_was_cancelled)
{
	given_full_event("e");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect_cat_waits("e");
}

Test_engines(api_notice, a_seat_that_a_change_gives_is_told_with_the_change)
{
	given_full_event("e");
	expect(
	    200, as("ann", PATCH,
		     "/events/%s {'capacity': 2, 'title': 'Supper'}", id("e")));
	cr_expect(jobs_with("promoted_from_waitlist", "Supper") == 1);
}

Test_engines(api_notice, toggling_responses_fills_no_mailbox)
{
	given_full_event("e");
	for (int i = 0; i < 6; i++) {
		const char *leaves = i % 2 ? "cat" : "bob";

		expect(204, as(leaves, DELETE, "/events/%s/rsvps/me", id("e")));
		expect(202, attend(leaves, "e"));
	}
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 1);
	cr_expect(jobs_with("promoted_from_waitlist", id("bob")) == 1);
}
