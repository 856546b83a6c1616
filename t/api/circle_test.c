/*
 * Two who need the same rows take them in one order (app/README.md), so that
 * they never wait for each other. Each case holds a row, waits until somebody
 * waits for it, and then takes another one, which that somebody must not have.
 * On SQLite, which has one writer, there is nothing to be waited for.
 */
#include <stdio.h>
#include <string.h>

#include "app/closing.h"
#include "base/bug.h"
#include "generated/query/match.h"
#include "generated/query/routine.h"
#include "generated/query/user.h"
#include "t/lib/api.h"
#include "t/lib/in_turn.h"
#include "t/lib/own.h"
#include "t/lib/work.h"

#include "base/banned.h"

static struct circle {
	struct user_id user; /* the row that is held */
	enum err (*next)(struct call *call);
	enum err (*other)(void);
	struct routine_id routine;
	struct space_id space;
	char *login, *target;
} circle;

static int
hold(struct call *call)
{
	struct q_user_lock_row row;
	enum err err;

	bug_if(db_begin(call->db));
	bug_if(q_user_lock(call->db, .id = circle.user, &row));
	bug_if(!in_turn_let_wait(call));
	err = circle.next(call);
	return (int)(err ? err : db_commit(call->db));
}

static int
meet(void)
{
	return (int)circle.other();
}

static void
expect_no_circle(void)
{
	int results[2];

	in_turn(hold, meet, results);
	for (int i = 0; i < 2; i++)
		cr_expect(results[i] == ERR_OK, "%d: %d", i, results[i]);
}

static enum err
lock_routine(struct call *call)
{
	struct q_routine_for_write_row row;

	return q_routine_for_write(call->db, .id = circle.routine,
	    .viewer = circle.user, .now = call->now_us, &row);
}

static enum err
ask_for_swap(void)
{
	int status = api_ask(circle.login, POST, circle.target, NULL);

	return status == 201 ? ERR_OK : ERR_INTERNAL;
}

/* Who leaves a cluster is locked, and then the routines that they leave. */
Test_engines(api_circle, who_asks_for_a_swap_and_leaves)
{
	char *day = text("%.10s", in_hours(2));

	given_user("bob");
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given("r", "ann",
	    "/routines {'name': 'Plants', 'start_time': '%.5s', "
	    "'end_time': '%.5s', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s', "
	    "'assignment': {'mode': 'claim', 'pool': ['%s']}}",
	    in_hours(2) + 11, in_hours(3) + 11, id("c"), id("bob"));
	expect(
	    200, as("bob", POST, "/routines/%s/runs/%s/claim", id("r"), day));
	circle = (struct circle){ .user = given_user_id("bob"),
		.next = lock_routine,
		.other = ask_for_swap,
		.login = given_login(NULL, "bob"),
		.target = text(
		    "/api/v1/routines/%s/runs/%s/swaps", id("r"), day) };
	cr_assert(uuid_parse(id("r"), &circle.routine.v));
	expect_no_circle();
}

static enum err
change_what_is_compared(struct call *call)
{
	unsigned char vector[9] = { 1 }, week[42] = { 0 };
	struct bytes what = { vector, sizeof(vector) };
	struct bytes when = { week, sizeof(week) };

	return q_match_setting_set(call->db, .user = circle.user, .is_on = true,
	    .vector = what, .free = when, .now = call->now_us, NULL);
}

static enum err
take_closing_step(void)
{
	struct own own;
	bool is_done;
	enum err err;

	own_open(&own);
	err = db_begin(own.call.db);
	if (!err)
		err = app_closing_step(&own.call, circle.space, &is_done);
	if (!err)
		err = db_commit(own.call.db);
	own_close(&own);
	return err;
}

static void
given_matched(const char *who)
{
	expect(200, as(who, PUT,
			"/users/me/interests {'interests': "
			"[{'tag': 'rowing'}]}"));
	expect(200, as(who, PUT, "/users/me/match-settings {'is_on': true}"));
}

/* Both end in the row of the cluster that counts its entries; in which order
 * its members go nobody says, so each is held once. */
Test_engines(api_circle, who_is_matched_in_a_cluster_that_goes)
{
	static const char *const people[] = { "bob", "cat", "dan" };

	for (size_t i = 0; i < N_OF(people); i++)
		given_matched(people[i]);
	for (size_t held = 0; held < N_OF(people); held++) {
		given("c", "ann", "/clusters {'name': 'Campus'}");
		for (size_t i = 0; i < N_OF(people); i++)
			expect(200,
			    as(people[i], POST, "/clusters/%s/join", id("c")));
		as("ann", DELETE, "/clusters/%s", id("c"));
		work_sql("UPDATE space SET closes_at = created_at",
		    "UPDATE space SET closes_at = created_at");
		circle = (struct circle){ .user = given_user_id(people[held]),
			.next = change_what_is_compared,
			.other = take_closing_step };
		cr_assert(uuid_parse(id("c"), &circle.space.v));
		expect_no_circle();
	}
}
