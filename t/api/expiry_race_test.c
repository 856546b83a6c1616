/*
 * Memberships end while people answer. Whatever happens in between, nobody has
 * an answer to what is not for them, and the seats are what the answers say.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/expiry.h"
#include "base/bug.h"
#include "base/clock.h"
#include "generated/query/member.h"
#include "t/api/invariants.h"
#include "t/api/race.h"
#include "t/lib/in_turn.h"
#include "t/lib/own.h"

#include "base/banned.h"

enum { PROCESSES = 6, USERS = 4, EVENTS = 2, RUN_MS = 1500 };

static struct {
	char *logins[USERS], *rsvps[EVENTS], *cluster, *payloads[USERS];
	struct user_id users[USERS];
	struct space_id space;
} race;

static void
prepare(void)
{
	api_set("JOINS_PER_HOUR", "1000000");
	given("c", "ann", "/clusters {'name': 'x'}");
	race.cluster = text("/api/v1/clusters/%s", id("c"));
	cr_assert(uuid_parse(id("c"), &race.space.v));
	for (int i = 0; i < EVENTS; i++) {
		given("e", "ann",
		    "/events {'title': 'x', 'start_time': '%s', "
		    "'end_time': '%s', 'visibility': 'cluster', "
		    "'cluster_id': '%s', 'capacity': %d, 'waitlist': true}",
		    in_hours(1), in_hours(2), id("c"), i ? 100 : 1);
		race.rsvps[i] = text("/api/v1/events/%s/rsvps/me", id("e"));
	}
	for (int i = 0; i < USERS; i++) {
		const char *name = text("user%d", i);

		race.logins[i] = given_login(NULL, name);
		race.users[i] = given_user_id(name);
		race.payloads[i] = text(
		    "{\"space_id\":\"%s\",\"user_id\":\"%s\"}", id("c"),
		    id(name));
	}
}

/* The membership of one ends, in a transaction that is left open. */
static enum err
begin_end(struct call *call, int user)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = q_member_set_due(call->db, .space = race.space,
		    .user = race.users[user], .due_at = 1, NULL);
	return err ? err : app_expiry_run(call, race.payloads[user]);
}

static enum err
expire(struct call *call, int user)
{
	enum err err = begin_end(call, user);

	if (!err)
		err = db_commit(call->db);
	db_rollback(call->db);
	return err;
}

/* Of the alumni one has to leave before they join. */
static int
change(unsigned *seed)
{
	const char *login = race.logins[rand_r(seed) % USERS];
	int kind = rand_r(seed) % 10;

	if (kind < 6)
		return api_ask(login, PUT, race.rsvps[rand_r(seed) % EVENTS],
		    kind < 5 ? "{\"status\":\"attending\"}"
			     : "{\"status\":\"not_attending\"}");
	return api_ask(login, POST,
	    text("%s/%s", race.cluster, kind < 8 ? "leave" : "join"), NULL);
}

static int
expire_for_a_while(int64_t end)
{
	struct own own;
	unsigned seed = 7;
	int done = 0;

	own_open(&own);
	for (; race_has_time(end, done); arena_reset(&own.arena)) {
		if (rand_r(&seed) % 8)
			change(&seed);
		else
			done += !expire(&own.call, rand_r(&seed) % USERS);
	}
	own_close(&own);
	return done;
}

static int
change_for_a_while(int i)
{
	int64_t end = clock_monotonic_us() + RUN_MS * INT64_C(1000);
	unsigned seed = (unsigned)i + 1;
	int done = 0;

	if (i == 0)
		return expire_for_a_while(end);
	while (race_has_time(end, done)) {
		int status = change(&seed);

		/* 503: others were in the way for too long */
		if (status / 100 != 2 && status != 403 && status != 404 &&
		    status != 409 && status != 503) {
			fprintf(stderr, "process %d: status %d\n", i, status);
			return 0;
		}
		done += status / 100 == 2;
	}
	return done;
}

Test_engines(api_expiry_race, no_answer_outlives_the_membership_it_stands_on,
    .timeout = 60)
{
	int done[PROCESSES];

	prepare();
	api_in_processes(PROCESSES, change_for_a_while, done);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(done[i] > 0, "process %d: %d", i, done[i]);
	expect_invariants();
}

/* Whether the other one waited. */
static int
commit_waited(struct call *call)
{
	bool is_waited = in_turn_let_wait(call);

	bug_if(db_commit(call->db));
	return is_waited;
}

static int
end_slowly(struct call *call)
{
	bug_if(begin_end(call, 0));
	return commit_waited(call);
}

static int
answer(void)
{
	return api_ask(
	    race.logins[0], PUT, race.rsvps[1], "{\"status\":\"attending\"}");
}

/* As an answer does. */
static int
hold_slowly(struct call *call)
{
	struct q_member_hold_row held;

	bug_if(db_begin(call->db));
	bug_if(q_member_hold(
	    call->db, .space = race.space, .user = race.users[0], &held));
	return commit_waited(call);
}

static int
end_it(void)
{
	struct own own;
	int result;

	own_open(&own);
	result = !expire(&own.call, 0);
	own_close(&own);
	return result;
}

static void
prepare_member(void)
{
	prepare();
	expect(200, as("user0", POST, "/clusters/%s/join", id("c")));
}

Test_engines(api_expiry_race, an_answer_waits_for_the_end_of_its_membership)
{
	int results[2];

	prepare_member();
	in_turn(end_slowly, answer, results);
	cr_expect(results[0] == 1, "the answer did not wait");
	cr_expect(results[1] == 404, "status %d", results[1]);
	expect_invariants();
}

Test_engines(api_expiry_race, the_end_of_a_membership_waits_for_an_answer)
{
	int results[2];

	prepare_member();
	in_turn(hold_slowly, end_it, results);
	cr_expect(results[0] == 1, "the end did not wait");
	cr_expect(results[1] == 1);
}
