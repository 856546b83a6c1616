/*
 * What hosts answer in place of others, and whom they remove.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"

#include "base/banned.h"

static int
answer_for(const char *by, const char *user, const char *status, int party)
{
	return as(by, PUT,
	    "/events/%s/rsvps/%s {'status': '%s', 'party_size': %d}", id("e"),
	    id(user), status, party);
}

static int
remove_from(const char *by, const char *user)
{
	return as(by, DELETE, "/events/%s/rsvps/%s", id("e"), id(user));
}

static int
answer(const char *user, const char *status)
{
	return as(
	    user, PUT, "/events/%s/rsvps/me {'status': '%s'}", id("e"), status);
}

static char *
rsvp_of(const char *user)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	return body("/status");
}

/* Those who are seen, for they are in a group of ann's. */
static void
given_friends(void)
{
	static const char *const friends[] = { "bob", "cat", "dan" };

	given("k", "ann", "/groups {'name': 'k'}");
	for (size_t i = 0; i < N_OF(friends); i++)
		expect(200, as(friends[i], POST, "/groups/%s/join", id("k")));
}

static void
expect_taken(int taken)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(taken, body_int("/spots_taken"));
}

Test_engines(api_rsvp_host, answers_in_place_of_somebody_who_is_told)
{
	given_friends();
	given_event("e", .capacity = 3);
	expect(200, answer_for("ann", "bob", "attending", 2));
	expect_text(id("bob"), body("/user_id"));
	expect_text("host", body("/source"));
	expect_int(2, body_int("/party_size"));
	expect_taken(2);
	cr_expect(jobs_with("rsvp_set", id("bob")) == 1);
	expect_text("attending", rsvp_of("bob"));
	expect(200, answer("bob", "maybe"));
	expect_text("api", body("/source"));
	expect_taken(0);
	/* of themselves a host knows */
	expect(200, answer_for("ann", "ann", "attending", 1));
	cr_expect(jobs_with("rsvp_set", id("ann")) == 0);
}

Test_engines(api_rsvp_host, keeps_a_note_unless_there_is_another)
{
	given_event("e");
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me "
			"{'status': 'maybe', 'note': 'vegan, please'}",
			id("e")));
	expect(200, answer_for("ann", "bob", "attending", 1));
	expect_text("vegan, please", body("/note"));
	expect(200, as("ann", PUT,
			"/events/%s/rsvps/%s "
			"{'status': 'attending', 'note': 'no nuts'}",
			id("e"), id("bob")));
	expect_text("no nuts", body("/note"));
	expect(200, as("ann", PUT,
			"/events/%s/rsvps/%s "
			"{'status': 'attending', 'note': null}",
			id("e"), id("bob")));
	expect_text("null", body("/note"));
}

Test_engines(api_rsvp_host, oversells_nothing_and_waits_like_others)
{
	given_friends();
	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, answer_for("ann", "bob", "attending", 2));
	expect(202, answer_for("ann", "cat", "attending", 1));
	expect_text("waitlisted", body("/status"));
	expect_int(1, body_int("/position"));
	expect_problem(
	    409, "event_full", answer_for("ann", "dan", "attending", 3));
	expect_problem(
	    409, "event_full", answer_for("ann", "bob", "attending", 3));
	expect_text("attending", rsvp_of("bob"));
	expect(202, answer_for("ann", "cat", "attending", 1));
	expect(200, answer_for("ann", "bob", "attending", 1));
	expect_text("attending", rsvp_of("cat"));
	cr_expect(jobs_with("promoted_from_waitlist", id("cat")) == 1);
	expect_taken(2);
	expect(
	    200, as("ann", PATCH, "/events/%s {'waitlist': false}", id("e")));
	expect_problem(
	    409, "event_full", answer_for("ann", "dan", "attending", 1));
	expect(404, as("dan", GET, "/events/%s/rsvps/me", id("e")));
}

