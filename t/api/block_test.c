/*
 * Blocks: what neither of two sees of the other any more, and what is over
 * between them.
 */
#include "app/block.h"
#include "base/clock.h"
#include "generated/query/block.h"
#include "generated/query/user.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"

#include "base/banned.h"

enum { PROCESSES = 8, ROUNDS = 40 };

static int
block(const char *by, const char *name)
{
	return as(by, PUT, "/users/me/blocks/%s", id(name));
}

static int
unblock(const char *by, const char *name)
{
	return as(by, DELETE, "/users/me/blocks/%s", id(name));
}

/* Whether two find each other, from both sides. */
static void
expect_seen(int status)
{
	expect(status, as("ann", GET, "/users/%s", id("bob")));
	expect(status, as("bob", GET, "/users/%s", id("ann")));
}

/* Ann and bob, who see each other. */
static void
given_both(void)
{
	given_user("bob");
	given("both", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("both")));
}

Test_engines(api_block, hides_each_from_the_other)
{
	given_both();
	expect_seen(200);
	for (int i = 0; i < 2; i++) {
		expect(204, block("ann", "bob"));
		expect_seen(404);
	}
	expect(200, as("ann", GET, "/users/%s", id("ann")));
	expect(204, unblock("ann", "bob"));
	expect_seen(200);
	expect(204, unblock("ann", "bob"));
}

