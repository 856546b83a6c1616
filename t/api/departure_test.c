/*
 * What becomes of events and answers when somebody leaves, is removed or
 * banned.
 */
#include "generated/query/guest.h"
#include "t/api/invariants.h"
#include "t/api/series_given.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
answer(const char *user, const char *event, const char *status)
{
	return as(user, PUT, "/events/%s/rsvps/me {'status': '%s'}", id(event),
	    status);
}

/* An event by a member, for those whom its visibility says. */
static void
given_by(const char *name, const char *user, const char *members)
{
	expect(201, as(user, POST,
			"/events {'title': '%s', 'start_time': '%s', "
			"'end_time': '%s', 'capacity': 1, 'waitlist': true, "
			"%s}",
			name, in_hours(1), in_hours(2), members));
	keep(name);
}

static char *
for_cluster(void)
{
	return text(
	    "\"visibility\": \"cluster\", \"cluster_id\": \"%s\"", id("c"));
}

static char *
for_group(void)
{
	return text("\"visibility\": \"group\", \"group_id\": \"%s\"", id("g"));
}

/* Ann's cluster c with a group g; bob, cat and dan are in both. */
static void
given_spaces(void)
{
	static const char users[][4] = { "bob", "cat", "dan" };

	given_user("eve");
	given("c", "ann", "/clusters {'name': 'c'}");
	given("g", "ann", "/groups {'name': 'g', 'cluster_id': '%s'}", id("c"));
	for (size_t i = 0; i < N_OF(users); i++) {
		expect(200, as(users[i], POST, "/clusters/%s/join", id("c")));
		expect(200, as(users[i], POST, "/groups/%s/join", id("g")));
	}
}

static void
expect_rsvp(const char *want, const char *user, const char *event)
{
	int status = as(user, GET, "/events/%s/rsvps/me", id(event));

	cr_expect(str_eq(status == 200 ? body("/status") : "none", want),
	    "%s of %s: %s", event, user, response()->body);
}

Test_engines(api_departure, who_leaves_gives_up_seats_and_others_move_up)
{
	given_spaces();
	given_by("a", "ann", for_cluster());
	given_by("b", "ann", for_group());
	given_event("p");
	for (char e = 'a'; e <= 'b'; e++) {
		expect(200, answer("bob", text("%c", e), "attending"));
		expect(202, answer("cat", text("%c", e), "attending"));
	}
	expect(200, answer("bob", "p", "attending"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_rsvp("none", "bob", "a");
	expect_rsvp("none", "bob", "b");
	expect_rsvp("attending", "bob", "p");
	expect_rsvp("attending", "cat", "a");
	expect_rsvp("attending", "cat", "b");
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 2);
	expect(200, as("ann", GET, "/events/%s", id("a")));
	expect_int(1, body_int("/spots_taken"));
}

Test_engines(api_departure, leaving_a_group_keeps_what_the_cluster_gives)
{
	given_spaces();
	given_by("a", "ann", for_cluster());
	given_by("b", "ann", for_group());
	expect(200, answer("bob", "a", "attending"));
	expect(200, answer("bob", "b", "attending"));
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_rsvp("attending", "bob", "a");
	expect_rsvp("none", "bob", "b");
}

Test_engines(api_departure, a_guest_stays_one)
{
	given_spaces();
	given_by("a", "ann", for_cluster());
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("a"), id("bob")));
	expect(200, answer("bob", "a", "attending"));
	expect(204, as("ann", DELETE, "/clusters/%s/members/%s {}", id("c"),
			id("bob")));
	expect_rsvp("attending", "bob", "a");
	expect(200, as("bob", GET, "/events/%s", id("a")));
}

/* What is hidden meanwhile has its answers when it is shown again. */
Test_engines(api_departure, what_is_hidden_keeps_the_answers_of_members)
{
	given_admin("root");
	given_spaces();
	given_by("a", "ann", for_cluster());
	expect(200, answer("bob", "a", "attending"));
	expect(200, as("root", POST, "/events/%s/hide", id("a")));
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_rsvp("attending", "bob", "a");
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_rsvp("none", "bob", "a");
}