Test_engines(api_rsvp_host, writes_when_nobody_else_may)
{
	given_friends();
	given_event("e", .capacity = 1, .waitlist = true,
	    .more = text(", 'rsvp_closes_at': '%s'", in_seconds(-60)));
	expect_problem(409, "rsvp_closed", answer("bob", "attending"));
	expect(200, answer_for("ann", "bob", "attending", 1));
	given_event("e", .capacity = 1, .waitlist = true, .starts_in_h = -150);
	expect_problem(409, "rsvp_closed", answer("bob", "attending"));
	expect(200, answer_for("ann", "bob", "attending", 1));
	/* nobody waits for what is over */
	expect_problem(
	    409, "event_full", answer_for("ann", "cat", "attending", 1));
	expect(204, remove_from("ann", "bob"));
	expect_text("removed", rsvp_of("bob"));
	given_event("e");
	expect(200, answer("bob", "attending"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("e"), in_hours(-180), in_hours(-170)));
	expect_problem(409, "rsvp_closed", remove_from("ann", "bob"));
	given_event("e", .starts_in_h = -180);
	expect_problem(
	    409, "rsvp_closed", answer_for("ann", "bob", "attending", 1));
	expect_problem(
	    409, "rsvp_closed", answer_for("ann", "bob", "not_attending", 1));
	given_event("e", .draft = true);
	expect_problem(
	    409, "rsvp_closed", answer_for("ann", "bob", "attending", 1));
	given_event("e");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(
	    409, "rsvp_closed", answer_for("ann", "bob", "attending", 1));
}

/* Somebody who waited when it ended was let in at the door. */
Test_engines(api_rsvp_host, seats_who_waited_when_it_was_over)
{
	given_friends();
	given_event("e", .capacity = 2, .waitlist = true);
	expect(200, attend_with("bob", "e", 2));
	expect(202, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("e"), in_hours(-3), in_hours(-1)));
	expect(200, answer_for("ann", "bob", "attending", 1));
	expect_text("waitlisted", rsvp_of("cat"));
	expect(200, answer_for("ann", "dan", "attending", 1));
	expect_text("attending", body("/status"));
	expect_taken(2);
	expect(200, as("ann", GET, "/events/%s/waitlist", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("cat"), body("/0/user_id"));
}

/* The id of somebody opens nothing: they must have answered, or be seen. */
Test_engines(api_rsvp_host, answers_for_those_alone_whom_it_knows)
{
	given_user("eve");
	given_event("e");
	expect(404, answer_for("ann", "eve", "attending", 1));
	expect(404, as("ann", PUT, "/events/%s/rsvps/%s {'status': 'maybe'}",
			id("e"), id("e")));
	expect(200, answer("eve", "not_attending"));
	expect(200, answer_for("ann", "eve", "attending", 1));
	given_suspended("eve");
	expect(404, answer_for("ann", "eve", "maybe", 1));
	expect(204, remove_from("ann", "eve"));
	given_user("dan");
	expect(404, remove_from("ann", "dan"));
}

Test_engines(api_rsvp_host, answers_for_those_alone_whom_it_is_for)
{
	given_friends();
	given_event("e", .is_private = true);
	expect_problem(
	    403, "forbidden", answer_for("ann", "bob", "attending", 1));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(200, answer_for("ann", "bob", "attending", 1));
	given_event("e");
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("ann")));
	expect(404, answer_for("ann", "cat", "attending", 1));
	given("c", "ann", "/clusters {'name': 'c'}");
	expect(200, as("dan", POST, "/clusters/%s/join", id("c")));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("dan")));
	expect_problem(
	    403, "forbidden", answer_for("ann", "dan", "attending", 1));
}

Test_engines(api_rsvp_host, is_who_runs_the_event)
{
	given_friends();
	given_admin("root");
	given_event("e");
	expect(204, as("ann", PUT, "/events/%s/hosts/%s", id("e"), id("bob")));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'door'}",
			id("e"), id("cat")));
	expect(200, answer("dan", "attending"));
	expect(200, answer_for("bob", "dan", "maybe", 1));
	expect(200, answer_for("root", "dan", "attending", 1));
	expect_problem(403, "forbidden", answer_for("cat", "dan", "maybe", 1));
	expect_problem(403, "forbidden", remove_from("cat", "dan"));
	expect_problem(403, "forbidden", answer_for("dan", "dan", "maybe", 1));
	expect_problem(
	    403, "forbidden", as("cat", GET, "/events/%s/waitlist", id("e")));
	expect(204, remove_from("bob", "dan"));
}

