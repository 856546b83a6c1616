/*
 * Guests and hosts of events, and events that are hidden.
 */
#include "t/lib/api.h"

#include "base/banned.h"

static int
answer(const char *user, const char *status)
{
	return as(
	    user, PUT, "/events/%s/rsvps/me {'status': '%s'}", id("e"), status);
}

static int
set(const char *by, const char *method, const char *what, const char *user)
{
	return as(by, method, "/events/%s/%s/%s", id("e"), what, id(user));
}

static void
given_people(void)
{
	given_admin("root");
	given_user("bob");
	given_user("cat");
	given_user("dan");
}

static void
given_private(void)
{
	given_people();
	given_event("e", .is_private = true, .capacity = 1, .waitlist = true);
}

/* How many events a list has. */
static void
expect_listed(int n, const char *user, const char *path)
{
	expect(200, as(user, GET, "%s", path));
	expect_int(n, body_count(""));
}

Test_engines(api_guest, a_guest_sees_and_answers_a_private_event)
{
	given_private();
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(204, set("ann", PUT, "guests", "bob"));
	expect(204, set("ann", PUT, "guests", "bob"));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_listed(1, "bob", "/events");
	expect_listed(1, "bob", text("/events?from=%s", in_hours(0)));
	expect_listed(1, "bob", "/events?status=published");
	expect_listed(0, "cat", "/events");
	expect(200, answer("bob", "attending"));
	expect(404, answer("cat", "attending"));
}

Test_engines(api_guest, who_is_taken_off_the_list_loses_answer_and_seat)
{
	given_private();
	expect(204, set("ann", PUT, "guests", "bob"));
	expect(204, set("ann", PUT, "guests", "cat"));
	expect(200, answer("bob", "attending"));
	expect(202, answer("cat", "attending"));
	expect(204, set("ann", DELETE, "guests", "bob"));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
	expect(204, set("ann", DELETE, "guests", "bob"));
}

Test_engines(api_guest, of_a_public_event_a_guest_keeps_the_answer)
{
	given_people();
	given_event("e");
	expect(204, set("ann", PUT, "guests", "bob"));
	expect(200, answer("bob", "attending"));
	expect(204, set("ann", DELETE, "guests", "bob"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
}

Test_engines(api_guest, a_draft_is_seen_by_hosts_alone)
{
	given_people();
	given_event("e", .draft = true);
	expect(204, set("ann", PUT, "guests", "bob"));
	expect(204, set("ann", PUT, "hosts", "cat"));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("cat", GET, "/events/%s", id("e")));
	expect_listed(0, "bob", "/events");
	expect_listed(1, "cat", "/events");
	expect(200, as("cat", POST, "/events/%s/publish", id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_guest, a_host_runs_the_event_and_names_no_hosts)
{
	given_private();
	expect(204, set("ann", PUT, "hosts", "bob"));
	expect(200, as("bob", PATCH,
			"/events/%s {'title': 'B', 'online_url': "
			"'https://meet.test/x'}",
			id("e")));
	expect_text("https://meet.test/x", body("/online_url"));
	expect(200, as("bob", GET, "/events/%s/rsvps?status=maybe", id("e")));
	expect(204, set("bob", PUT, "guests", "cat"));
	expect_problem(403, "forbidden", set("bob", PUT, "hosts", "cat"));
	expect_problem(403, "forbidden", set("cat", PUT, "guests", "dan"));
	expect_problem(
	    403, "forbidden", as("bob", DELETE, "/events/%s", id("e")));
	expect(204, set("bob", DELETE, "guests", "bob"));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(204, set("ann", DELETE, "hosts", "bob"));
	expect(403, as("bob", PATCH, "/events/%s {'title': 'C'}", id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_guest, not_everybody_can_be_named)
{
	given_private();
	expect_problem(
	    409, "invalid_transition", set("ann", PUT, "guests", "ann"));
	expect_problem(
	    409, "invalid_transition", set("ann", PUT, "hosts", "ann"));
	expect(404, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("e")));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("ann")));
	expect(404, set("ann", PUT, "guests", "cat"));
	expect(204, as("dan", PUT, "/users/me/blocks/%s", id("bob")));
	expect(204, set("ann", PUT, "hosts", "bob"));
	expect(404, set("bob", PUT, "guests", "dan"));
	given_suspended("dan");
	expect(404, set("ann", PUT, "guests", "dan"));
}

Test_engines(api_guest, a_block_ends_it)
{
	given_private();
	expect(204, set("ann", PUT, "guests", "bob"));
	expect(200, answer("bob", "attending"));
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(204, as("bob", DELETE, "/users/me/blocks/%s", id("ann")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_guest, so_many_a_day)
{
	given_private();
	for (int i = 0; i < 200; i++) {
		given_user(text("u%d", i));
		expect(204, set("ann", PUT, "guests", text("u%d", i)));
	}
	expect_problem(429, "rate_limited", set("ann", PUT, "guests", "bob"));
	expect_problem(429, "rate_limited", set("ann", PUT, "hosts", "bob"));
	expect(204, set("ann", PUT, "guests", "u7"));
}

Test_engines(api_guest, so_many_hosts)
{
	given_private();
	for (int i = 0; i < 50; i++) {
		given_user(text("u%d", i));
		expect(204, set("ann", PUT, "hosts", text("u%d", i)));
	}
	expect_problem(403, "forbidden", set("ann", PUT, "hosts", "bob"));
	expect(204, set("ann", PUT, "hosts", "u7"));
	expect(204, set("ann", PUT, "guests", "bob"));
}

/* Of those who answered nobody is locked out by it. */
Test_engines(api_guest, who_answered_a_public_event_is_a_guest_of_the_private)
{
	given_people();
	given_event("e");
	expect(200, answer("ann", "attending"));
	expect(200, answer("bob", "not_attending"));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(200, answer("bob", "attending"));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'public'}", id("e")));
	expect(200, as("cat", GET, "/events/%s", id("e")));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_guest, what_a_moderator_hides_only_its_hosts_see)
{
	given_people();
	given("c", "ann", "/clusters {'name': 'c'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	expect(201, as("bob", POST,
			"/events {'title': 'x', 'start_time': '%s', "
			"'end_time': '%s', 'visibility': 'cluster', "
			"'cluster_id': '%s'}",
			in_hours(1), in_hours(2), id("c")));
	keep("e");
	expect(200, answer("cat", "attending"));
	expect(204, set("bob", PUT, "guests", "dan"));
	expect_problem(
	    403, "forbidden", as("bob", POST, "/events/%s/hide", id("e")));
	expect_problem(
	    403, "forbidden", as("cat", POST, "/events/%s/hide", id("e")));
	expect(200, as("ann", POST, "/events/%s/hide", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/hide", id("e")));
	cr_expect(jobs_with("event_hidden", id("bob")) == 1);
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(404, as("dan", GET, "/events/%s", id("e")));
	expect(404, as("ann", GET, "/events/%s", id("e")));
	expect(404, as("cat", POST, "/events/%s/unhide", id("e")));
	expect(404, answer("dan", "attending"));
	expect_problem(409, "rsvp_closed", answer("bob", "attending"));
	expect(404, answer("cat", "maybe"));
	expect(200, answer("cat", "not_attending"));
	expect(200, as("bob", PATCH, "/events/%s {'title': 'y'}", id("e")));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(200, as("ann", POST, "/events/%s/unhide", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/unhide", id("e")));
	expect(200, answer("cat", "attending"));
	expect(200, as("dan", GET, "/events/%s", id("e")));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("event.unhide", body("/0/action"));
	expect_text("event.hide", body("/1/action"));
}