Test_engines(api_departure, what_is_over_stays_as_it_was)
{
	given_spaces();
	given_by("a", "ann", for_cluster());
	expect(200, answer("bob", "a", "attending"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("a"), in_hours(-3), in_hours(-2)));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_rsvp("attending", "bob", "a");
}

Test_engines(api_departure, a_ban_takes_answers_to_public_events_too)
{
	given_spaces();
	given_by("a", "ann", text("\"cluster_id\": \"%s\"", id("c")));
	given_by("b", "ann", text("\"group_id\": \"%s\"", id("g")));
	expect(200, answer("bob", "a", "attending"));
	expect(202, answer("eve", "a", "attending"));
	expect(200, answer("eve", "b", "attending"));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("a"), id("bob")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_rsvp("none", "bob", "a");
	expect_rsvp("attending", "eve", "a");
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("eve")));
	expect_rsvp("none", "eve", "a");
	expect_rsvp("none", "eve", "b");
	expect_problem(403, "forbidden",
	    as("ann", PUT, "/events/%s/guests/%s", id("a"), id("bob")));
	cr_expect(jobs_with(id("eve"), "user_id") >= 1);
}

/* As if the space had been closed long ago. */
#define CLOSED_LONG_AGO                                               \
	work_sql("UPDATE space SET closes_at = closes_at - interval " \
		 "'80 hours'",                                        \
	    "UPDATE space SET closes_at = closes_at - 80 * 3600000000")

Test_engines(api_departure, events_outlive_the_space_that_they_were_made_in)
{
	given_spaces();
	given_by("a", "ann", for_cluster());
	given_by("b", "ann", for_group());
	given_by("p", "ann", text("\"group_id\": \"%s\"", id("g")));
	given_by("d", "ann", text("%s, \"draft\": true", for_group()));
	expect(200, answer("bob", "a", "attending"));
	expect(200, answer("bob", "b", "attending"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("b"), in_hours(-3), in_hours(-2)));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	CLOSED_LONG_AGO;
	work();
	expect(404, as("ann", GET, "/clusters/%s", id("c")));
	expect(200, as("bob", GET, "/events/%s", id("a")));
	expect_text("cancelled", body("/status"));
	expect_text("private", body("/visibility"));
	expect_text("null", body("/cluster_id"));
	expect(404, as("cat", GET, "/events/%s", id("a")));
	expect(200, as("bob", GET, "/events/%s", id("b")));
	expect_text("completed", body("/status"));
	expect_text("null", body("/group_id"));
	expect(200, anonymous(GET, "/events/%s", id("p")));
	expect_text("cancelled", body("/status"));
	expect(200, as("ann", GET, "/events/%s", id("d")));
	expect_text("draft", body("/status"));
}

/* Who has it now. */
static void
expect_organizer(const char *event, const char *user)
{
	expect(200, as(user, GET, "/events/%s", id(event)));
	expect_text(id(user), body("/organizer_id"));
	expect(200, as(user, PATCH, "/events/%s {'title': 'y'}", id(event)));
	cr_expect(jobs_with("event_handed_over", id(event)) == 1);
}

