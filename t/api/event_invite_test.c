/*
 * Invitations to events.
 */
#include <string.h>

#include "t/api/guest_ask.h"
#include "t/lib/eml.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
invite(const char *who, const char *whom)
{
	const char *body = text("{%s}", whom);

	with_body("application/json", body, strlen(body));
	return as(who, POST, "/events/%s/invites", id("e"));
}

static int
invite_address(const char *email)
{
	return invite("ann", text("\"emails\":[\"%s\"]", email));
}

static int
invite_user(const char *name)
{
	return invite("ann", text("\"user_ids\":[\"%s\"]", id(name)));
}

static void
expect_invited(int invited, int already)
{
	expect_int(invited, body_int("/invited"));
	expect_int(already, body_int("/already"));
}

Test_engines(api_event_invite, a_member_sees_what_they_are_invited_to)
{
	given_user("bob");
	given_event("e", .is_private = true);
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, invite_user("bob"));
	expect_invited(1, 0);
	expect(200, invite_user("bob"));
	expect_invited(0, 1);
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("bob", GET, "/users/me/events"));
	expect(200,
	    anonymous(GET, "/guest-rsvps/%s", token_mailed("bob@example.org")));
	expect_text("Picnic", body("/event/title"));
	expect_text("null", body("/rsvp"));
	cr_expect(strstr(work_mail("bob@example.org"), "invited by Ann"));
	expect_int(1, work_mails("bob@example.org"));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	expect_text(id("bob"), body("/0/user_id"));
	expect_text("null", body("/0/email"));
	expect_text("null", body("/0/status"));
}

Test_engines(api_event_invite, an_address_answers_by_the_link)
{
	char *token;

	given_event("e", .is_private = true);
	expect(200, invite_address("gus@else.example"));
	expect_invited(1, 0);
	expect(200, invite_address("GUS@else.example"));
	expect_invited(0, 1);
	token = token_mailed("gus@else.example");
	expect(200, anonymous(GET, "/guest-rsvps/%s", token));
	expect_text("Picnic", body("/event/title"));
	expect_problem(
	    404, "not_found", anonymous(DELETE, "/guest-rsvps/%s", token));
	expect_problem(422, "validation_failed",
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'maybe'}", token));
	expect_text("required", error_at("/first_name"));
	expect(
	    200, anonymous(PATCH,
		     "/guest-rsvps/%s {'status': 'maybe', 'first_name': 'Gus', "
		     "'last_name': 'Guest'}",
		     token));
	expect(200,
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'attending'}", token));
	expect_text("attending", body("/status"));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	expect_text("gus@else.example", body("/0/email"));
	expect_text("attending", body("/0/status"));
	expect_text("Gus", body("/0/user/first_name"));
}

Test_engines(
    api_event_invite, an_address_of_a_member_becomes_theirs_by_the_link)
{
	given_user("bob");
	given_event("e", .is_private = true);
	expect(200, invite_address("bob@example.org"));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	expect_text("null", body("/0/user_id"));
	expect(200, anonymous(PATCH, "/guest-rsvps/%s {'status': 'attending'}",
			token_mailed("bob@example.org")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_text("attending", body("/my_rsvp/status"));
}

/* The link names the first part of a series that was split. */
Test_engines(
    api_event_invite, a_link_that_was_sent_before_a_split_is_of_all_parts)
{
	char *token, *date;

	given_user("bob");
	given("e", "ann",
	    "/events {'title': 'Tea', 'start_time': '2030-06-01T16:00:00Z', "
	    "'end_time': '2030-06-01T17:00:00Z', 'visibility': 'private', "
	    "'rrule': 'FREQ=WEEKLY;COUNT=3'}");
	expect(200, invite_address("bob@example.org"));
	token = token_mailed("bob@example.org");
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	date = text("%s", body("/1/id"));
	expect(
	    200, as("ann", PATCH,
		     "/events/%s?apply=following {'title': 'Coffee'}", date));
	expect(404, as("bob", GET, "/events/%s", date));
	expect(200,
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'attending'}", token));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("bob", GET, "/events/%s", date));
	expect_text("Coffee", body("/title"));
	expect(200, as("ann", GET, "/events/%s/invites", body("/series_id")));
	expect_text(id("bob"), body("/0/user_id"));
}

/* What is answered and written is the same for whoever has it. */
Test_engines(api_event_invite, an_address_does_not_tell_who_has_it)
{
	static const char *const addresses[] = { "nobody@else.example",
		"bob@example.org", "eve@example.org" };
	struct rows before, after;

	given_user("bob");
	given_user("eve");
	given_suspended("eve");
	given_event("e");
	for (size_t i = 0; i < 3; i++) {
		rows_count(&before);
		expect(200, invite_address(addresses[i]));
		expect_invited(1, 0);
		rows_count(&after);
		cr_expect(
		    rows_of(&after, "users") == rows_of(&before, "users"));
		cr_expect(rows_of(&after, "event_guest") ==
			  rows_of(&before, "event_guest"));
		cr_expect(
		    rows_of(&after, "job") == rows_of(&before, "job") + 1);
	}
	work();
	expect_int(1, work_mails("eve@example.org"));
	cr_expect(strstr(work_mail("eve@example.org"), "suspended") != NULL);
}

Test_engines(api_event_invite, who_has_blocked_them_is_never_told)
{
	given_user("bob");
	given_user("cat");
	given_event("e");
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("cat")));
	expect(200, invite_user("bob"));
	expect_invited(0, 0);
	expect(200, invite_address("bob@example.org"));
	expect(200, invite_address("cat@example.org"));
	work();
	expect_int(0, work_mails("bob@example.org"));
	expect_int(0, work_mails("cat@example.org"));
}

