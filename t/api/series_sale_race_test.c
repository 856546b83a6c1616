/*
 * Somebody reserves seats of a date in one process, while its series has other
 * dates in another.
 */
#include <time.h>
#include <unistd.h>

#include "app/reservation.h"
#include "base/bug.h"
#include "base/clock.h"
#include "crypt/keys.h"
#include "t/api/invariants.h"
#include "t/api/series_given.h"
#include "t/lib/given.h"
#include "t/lib/own.h"
#include "t/lib/waited.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { WAIT_S = 10 };

static struct {
	struct event_id date;
	struct app_reservation_item item;
	char *login, *series;
	int has_begun[2]; /* a pipe */
} both;

static bool
wait_until_waited_for(struct call *call)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	int64_t end = clock_monotonic_us() + WAIT_S * CLOCK_SECOND_US;

	while (clock_monotonic_us() < end) {
		if (is_waited_for(call->db))
			return true;
		nanosleep(&ms, NULL);
	}
	return false;
}

/* In a transaction that is open until the other waits for it: 1; 0 when it does
 * not. */
static int
reserve(struct call *call)
{
	const struct conf conf = { .reservations_per_hour = 10 };
	struct crypt_keys *keys = crypt_keys_new(GIVEN_SECRET, NULL);
	struct reservation_id id;
	bool is_waited;

	call->user = given_user_id("bob");
	call->conf = &conf;
	call->keys = keys;
	bug_if(db_begin(call->db));
	bug_if(app_reservation_add(call, both.date, &both.item, 1, false, &id));
	bug_if(write(both.has_begun[1], "x", 1) != 1);
	is_waited = wait_until_waited_for(call);
	bug_if(db_commit(call->db));
	crypt_keys_free(keys);
	return is_waited;
}

static int
reserve_or_leave_out(int i)
{
	struct own own;
	int result;
	char c;

	if (i == 1) {
		close(both.has_begun[1]);
		bug_if(read(both.has_begun[0], &c, 1) != 1);
		return api_ask(both.login, PATCH, both.series,
		    "{\"rrule\":\"FREQ=DAILY;INTERVAL=2;COUNT=3\"}");
	}
	own_open(&own);
	result = reserve(&own.call);
	own_close(&own);
	return result;
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
	cr_assert(pipe(both.has_begun) == 0);
}

Test_engines(api_series_sale_race,
    a_date_that_somebody_reserves_is_no_less_there, .timeout = 60)
{
	int results[2];

	prepare();
	api_in_processes(2, reserve_or_leave_out, results);
	cr_expect(results[0] == 1, "the one did not wait for the other");
	expect_int(200, results[1]);
	expect(200, as("bob", GET, "/events/%s", id("d")));
	expect_text("cancelled", body("/status"));
	work();
	expect(200, as("bob", GET, "/users/me/reservations"));
	expect_text("cancelled", body("/0/status"));
	expect_invariants();
}
