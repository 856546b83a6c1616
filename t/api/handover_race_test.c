/*
 * An event passes to somebody while others block them: whichever is committed
 * first, they are not among its guests and those who come in the end.
 */
#include <string.h>

#include "app/block.h"
#include "app/member.h"
#include "t/api/invariants.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/own.h"

#include "base/banned.h"

static const char *const others[] = { "cat", "dan" };

/* An event of bob's for ann's cluster, to which cat comes and dan is invited.
 */
static void
given_event_of_bob(void)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	for (size_t i = 0; i < N_OF(others); i++)
		given_user(others[i]);
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	/* she has one already that not all see: her row need not say it anew */
	given_event("own", .is_private = true);
	given("e", "bob",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), id("c"));
	expect(200, attend("cat", "e"));
	expect(204, as("bob", PUT, "/events/%s/guests/%s", id("e"), id("dan")));
}

/* The event passes to ann, in a transaction that is left open. */
static void
leave(struct call *call)
{
	struct space_id space;

	cr_assert(uuid_parse(id("c"), &space.v));
	call->user = given_user_id("bob");
	cr_assert(db_begin(call->db) == ERR_OK);
	cr_assert(app_member_leave(call, space, false) == ERR_OK);
}

static void
block_heir(void)
{
	for (size_t i = 0; i < N_OF(others); i++)
		expect(
		    204, as(others[i], PUT, "/users/me/blocks/%s", id("ann")));
}

/* What the jobs do that blocks leave. */
static void
look_again(struct call *call)
{
	for (size_t i = 0; i < N_OF(others); i++) {
		cr_assert(db_begin(call->db) == ERR_OK);
		cr_assert(app_block_run(call,
			      text("{\"user_id\":\"%s\",\"other_id\":\"%s\"}",
				  id(others[i]), id("ann"))) == ERR_OK);
		cr_assert(db_commit(call->db) == ERR_OK);
	}
}

static void
expect_alone(void)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text(id("ann"), body("/organizer_id"));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/events/%s/guests", id("e")));
	expect_int(0, body_count(""));
	expect_invariants();
}

/* On SQLite one waits for the other, so neither is beside it. */
Test_engines(api_handover_race, who_blocks_the_heir_meanwhile_is_not_in_it)
{
	struct own own;

	given_event_of_bob();
	own_open(&own);
	leave(&own.call);
	if (db_engine(own.call.db) == DB_SQLITE)
		cr_assert(db_commit(own.call.db) == ERR_OK);
	block_heir();
	if (db_engine(own.call.db) == DB_POSTGRESQL)
		cr_assert(db_commit(own.call.db) == ERR_OK);
	look_again(&own.call);
	own_close(&own);
	expect_alone();
}

Test_engines(api_handover_race, who_has_blocked_the_heir_is_not_in_it)
{
	struct own own;

	given_event_of_bob();
	block_heir();
	own_open(&own);
	leave(&own.call);
	cr_assert(db_commit(own.call.db) == ERR_OK);
	own_close(&own);
	expect_alone();
}