Test_engines(api_block, lists_whom_one_has_blocked_oneself)
{
	given_both();
	given_user("cat");
	expect(204, block("ann", "cat"));
	expect(204, block("ann", "bob"));
	expect(204, block("bob", "ann"));
	expect(200, as("ann", GET, "/users/me/blocks?limit=1"));
	expect_int(1, body_count(""));
	expect_text(id("cat"), body("/0/user_id"));
	expect_text("null", body("/0/user"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_text(id("bob"), body("/0/user/id"));
	expect(200, as("cat", GET, "/users/me/blocks"));
	expect_int(0, body_count(""));
}

/* Nor is who has blocked one seen, whatever one shares. */
Test_engines(api_block, opens_no_id)
{
	given_both();
	expect(204, block("bob", "ann"));
	for (int i = 0; i < 2; i++) {
		expect(204, block("ann", "bob"));
		expect(200, as("ann", GET, "/users/me/blocks"));
		expect_text(id("bob"), body("/0/user_id"));
		expect_text("null", body("/0/user"));
		expect(204, unblock("ann", "bob"));
	}
	expect(204, unblock("bob", "ann"));
	expect(204, block("ann", "bob"));
	expect(200, as("ann", GET, "/users/me/blocks"));
	expect_text("Bob", body("/0/user/first_name"));
}

Test_engines(api_block, of_one_side_outlasts_the_others)
{
	given_both();
	expect(204, block("ann", "bob"));
	expect(204, block("bob", "ann"));
	expect(204, unblock("ann", "bob"));
	expect_seen(404);
	expect(200, as("ann", GET, "/users/me/blocks"));
	expect_int(0, body_count(""));
	expect(204, unblock("ann", "bob"));
	expect_seen(404);
	expect(204, unblock("bob", "ann"));
	expect_seen(200);
}

/* Whoever is blocked takes nothing away. */
Test_engines(api_block, is_not_ended_by_who_is_blocked)
{
	given_both();
	expect(204, block("ann", "bob"));
	expect(204, unblock("bob", "ann"));
	expect_seen(404);
}

Test_engines(api_block, is_of_somebody_else_who_exists)
{
	given_both();
	expect_problem(422, "validation_failed", block("ann", "ann"));
	expect_problem(404, "not_found",
	    as("ann", PUT,
		"/users/me/blocks/"
		"01890a5d-ac96-774b-bcce-b302099a8057"));
	expect_problem(404, "not_found",
	    as("ann", DELETE,
		"/users/me/blocks/"
		"01890a5d-ac96-774b-bcce-b302099a8057"));
}

/* Ann blocks so many people, straight in the database. */
static void
given_blocks(int n)
{
	struct db *db = given_db();

	for (int i = 0; i < n; i++) {
		struct user_id user = { uuid_new() };
		const char *email = text("user%d@example.org", i);

		cr_assert(
		    q_user_add(db, .id = user, .email = email,
			.email_key = email, .password_hash = NULL,
			.is_verified = true, .first_name = "User",
			.last_name = "Example", .words = NULL,
			.role = USER_ROLE_ATTENDEE, .now = 1, NULL) == ERR_OK);
		cr_assert(
		    q_block_add(db, .user = given_user_id("ann"), .other = user,
			.known = true, .now = 1 + i, NULL) == ERR_OK);
	}
}

Test_engines(api_block, has_a_bound)
{
	given_both();
	given_blocks(APP_BLOCKS_MAX - 1);
	/* of those who have blocked ann herself there may be any number */
	given_user("eve");
	expect(204, block("eve", "ann"));
	expect(204, block("ann", "bob"));
	expect_problem(422, "validation_failed", block("ann", "eve"));
	expect(204, block("ann", "bob"));
	expect(204, unblock("ann", "bob"));
	expect(204, block("ann", "eve"));
	expect(200, as("ann", GET, "/users/me/blocks?limit=200"));
	expect_int(200, body_count(""));
}

Test_engines(api_block, holds_in_the_members_of_a_space)
{
	given_both();
	given("c", "eve", "/clusters {'name': 'x'}");
	expect(200, as("ann", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(204, block("ann", "bob"));
	expect(200, as("ann", GET, "/clusters/%s/members", id("c")));
	expect_int(2, body_count(""));
	cr_expect(!response_contains(id("bob")));
	expect(
	    404, as("ann", GET, "/clusters/%s/members/%s", id("c"), id("bob")));
	expect(200, as("bob", GET, "/clusters/%s/members", id("c")));
	cr_expect(!response_contains(id("ann")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_int(2, body_int("/member_count"));
	expect(200, as("eve", GET, "/clusters/%s", id("c")));
	expect_int(3, body_int("/member_count"));
	expect(200, as("eve", GET, "/clusters/%s/members", id("c")));
	expect_int(3, body_count(""));
}

/* Who owns them, in each answer that says so. */
static void
expect_owner_shown(const char *want)
{
	static const char *const paths[] = { "/groups", "/users/me/groups",
		"/groups/group_list", "/groups/my_groups" };

	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text(want, body("/owner_id"));
	expect(200, as("bob", GET, "/groups/%s", id("g")));
	expect_text(want, body("/organizer_id"));
	for (size_t i = 0; i < N_OF(paths); i++) {
		expect(200, as("bob", GET, "%s", paths[i]));
		cr_expect(response_contains("\"g\""), "%s", paths[i]);
		cr_expect(
		    response_contains(id("ann")) == str_eq(want, id("ann")),
		    "%s: %s", paths[i], response()->body);
	}
}

Test_engines(api_block, hides_who_owns_a_space)
{
	given("c", "ann", "/clusters {'name': 'c'}");
	given("g", "ann", "/groups {'name': 'g'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_owner_shown(id("ann"));
	expect(204, block("ann", "bob"));
	expect_owner_shown("null");
	expect(204, unblock("ann", "bob"));
	expect_owner_shown(id("ann"));
}

/* An event is its organizer's. */
Test_engines(api_block, of_a_host_hides_no_event_of_others)
{
	given_event("e", .by = "cat");
	given_user("ann");
	given_user("bob");
	expect(200, attend("bob", "e"));
	expect(200, attend("ann", "e"));
	expect(204, as("cat", PUT, "/events/%s/hosts/%s", id("e"), id("ann")));
	expect(204, block("bob", "ann"));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_text("attending", body("/my_rsvp/status"));
	expect(200, as("bob", GET, "/events/%s/rsvps", id("e")));
	cr_expect(!response_contains(id("ann")));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	cr_expect(response_contains(id("bob")));
}

Test_engines(api_block, takes_answers_away_and_their_seats_go_on)
{
	given_both();
	given_event("e", .by = "ann", .capacity = 1, .waitlist = true);
	given_event("b", .by = "bob");
	expect(200, attend("bob", "e"));
	expect(202, attend("cat", "e"));
	expect(200, attend("ann", "b"));
	expect(204, block("bob", "ann"));
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect(404, as("ann", GET, "/events/%s/rsvps/me", id("b")));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 1);
	cr_expect(jobs_with("\"mail\"", id("bob")) == 0);
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(1, body_int("/spots_taken"));
	expect(200, as("bob", GET, "/events/%s", id("b")));
	expect_int(0, body_int("/spots_taken"));
}

/* Seats, places in the line, refusals: all goes, whatever it was. */
Test_engines(api_block, takes_each_kind_of_answer)
{
	given_both();
	given_event("full", .by = "ann", .capacity = 1, .waitlist = true);
	given_event("maybe", .by = "ann");
	given_event("no", .by = "ann");
	expect(200, attend("cat", "full"));
	expect(202, attend("bob", "full"));
	expect(200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("maybe")));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("no")));
	expect(204, block("ann", "bob"));
	expect(200, as("bob", GET, "/users/me/rsvps"));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("full")));
	expect_int(1, body_count(""));
}

Test_engines(api_block, leaves_what_is_over_as_it_was)
{
	given_both();
	given_event("e", .by = "ann", .capacity = 2, .starts_in_h = 1);
	expect(200, attend("bob", "e"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("e"), in_hours(-3), in_hours(-2)));
	expect(204, block("ann", "bob"));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(1, body_int("/spots_taken"));
}

Test_engines(api_block, hides_answers_but_from_who_runs_the_event)
{
	given_both();
	given_event("e", .by = "eve");
	expect(200, attend("ann", "e"));
	expect(200, attend("bob", "e"));
	expect(204, block("ann", "bob"));
	expect(204, block("ann", "eve"));
	expect(204, unblock("ann", "eve"));
	expect(200, attend("ann", "e"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(1, body_count(""));
	cr_expect(!response_contains(id("bob")));
	expect(200, as("bob", GET, "/events/%s/rsvps", id("e")));
	expect_int(1, body_count(""));
	expect(200, as("eve", GET, "/events/%s/rsvps", id("e")));
	expect_int(2, body_count(""));
}

Test_engines(api_block, shows_an_organizer_all_who_come)
{
	given_both();
	given_event("e", .by = "ann", .starts_in_h = 1);
	expect(200, attend("bob", "e"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("e"), in_hours(-3), in_hours(-2)));
	expect(204, block("bob", "ann"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(1, body_count(""));
}

Test_engines(api_block, ends_invites_between_the_two)
{
	char *code;

	given_both();
	given_user("cat");
	given("g", "ann", "/groups {'name': 'x', 'join_policy': 'invite'}");
	expect(201,
	    as("ann", POST, "/groups/%s/invites {'user_ids': ['%s', '%s']}",
		id("g"), id("bob"), id("cat")));
	code = body("/0/code");
	expect(204, block("bob", "ann"));
	expect_problem(404, "not_found", anonymous(GET, "/invites/%s", code));
	expect(200, as("cat", GET, "/users/me/invites"));
	expect_int(1, body_count(""));
	/* and one made later is not heard of */
	expect(201, as("ann", POST, "/groups/%s/invites {'user_ids': ['%s']}",
			id("g"), id("bob")));
	code = body("/0/code");
	expect(200, as("bob", GET, "/users/me/invites"));
	expect_int(0, body_count(""));
	expect(200, as("bob", GET, "/invites/%s", code));
	expect_text("null", body("/by"));
	expect(200, as("cat", GET, "/invites/%s", code));
	expect_text("Ann", body("/by/first_name"));
}

/* As a worker does it. */
static void
run_job(void)
{
	struct arena arena;
	struct fault fault = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &fault,
		.now_us = clock_now_us() };

	arena_init(&arena, 1 << 16);
	cr_assert(db_begin(call.db) == ERR_OK);
	cr_assert(app_block_run(
		      &call, text("{\"user_id\":\"%s\",\"other_id\":\"%s\"}",
				 id("ann"), id("bob"))) == ERR_OK);
	cr_assert(db_commit(call.db) == ERR_OK);
	arena_release(&arena);
}

/* The job that looks once more finds an answer that came beside the block. */
Test_engines(api_block, is_looked_after_once_more)
{
	given_both();
	given_event("e", .by = "ann");
	expect(204, block("ann", "bob"));
	cr_expect(jobs_with(id("ann"), id("bob")) == 1);
	expect(204, unblock("ann", "bob"));
	expect(200, attend("bob", "e"));
	cr_assert(q_block_add(given_db(), .user = given_user_id("ann"),
		      .other = given_user_id("bob"), .known = true, .now = 1,
		      NULL) == ERR_OK);
	run_job();
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("e")));
}

static struct {
	char *logins[2], *targets[2];
} race;

/* Half of the processes are ann, half are bob; all end with a block. */
static int
toggle(int i)
{
	int side = i % 2;

	for (int n = 0; n < ROUNDS; n++) {
		if (api_ask(race.logins[side], PUT, race.targets[side], NULL) !=
		    204)
			return 1;
		if (n < ROUNDS - 1 && api_ask(race.logins[side], DELETE,
					  race.targets[side], NULL) != 204)
			return 2;
	}
	return 0;
}

Test_engines(api_block, of_two_at_once_is_whole)
{
	static const char *const names[] = { "ann", "bob" };
	int results[PROCESSES];

	given_both();
	for (int i = 0; i < 2; i++) {
		race.logins[i] = given_login(NULL, names[i]);
		race.targets[i] = text(
		    "/api/v1/users/me/blocks/%s", id(names[!i]));
	}
	api_in_processes(PROCESSES, toggle, results);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(results[i] == 0, "%d: %d", i, results[i]);
	expect_seen(404);
	for (int i = 0; i < 2; i++) {
		expect(204, block(names[i], names[!i]));
		expect(200, as(names[i], GET, "/users/me/blocks"));
		expect_int(1, body_count(""));
	}
	expect(204, unblock("ann", "bob"));
	expect_seen(404);
	expect(204, unblock("bob", "ann"));
	expect_seen(200);
}
