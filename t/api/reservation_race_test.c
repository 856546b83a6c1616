/*
 * Many processes reserve, confirm, pay, wait, give back, come to the door and
 * walk in at random, while events are called off and come back, and holds die;
 * some are killed. Whatever happens, no seat is sold twice, every count is
 * what the rows say, nobody waits who would fit, and there is no ticket without
 * a seat.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "t/api/invariants.h"
#include "t/api/race.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PROCESSES = 8, /* the last is the worker */
	MORTALS = 2,   /* the first ones */
	USERS = 12,
	/* so many that some go on while others wait for the row of one, and so
	 * few that each is wanted by several at once */
	EVENTS = 3,
	TYPES = 3,
	ROUNDS = 4,  /* of the same events */
	RUN_MS = 700 /* a round, unless it is said */
};

static struct {
	char *logins[USERS], *people[USERS], *owner;
	struct sale {
		char *event, *types[TYPES];
	} sales[EVENTS];
} all;

static int change_for_a_while(int i);

static struct race race = {
	.processes = PROCESSES, .mortals = MORTALS, .change = change_for_a_while
};

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return (status >= 200 && status < 300) || status == 403 ||
	       status == 404 || status == 429 || status == 409 ||
	       status == 410 || status == 503;
}

/* The latest reservation of a user, of whichever process made it. */
static bool
find_reservation(const char *login, char id[40])
{
	const char *at;

	api_ask(login, GET, "/api/v1/users/me/reservations?limit=1", NULL);
	at = strstr(api_answered(), "\"id\":\"");
	if (!at)
		return false;
	snprintf(id, 40, "%.36s", at + strlen("\"id\":\""));
	return true;
}

static int
ask_of_reservation(const char *login, const char *as_whom, const char *method,
    const char *verb)
{
	char target[120], id[40];

	if (!find_reservation(login, id))
		return 404;
	snprintf(target, sizeof(target), "/api/v1/reservations/%s%s", id, verb);
	return api_ask(as_whom, method, target, NULL);
}

static int
reserve(const struct sale *sale, const char *login, unsigned *seed)
{
	char target[120], json[200];

	snprintf(target, sizeof(target), "%s/reservations", sale->event);
	snprintf(json, sizeof(json),
	    "{\"items\":[{\"ticket_type_id\":\"%s\",\"quantity\":%d}],"
	    "\"confirm\":%s}",
	    sale->types[rand_r(seed) % TYPES], 1 + rand_r(seed) % 2,
	    rand_r(seed) % 2 ? "true" : "false");
	return api_ask(login, POST, target, json);
}

static int
answer(const struct sale *sale, const char *login, unsigned *seed)
{
	char target[120], json[200];

	snprintf(target, sizeof(target), "%s/rsvps/me", sale->event);
	snprintf(json, sizeof(json),
	    "{\"status\":\"attending\",\"party_size\":%d,"
	    "\"ticket_type_id\":\"%s\"}",
	    1 + rand_r(seed) % 2, sale->types[rand_r(seed) % TYPES]);
	return api_ask(login, PUT, target,
	    rand_r(seed) % 4 ? json : "{\"status\":\"not_attending\"}");
}

static int
resize(const struct sale *sale, unsigned *seed)
{
	char target[120], json[60];

	if (rand_r(seed) % 2) {
		snprintf(json, sizeof(json), "{\"capacity\":%d}",
		    1 + rand_r(seed) % 8);
		return api_ask(all.owner, PATCH, sale->event, json);
	}
	snprintf(target, sizeof(target), "/api/v1/ticket-types/%s",
	    sale->types[rand_r(seed) % TYPES]);
	snprintf(json, sizeof(json), "{\"event_capacity\":%d}",
	    1 + rand_r(seed) % 4);
	return api_ask(all.owner, PATCH, target, json);
}

/* Somebody comes to the door, or goes; some have not answered. */
static int
come(const struct sale *sale, int user, unsigned *seed)
{
	static int n;
	char target[120], json[200];

	snprintf(target, sizeof(target), "%s/check-ins%s", sale->event,
	    user % 4 ? "" : "/walk-in");
	snprintf(json, sizeof(json),
	    user % 4 ? "{\"nonce\":\"%d-%d\",\"user_id\":\"%s\","
		       "\"direction\":\"%s\"}"
		     : "{\"nonce\":\"%d-%d\",\"name\":\"x\","
		       "\"ticket_type_id\":\"%s\",\"force\":%s}",
	    (int)getpid(), n++,
	    user % 4 ? all.people[user] : sale->types[rand_r(seed) % TYPES],
	    user % 4 ? (rand_r(seed) % 3 ? "in" : "out")
		     : (rand_r(seed) % 4 ? "false" : "true"));
	return api_ask(all.owner, POST, target, json);
}

/* One of the first that were reported has not been. */
static int
undo(const struct sale *sale, unsigned *seed)
{
	char target[160], id[40];
	const char *at;
	int skipped = rand_r(seed) % 8;

	snprintf(target, sizeof(target), "%s/check-ins?limit=200", sale->event);
	api_ask(all.owner, GET, target, NULL);
	at = strstr(api_answered(), "{\"id\":\"");
	for (const char *next = at; next && skipped-- > 0;
	     next = strstr(next + 1, "{\"id\":\""))
		at = next;
	if (!at)
		return 404;
	snprintf(id, sizeof(id), "%.36s", at + strlen("{\"id\":\""));
	snprintf(target, sizeof(target), "%s/check-ins/%s", sale->event, id);
	return api_ask(all.owner, DELETE, target, NULL);
}