Test_engines(api_departure, events_pass_to_a_host_or_the_owner)
{
	given_spaces();
	given_by("a", "bob", for_cluster());
	given_by("b", "bob", for_cluster());
	given_by("g1", "bob", for_group());
	given_by("p", "bob", text("\"cluster_id\": \"%s\"", id("c")));
	given_by("d", "bob", text("%s, \"draft\": true", for_cluster()));
	given_by("own", "bob",
	    text("\"visibility\": \"private\", \"cluster_id\": \"%s\"",
		id("c")));
	expect(200, answer("eve", "p", "maybe")); /* which shows her to bob */
	expect(204, as("bob", PUT, "/events/%s/hosts/%s", id("a"), id("eve")));
	expect(204, as("bob", PUT, "/events/%s/hosts/%s", id("a"), id("cat")));
	expect(204, as("bob", PUT, "/events/%s/hosts/%s", id("a"), id("dan")));
	expect(200, answer("bob", "a", "attending"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_organizer("a", "cat");
	expect_organizer("b", "ann");
	expect_organizer("g1", "ann");
	expect(404, as("bob", GET, "/events/%s", id("a")));
	expect_rsvp("none", "bob", "a");
	for (const char *const *e =
		 (const char *const[]){ "p", "d", "own", NULL };
	     *e; e++) {
		expect(200, as("bob", GET, "/events/%s", id(*e)));
		expect_text(id("bob"), body("/organizer_id"));
	}
	expect_problem(
	    403, "forbidden", as("bob", POST, "/events/%s/publish", id("d")));
	expect(200, as("ann", GET, "/clusters/%s/audit-log?limit=5", id("c")));
	cr_expect(response_contains("event.handover"));
}

/* Bob's event passes to ann, whom cat and dan do not see. */
Test_engines(api_departure, nobody_comes_to_an_heir_whom_they_have_blocked)
{
	given_spaces();
	given_by("e", "bob", for_cluster());
	expect(204, as("bob", PUT, "/events/%s/guests/%s", id("e"), id("dan")));
	expect(200, answer("cat", "e", "attending"));
	expect(202, answer("ann", "e", "attending"));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("ann")));
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("dan")));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_rsvp("none", "cat", "e");
	expect_rsvp("attending", "ann", "e");
	expect(404, as("dan", GET, "/events/%s", id("e")));
	expect(204, as("ann", DELETE, "/users/me/blocks/%s", id("dan")));
	expect(204, as("dan", POST, "/clusters/%s/leave", id("c")));
	expect(404, as("dan", GET, "/events/%s", id("e")));
}

/* An open event of ann's cluster, which turns private; cat comes and stays. */
static void
given_open_series(void)
{
	given("c", "ann", "/clusters {'name': 'c'}");
	given_series("s", text(FIVE ", \"cluster_id\": \"%s\"", id("c")));
	keep_id("first", date("s", 0));
	for (int i = 0; i < 3; i++)
		expect(200, answer(((const char *[]){ "bob", "cat", "dan" })[i],
				"first", "attending"));
	work_sql(text("UPDATE event SET start_time = start_time - interval "
		      "'9 days', end_time = end_time - interval '9 days' "
		      "WHERE id = '%s'",
		     id("first")),
	    text("UPDATE event SET start_time = start_time - 777600000000, "
		 "end_time = end_time - 777600000000 "
		 "WHERE id = text_uuid('%s')",
		id("first")));
}

Test_engines(api_departure, who_came_before_a_ban_or_block_is_no_guest)
{
	given_open_series();
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(204, as("dan", PUT, "/users/me/blocks/%s", id("ann")));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("s")));
	expect(404, as("bob", GET, "/events/%s", id("s")));
	expect(200, as("cat", GET, "/events/%s", id("s")));
	expect_invariant("guests who are banned");
	expect_invariant("guests of whom they are apart from");
}

/* Whoever names somebody does not see the ban that is being written. */
Test_engines(api_departure, who_was_named_beside_a_ban_is_no_guest)
{
	struct event_id event;

	given_user("bob");
	given("c", "ann", "/clusters {'name': 'c'}");
	given_by("e", "ann",
	    text("\"visibility\": \"private\", \"cluster_id\": \"%s\"",
		id("c")));
	cr_assert(uuid_parse(id("e"), &event.v));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	cr_assert(q_guest_put(given_db(), .event = event,
		      .user = given_user_id("bob"), .by = given_user_id("ann"),
		      .now = 1, NULL) == ERR_OK);
	expect(200, as("bob", GET, "/events/%s", id("e")));
	work_sql("UPDATE job SET run_at = created_at",
	    "UPDATE job SET run_at = created_at");
	work();
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect_invariants();
}
