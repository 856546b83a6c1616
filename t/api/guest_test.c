/*
 * Guests and hosts of events, and events that are hidden.
 */
#include "t/lib/api.h"
#include "t/lib/work.h"

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

/* All in a group of ann's, who sees them there. */
static void
given_people(void)
{
	static const char *const people[] = { "bob", "cat", "dan" };

	given_admin("root");
	given("k", "ann", "/groups {'name': 'k'}");
	for (size_t i = 0; i < N_OF(people); i++)
		expect(200, as(people[i], POST, "/groups/%s/join", id("k")));
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
	api_set("EVENT_INVITES_PER_DAY", "10");
	work_sql("UPDATE users SET created_at = created_at - interval '2 days'",
	    "UPDATE users SET created_at = created_at - 172800000000");
	for (int i = 0; i < 10; i++) {
		given_user(text("u%d", i));
		expect(204, set("ann", PUT, "guests", text("u%d", i)));
	}
	expect_problem(429, "rate_limited", set("ann", PUT, "guests", "bob"));
	expect_text("10 people are the most that are named within a day.",
	    body("/detail"));
	expect_problem(429, "rate_limited", set("ann", PUT, "hosts", "bob"));
	expect(204, set("ann", PUT, "guests", "u7"));
}

Test_engines(api_guest, so_many_hosts)
{
	given_private();
	work_sql("UPDATE users SET created_at = created_at - interval '2 days'",
	    "UPDATE users SET created_at = created_at - 172800000000");
	for (int i = 0; i < 50; i++) {
		expect(
		    200, as(text("u%d", i), POST, "/groups/%s/join", id("k")));
		expect(204, set("ann", PUT, "hosts", text("u%d", i)));
	}
	expect_problem(403, "forbidden", set("ann", PUT, "hosts", "bob"));
	expect_text("50 hosts are the most.", body("/detail"));
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

static void
expect_role(const char *user, const char *role)
{
	const char *found = "none";

	expect(200, as("dan", GET, "/events/%s/hosts", id("e")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/user_id", i)), id(user)))
			found = body(text("/%d/role", i));
	expect_text(role, found);
}

Test_engines(api_guest, who_is_at_the_door_sees_who_comes_and_no_more)
{
	given_people();
	given_event("e", .is_private = true);
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'door'}",
			id("e"), id("bob")));
	expect(204, set("ann", PUT, "guests", "cat"));
	expect(204, set("ann", PUT, "guests", "dan"));
	expect(200,
	    as("cat", PUT,
		"/events/%s/rsvps/me {'status': 'attending', 'note': 'late'}",
		id("e")));
	expect(200, answer("dan", "maybe"));
	/* who blocks them is let in all the same */
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect_listed(1, "bob", text("/events/%s/rsvps", id("e")));
	expect_text("Cat", body("/0/user/first_name"));
	expect_text("null", body("/0/note"));
	expect_text("null", body("/0/arrived"));
	expect_problem(403, "forbidden",
	    as("bob", GET, "/events/%s/rsvps?status=maybe", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", GET, "/events/%s/rsvps?attended=false", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect_problem(
	    403, "forbidden", as("bob", GET, "/events/%s/guests", id("e")));
	expect_problem(403, "forbidden", set("bob", PUT, "guests", "dan"));
	expect_role("bob", "door");
	expect(204, set("ann", PUT, "hosts", "bob"));
	expect_role("bob", "co_host");
	expect(200, as("bob", PATCH, "/events/%s {'title': 'B'}", id("e")));
}

Test_engines(api_guest, hosts_are_shown_to_who_sees_the_event)
{
	given_people();
	given_user("eve");
	given_event("e");
	expect(204, set("ann", PUT, "hosts", "bob"));
	expect(204, set("ann", PUT, "hosts", "dan"));
	expect_listed(2, "cat", text("/events/%s/hosts", id("e")));
	expect_text("Bob", body("/0/user/first_name"));
	expect_text("co_host", body("/0/role"));
	expect(200, as("eve", GET, "/users/%s", id("bob")));
	expect(404, as("eve", GET, "/users/%s", id("cat")));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect_listed(1, "cat", text("/events/%s/hosts", id("e")));
	expect_listed(2, "dan", text("/events/%s/hosts", id("e")));
	given_suspended("bob");
	expect_listed(1, "ann", text("/events/%s/hosts", id("e")));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect(404, as("cat", GET, "/events/%s/hosts", id("e")));
}

/* Nobody's name is read by naming their id. */
Test_engines(api_guest, an_id_alone_opens_nothing)
{
	given_user("eve");
	given_event("e");
	expect(404, set("ann", PUT, "hosts", "eve"));
	expect(204, set("ann", PUT, "guests", "eve"));
	expect_listed(1, "ann", text("/events/%s/guests", id("e")));
	expect_text(id("eve"), body("/0/user_id"));
	expect_text("null", body("/0/user"));
	expect(404, set("ann", PUT, "hosts", "eve"));
	expect(404, as("ann", POST, "/events/%s/transfer {'user_id': '%s'}",
			id("e"), id("eve")));
	expect(404, as("ann", GET, "/users/%s", id("eve")));
	expect(200, answer("eve", "maybe"));
	expect_listed(1, "ann", text("/events/%s/guests", id("e")));
	expect_text("Eve", body("/0/user/first_name"));
	expect(204, set("ann", PUT, "hosts", "eve"));
	expect_listed(0, "eve", text("/events/%s/guests", id("e")));
}

static int
transfer(const char *by, const char *to)
{
	return as(
	    by, POST, "/events/%s/transfer {'user_id': '%s'}", id("e"), id(to));
}

Test_engines(api_guest, an_event_is_handed_over_by_its_organizer)
{
	given_people();
	given_event("e", .is_private = true, .capacity = 1, .waitlist = true);
	expect(204, set("ann", PUT, "hosts", "bob"));
	expect(204, set("ann", PUT, "guests", "cat"));
	expect(204, set("ann", PUT, "guests", "dan"));
	expect(200, answer("cat", "attending"));
	expect(202, answer("dan", "attending"));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect_problem(403, "forbidden", transfer("bob", "bob"));
	expect_problem(403, "forbidden", transfer("cat", "cat"));
	expect_problem(409, "invalid_transition", transfer("ann", "ann"));
	expect(200, transfer("ann", "bob"));
	expect_text(id("bob"), body("/organizer_id"));
	cr_expect(jobs_with("event_handed_over", id("bob")) == 1);
	expect_role("ann", "co_host");
	expect(403, transfer("ann", "ann"));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'A'}", id("e")));
	/* nobody comes whom the new one does not see */
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(200, as("dan", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
	expect(204, as("bob", DELETE, "/events/%s", id("e")));
}

Test_engines(api_guest, what_is_for_members_passes_to_a_member)
{
	given_people();
	given("c", "ann", "/clusters {'name': 'c'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given("e", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), id("c"));
	expect_problem(403, "forbidden", transfer("ann", "cat"));
	expect(200, transfer("ann", "bob"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("event.handover", body("/0/action"));
	expect_text(id("bob"), body("/0/subject_id"));
}