/* It mostly comes back, so that there is something to do. */
static int
call_off(const struct sale *sale, unsigned *seed)
{
	char target[120];

	snprintf(target, sizeof(target), "%s%s", sale->event,
	    rand_r(seed) % 4 ? "/reinstate" : "/cancel");
	return api_ask(all.owner, POST, target, NULL);
}

/* One random change; what each process does follows from its seed. */
static int
change(unsigned *seed)
{
	int user = rand_r(seed) % USERS, kind = rand_r(seed) % 27;
	const struct sale *sale = &all.sales[rand_r(seed) % EVENTS];
	const char *login = all.logins[user];
	char target[120];

	if (kind < 6)
		return reserve(sale, login, seed);
	if (kind < 10)
		return answer(sale, login, seed);
	if (kind < 13)
		return ask_of_reservation(login, login, POST, "/confirm");
	if (kind < 15)
		return ask_of_reservation(login, all.owner, POST, "/mark-paid");
	if (kind < 17)
		return ask_of_reservation(login, login, DELETE, "");
	if (kind < 18)
		return resize(sale, seed);
	if (kind < 19) {
		snprintf(target, sizeof(target), "%s/rsvps/%s", sale->event,
		    all.people[user]);
		return api_ask(
		    all.owner, PUT, target, "{\"status\":\"not_attending\"}");
	}
	if (kind < 24)
		return come(sale, user, seed);
	if (kind < 25)
		return undo(sale, seed);
	if (kind < 26)
		return call_off(sale, seed);
	return api_ask(login, GET, "/api/v1/users/me/reservations", NULL);
}

/* The time of one that is held is over, unless others are in the way for long,
 * or it is no longer held when they let go of its row. */
static void
end_a_hold(struct db *db)
{
	static const struct db_query query = { .name = "test_end_a_hold",
		.sql = { "UPDATE reservation SET expires_at = now() - interval "
			 "'1 s' WHERE id = (SELECT id FROM reservation WHERE "
			 "expires_at > now() LIMIT 1) AND expires_at > now()",
		    "UPDATE reservation SET expires_at = 1 WHERE id = (SELECT "
		    "id FROM reservation WHERE expires_at > 1 LIMIT 1)" },
		.index = DB_QUERIES_MAX,
		.is_write = true };

	enum err err = db_exec(db, (struct db_call){ &query, NULL }, NULL);

	bug_if(err && err != ERR_BUSY && err != ERR_RETRY &&
	       err != ERR_DATABASE_UNAVAILABLE);
}

/* How many changes were made; 0 when something else was answered. */
static int
change_for_a_while(int i)
{
	int64_t end = clock_monotonic_us() + race.round_ms * INT64_C(1000);
	unsigned seed = race.round * PROCESSES + (unsigned)i + 1;
	int status, done = 0;

	if (i == PROCESSES - 1)
		return work_beside_others(end, end_a_hold);
	if (i < MORTALS)
		race_die(&race, &seed);
	/* on a busy machine it takes longer until something is done */
	while (clock_monotonic_us() < end || !done || i < MORTALS) {
		status = change(&seed);
		if (!is_expected(status)) {
			fprintf(stderr, "process %d: status %d: %s\n", i,
			    status, api_answered());
			return 0;
		}
		done += status >= 200 && status < 300;
	}
	return done;
}

static void
prepare_sale(struct sale *sale)
{
	static const char *const kinds[TYPES] = { "'payment_type': 'free', "
						  "'event_capacity': 2",
		"'payment_type': 'free', 'event_capacity': 3",
		"'payment_type': 'paid', 'price': '5', 'event_capacity': 3, "
		"'refundable_before': 1" };

	given_event("e", .capacity = 6, .waitlist = true, .starts_in_h = 5);
	sale->event = text("/api/v1/events/%s", id("e"));
	for (int i = 0; i < TYPES; i++) {
		given("t", "ann", "/events/%s/ticket-types {'name': 'x', %s}",
		    id("e"), quoted(kinds[i]));
		sale->types[i] = id("t");
	}
}

static void
prepare(void)
{
	api_set("RESERVATIONS_PER_HOUR", "1000000");
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	for (int i = 0; i < EVENTS; i++)
		prepare_sale(&all.sales[i]);
	for (int i = 0; i < USERS; i++) {
		all.logins[i] = given_login(NULL, text("user%d", i));
		all.people[i] = id(text("user%d", i));
	}
	all.owner = given_login(NULL, "ann");
}

/* By hand RACE_CHANGES=1000000 (t/api/race.h): each few rounds of the same
 * events in a database of its own, for what is so of all rows is counted after
 * each. */
Test_engines(
    api_reservation_race, there_is_no_ticket_without_a_seat, .timeout = 36000)
{
	race_begin(&race, RUN_MS);
	while (race_goes_on(&race)) {
		if (race.rounds)
			api_anew();
		prepare();
		for (int i = 0; i < ROUNDS; i++) {
			race_round(&race);
			expect_invariants();
		}
		work();
		expect_invariants();
		race_expect_no_deadlocks();
	}
}