Test_engines(api_event_invite, of_a_draft_they_are_told_when_it_is_published)
{
	given_user("bob");
	given_event("e", .draft = true);
	expect(200, invite_user("bob"));
	expect(200, invite_address("gus@else.example"));
	work();
	expect_int(0, work_mails("bob@example.org"));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("ann", POST, "/events/%s/publish", id("e")));
	work();
	expect_int(1, work_mails("bob@example.org"));
	expect_int(1, work_mails("gus@else.example"));
}

Test_engines(api_event_invite, one_that_is_withdrawn_opens_nothing)
{
	char *token, *invitation;

	given_user("bob");
	given_event("e", .is_private = true);
	expect(200, invite_address("gus@else.example"));
	token = token_mailed("gus@else.example");
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	invitation = body("/0/id");
	given_event("other");
	expect_problem(404, "not_found",
	    as("ann", DELETE, "/events/%s/invites/%s", id("other"),
		invitation));
	expect(204,
	    as("ann", DELETE, "/events/%s/invites/%s", id("e"), invitation));
	expect(404, anonymous(GET, "/guest-rsvps/%s", token));
	expect(200, invite_user("bob"));
	token = token_mailed("bob@example.org");
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	expect(204,
	    as("ann", DELETE, "/events/%s/invites/%s", id("e"), body("/0/id")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(404, anonymous(GET, "/guest-rsvps/%s", token));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(0, body_int("/spots_taken"));
}

/* However often the same address is invited anew. */
Test_engines(api_event_invite, an_address_gets_one_mail_a_week)
{
	given_event("e");
	for (int i = 0; i < 3; i++) {
		expect(200, invite_address("gus@else.example"));
		work();
		expect(200, as("ann", GET, "/events/%s/invites", id("e")));
		expect(204, as("ann", DELETE, "/events/%s/invites/%s", id("e"),
				body("/0/id")));
	}
	expect(200, invite_address("gus@else.example"));
	work();
	expect_int(1, work_mails("gus@else.example"));
}

Test_engines(api_event_invite, who_is_new_invites_twenty_a_day)
{
	char *emails = text("%s", "");

	for (int i = 0; i < 20; i++)
		emails = text(
		    "%s%s\"x%d@else.example\"", emails, i ? "," : "", i);
	given_event("e");
	expect(200, invite("ann", text("\"emails\":[%s]", emails)));
	expect_invited(20, 0);
	given_event("e");
	expect_problem(429, "rate_limited", invite_address("y@else.example"));
	expect_text("20 people are the most that are named within a day.",
	    body("/detail"));
	work_sql("UPDATE users SET created_at = created_at - interval '2 days'",
	    "UPDATE users SET created_at = created_at - 172800000000");
	expect(200, invite_address("y@else.example"));
}
