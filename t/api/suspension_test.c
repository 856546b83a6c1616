/*
 * What others see of somebody who is suspended, and what comes back.
 */
#include <string.h>

#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
answer(const char *user, const char *event, const char *status)
{
	return as(user, PUT, "/events/%s/rsvps/me {'status': '%s'}", id(event),
	    status);
}

static char *
rsvp_of(const char *user, const char *event)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id(event)));
	return body("/status");
}

static void
expect_listed(int n)
{
	expect(200, anonymous(GET, "/events"));
	expect_int(n, body_count(""));
	expect(200, as("eve", GET, "/events"));
	expect_int(n, body_count(""));
	expect(200, anonymous(GET, "/events?q=picnic"));
	expect_int(n, body_count(""));
	expect(200, anonymous(GET, "/events?organizer_id=%s", id("ann")));
	expect_int(n, body_count(""));
}

Test_engines(api_suspension, ends_sessions_for_good)
{
	expect(200, as("bob", GET, "/users/me"));
	given_suspended("bob");
	expect(401, as("bob", GET, "/users/me"));
	given_restored("bob");
	expect_problem(401, "session_expired", as("bob", GET, "/users/me"));
}

Test_engines(api_suspension, leaves_what_is_much_to_a_job_each_way)
{
	given_user("bob");
	given_suspended("bob"); /* and is told */
	expect_int(2, work());
	expect_int(1, work_mails("bob@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"),
	    "Subject: Your account was suspended"));
	given_restored("bob");
	expect_int(1, work());
	expect_int(1, work_mails("bob@example.org"));
}

Test_engines(api_suspension, an_organizers_events_are_listed_no_more)
{
	given_event("e");
	given_event("draft", .draft = true);
	given_event("private", .is_private = true);
	expect(200, answer("hal", "e", "maybe"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s", id("e"), id("hal")));
	expect(200, answer("bob", "e", "maybe"));
	expect_listed(1);
	given_suspended("ann");
	expect_listed(0);
	expect(404, anonymous(GET, "/events/%s", id("e")));
	expect(404, answer("cat", "e", "attending"));
	/* who answered before may withdraw, though they see it no more */
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(404, answer("bob", "e", "attending"));
	expect_text("maybe", rsvp_of("bob", "e"));
	expect(200, answer("bob", "e", "not_attending"));
	expect_problem(409, "rsvp_closed", answer("hal", "e", "attending"));
	expect_text("The event takes no answers now.", body("/detail"));
	given_restored("ann");
	expect_listed(1);
	expect(200, answer("bob", "e", "attending"));
	expect(200, answer("cat", "e", "attending"));
}

Test_engines(api_suspension, an_admin_may_cancel_what_it_hides)
{
	given_admin("root");
	given_event("e");
	given_event("draft", .draft = true);
	given_event("private", .is_private = true);
	expect(200, answer("bob", "e", "attending"));
	given_suspended("ann");
	expect(200, as("root", GET, "/events/%s", id("e")));
	expect(404, as("root", GET, "/events/%s", id("draft")));
	expect(404, as("root", GET, "/events/%s", id("private")));
	expect_problem(409, "rsvp_closed", answer("root", "e", "attending"));
	expect_listed(0);
	expect(200, as("root", POST, "/events/%s/cancel", id("e")));
	expect_text("cancelled", body("/status"));
	expect_listed(0);
	cr_expect(jobs_with("event_cancelled", id("bob")) == 1);
}

Test_engines(api_suspension, no_change_lists_them_again)
{
	given_admin("root");
	given_event("e");
	expect(200, answer("root", "e", "maybe"));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s", id("e"), id("root")));
	given_suspended("ann");
	expect(200, as("root", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect(404, anonymous(GET, "/events/%s", id("e")));
	expect(200, as("root", POST, "/events/%s/cancel", id("e")));
	expect(404, anonymous(GET, "/events/%s", id("e")));
	given_restored("ann");
	expect(200, anonymous(GET, "/events/%s", id("e")));
}

Test_engines(api_suspension, seats_and_places_go_to_others)
{
	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, answer("bob", "e", "attending"));
	expect(200, answer("cat", "e", "attending"));
	expect(202, answer("out", "e", "attending"));
	expect(202, answer("dan", "e", "attending"));
	given_suspended("out");
	given_suspended("cat");
	expect_text("attending", rsvp_of("dan", "e"));
	cr_expect(jobs_with("promoted_from_waitlist", id("dan")) == 1);
	cr_expect(jobs_with("promoted_from_waitlist", id("out")) == 0);
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(2, body_int("/spots_taken"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(2, body_count(""));
	cr_expect(!response_contains(id("cat")));
	cr_expect(!response_contains(id("out")));
	given_restored("cat");
	expect(200,
	    as("ann", GET, "/events/%s/rsvps?status=not_attending", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("cat"), body("/0/user_id"));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(2, body_int("/spots_taken"));
}

/* What was is not rewritten, but shows nobody who is suspended. */
Test_engines(api_suspension, an_event_that_is_over_stays_as_it_was)
{
	given_event("e", .capacity = 2, .starts_in_h = 1);
	expect(200, answer("bob", "e", "attending"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("e"), in_hours(-3), in_hours(-2)));
	given_suspended("bob");
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(1, body_int("/spots_taken"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(0, body_count(""));
	given_restored("bob");
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_text("attending", body("/0/status"));
}

/* More than one step writes anew, and releases. */
Test_engines(api_suspension, many_events_and_seats_follow)
{
	for (int i = 0; i < 205; i++)
		given_event(text("e%d", i));
	for (int i = 0; i < 25; i++)
		expect(200, answer("bob", text("e%d", i), "attending"));
	given_suspended("bob");
	for (int i = 0; i < 25; i += 8) {
		expect(200, as("eve", GET, "/events/%s", id(text("e%d", i))));
		expect_int(0, body_int("/spots_taken"));
	}
	given_suspended("ann");
	expect(200, anonymous(GET, "/events"));
	expect_int(0, body_count(""));
}