Test_engines(api_rsvp_host, removes_somebody_whose_seat_goes_on)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(200, answer("bob", "attending"));
	expect(202, answer("cat", "attending"));
	expect(202, answer("dan", "attending"));
	expect(204, remove_from("ann", "cat"));
	expect(204, remove_from("ann", "cat"));
	cr_expect(jobs_with("rsvp_removed", id("cat")) == 1);
	expect(204, remove_from("ann", "bob"));
	expect_text("attending", rsvp_of("dan"));
	expect_text("removed", rsvp_of("bob"));
	expect_taken(1);
	expect(200, as("eve", GET, "/events/%s/rsvps", id("e")));
	expect_int(1, body_count(""));
	expect(200, as("ann", GET, "/events/%s/rsvps?status=removed", id("e")));
	expect_int(2, body_count(""));
}

/* Whatever it is by which an answer would go, or its person be let in. */
Test_engines(api_rsvp_host, who_was_removed_stays_so)
{
	given("c", "ann", "/clusters {'name': 'c'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given("e", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), id("c"));
	expect(200, answer("bob", "attending"));
	expect(204, remove_from("ann", "bob"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect_problem(403, "forbidden", answer("bob", "attending"));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(403, answer("bob", "maybe"));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(200, answer_for("ann", "bob", "maybe", 1));
	expect(200, answer("bob", "attending"));
}

/*
 * The states of an answer, and what each move makes of them.
 */

enum move {
	ATTEND,
	MAYBE,
	DECLINE,
	TAKE_BACK,
	HOST_ATTENDS,
	HOST_DECLINES,
	HOST_REMOVES,
	MOVES
};

static int
move(enum move m)
{
	switch (m) {
	case ATTEND:
		return answer("bob", "attending");
	case MAYBE:
		return answer("bob", "maybe");
	case DECLINE:
		return answer("bob", "not_attending");
	case TAKE_BACK:
		return as("bob", DELETE, "/events/%s/rsvps/me", id("e"));
	case HOST_ATTENDS:
		return answer_for("ann", "bob", "attending", 1);
	case HOST_DECLINES:
		return answer_for("ann", "bob", "not_attending", 1);
	default:
		return remove_from("ann", "bob");
	}
}

static const char *const states[] = { "none", "attending", "maybe",
	"not_attending", "waitlisted", "removed" };

/* How bob comes to be in a state, of an event with one seat. */
static void
bring_to(size_t state)
{
	given_event("e", .capacity = 1, .waitlist = true);
	switch (state) {
	case 1:
		expect(200, move(ATTEND));
		break;
	case 2:
		expect(200, move(MAYBE));
		break;
	case 3:
		expect(200, move(DECLINE));
		break;
	case 4:
		expect(200, answer("cat", "attending"));
		expect(202, move(ATTEND));
		break;
	case 5:
		expect(200, move(ATTEND));
		expect(204, move(HOST_REMOVES));
		break;
	default:
		break;
	}
}

/* The status that each move answers with, and the state that follows. */
static const struct {
	int status;
	const char *to;
} table[N_OF(states)][MOVES] = {
	{ { 200, "attending" }, { 200, "maybe" }, { 200, "not_attending" },
	    { 404, "none" }, { 200, "attending" }, { 200, "not_attending" },
	    { 404, "none" } },
	{ { 200, "attending" }, { 200, "maybe" }, { 200, "not_attending" },
	    { 204, "none" }, { 200, "attending" }, { 200, "not_attending" },
	    { 204, "removed" } },
	{ { 200, "attending" }, { 200, "maybe" }, { 200, "not_attending" },
	    { 204, "none" }, { 200, "attending" }, { 200, "not_attending" },
	    { 204, "removed" } },
	{ { 200, "attending" }, { 200, "maybe" }, { 200, "not_attending" },
	    { 204, "none" }, { 200, "attending" }, { 200, "not_attending" },
	    { 204, "removed" } },
	{ { 202, "waitlisted" }, { 200, "maybe" }, { 200, "not_attending" },
	    { 204, "none" }, { 202, "waitlisted" }, { 200, "not_attending" },
	    { 204, "removed" } },
	{ { 403, "removed" }, { 403, "removed" }, { 403, "removed" },
	    { 403, "removed" }, { 200, "attending" }, { 200, "not_attending" },
	    { 204, "removed" } },
};

static void
try(size_t state, enum move m)
{
	int status;
	const char *now;

	bring_to(state);
	status = move(m);
	cr_expect(status == table[state][m].status, "%s by move %d: %d: %s",
	    states[state], (int)m, status, response()->body);
	now = as("bob", GET, "/events/%s/rsvps/me", id("e")) == 404
		  ? "none"
		  : body("/status");
	expect_text(table[state][m].to, now);
}

Test_engines(api_rsvp_host, each_move_leads_where_the_table_says)
{
	given_friends();
	for (size_t state = 0; state < N_OF(states); state++)
		for (enum move m = 0; m < MOVES; m++)
			try(state, m);
}

/*
 * What has been, and who came.
 */

/* As a check-in at the door would write it. */
static void
bob_arrives(void)
{
	static const char sql[] =
	    "UPDATE rsvp SET arrived = 1 WHERE user_id IN "
	    "(SELECT id FROM users WHERE first_name = 'Bob')";
	static const struct db_query query = { .name = "arrive",
		.sql = { sql, sql } };

	cr_assert(db_exec(given_db(), (struct db_call){ &query, NULL }, NULL) ==
		  ERR_OK);
}

static int
complete(const char *by)
{
	return as(by, POST, "/events/%s/complete", id("e"));
}

/* An event that has begun since bob and cat said that they come. */
static void
given_begun(void)
{
	given_event("e");
	expect(200, answer("bob", "attending"));
	expect(200, answer("cat", "attending"));
	expect(200, answer("dan", "maybe"));
	expect_problem(409, "invalid_transition", complete("ann"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("e"), in_hours(-1), in_hours(1)));
}

Test_engines(api_rsvp_host, says_that_it_has_been_and_who_did_not_come)
{
	given_begun();
	bob_arrives();
	expect_problem(403, "forbidden", complete("bob"));
	expect(200, complete("ann"));
	expect_text("completed", body("/status"));
	expect(200, as("ann", GET, "/events/%s/rsvps?attended=false", id("e")));
	expect_int(1, body_count(""));
	expect_text(id("cat"), body("/0/user_id"));
	expect(200, as("ann", GET, "/events/%s/rsvps?attended=true", id("e")));
	expect_int(1, body_count(""));
	expect_int(1, body_int("/0/arrived"));
	expect_problem(403, "did_not_attend",
	    as("cat", POST, "/events/%s/feedback {'rating': 1}", id("e")));
	expect(
	    201, as("bob", POST, "/events/%s/feedback {'rating': 5}", id("e")));
}

Test_engines(api_rsvp_host, leaves_open_who_came_where_nobody_looked)
{
	given_begun();
	expect(200, complete("ann"));
	expect_text("attending", rsvp_of("cat"));
	expect_text("null", body("/attended"));
	expect(
	    201, as("cat", POST, "/events/%s/feedback {'rating': 1}", id("e")));
	/* it does not come again, and hosts still write */
	expect_problem(409, "invalid_transition", complete("ann"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/events/%s {'end_time': '%s'}", id("e"),
		in_hours(9)));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'y'}", id("e")));
	expect_problem(409, "rsvp_closed", answer("dan", "attending"));
	expect(200, answer_for("ann", "dan", "attending", 1));
}
