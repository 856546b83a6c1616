/*
 * Somebody reserves seats of a date in one process, while its series has other
 * dates in another.
 */
#include "app/reservation.h"
#include "base/bug.h"
#include "t/api/invariants.h"
#include "t/api/series_given.h"
#include "t/lib/given.h"
#include "t/lib/in_turn.h"
#include "t/lib/work.h"

#include "base/banned.h"

static struct {
	struct event_id date;
	struct app_reservation_item item;
	char *login, *series;
} both;

/* In a transaction that is open until the other waits for it: 1; 0 when it does
 * not. */
static int
reserve(struct call *call)
{
	const struct conf conf = { .reservations_per_hour = 10 };
	struct reservation_id id;
	bool is_waited;

	call->user = given_user_id("bob");
	call->conf = &conf;
	bug_if(db_begin(call->db));
	bug_if(app_reservation_add(call, both.date, &both.item, 1, false, &id));
	is_waited = in_turn_let_wait(call);
	bug_if(db_commit(call->db));
	return is_waited;
}

static int
leave_out(void)
{
	return api_ask(both.login, PATCH, both.series,
	    "{\"rrule\":\"FREQ=DAILY;INTERVAL=2;COUNT=3\"}");
}

static void
prepare(void)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 1));
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'free'}",
	    id("s"));
	expect(200, as("bob", GET, "/events/%s/ticket-types", id("d")));
	keep_id("c", body("/0/id"));
	both.item = (struct app_reservation_item){ .quantity = 1 };
	cr_assert(uuid_parse(id("d"), &both.date.v) &&
		  uuid_parse(id("c"), &both.item.type.v));
	both.login = given_login(NULL, "ann");
	both.series = text("/api/v1/events/%s", id("s"));
}

Test_engines(api_series_sale_race,
    a_date_that_somebody_reserves_is_no_less_there, .timeout = 60)
{
	int results[2];

	prepare();
	in_turn(reserve, leave_out, results);
	cr_expect(results[0] == 1, "the one did not wait for the other");
	expect_int(200, results[1]);
	expect(200, as("bob", GET, "/events/%s", id("d")));
	expect_text("cancelled", body("/status"));
	work();
	expect(200, as("bob", GET, "/users/me/reservations"));
	expect_text("cancelled", body("/0/status"));
	expect_invariants();
}
