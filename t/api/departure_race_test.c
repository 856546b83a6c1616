/*
 * People leave, are removed and banned while they answer. Whatever happens in
 * between, nobody has an answer to what is not for them, and the seats are what
 * the answers say.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/departure.h"
#include "base/clock.h"
#include "t/api/invariants.h"
#include "t/api/race.h"

#include "base/banned.h"

enum { PROCESSES = 8, USERS = 4, EVENTS = 4, RUN_MS = 2500 };

static struct {
	char *logins[USERS], *ids[USERS], *rsvps[EVENTS];
	char *owner, *cluster, *guests, *open;
} race;

/* Two events for the members, one of the cluster that is public now and then,
 * and a private one with guests. */
static void
prepare(void)
{
	static const char *const visibilities[EVENTS] = { "cluster", "cluster",
		"public", "private" };

	api_set("JOINS_PER_HOUR", "1000000");
	api_set("EVENT_INVITES_PER_DAY", "1000000");
	race.owner = given_login(NULL, "ann");
	given("c", "ann", "/clusters {'name': 'x'}");
	race.cluster = text("/api/v1/clusters/%s", id("c"));
	for (int i = 0; i < EVENTS; i++) {
		given("e", "ann",
		    "/events {'title': 'x', 'start_time': '%s', "
		    "'end_time': '%s', 'visibility': '%s', 'cluster_id': '%s', "
		    "'capacity': %d, 'waitlist': true}",
		    in_hours(1), in_hours(2), visibilities[i], id("c"),
		    i ? 100 : 1);
		race.rsvps[i] = text("/api/v1/events/%s/rsvps/me", id("e"));
		if (str_eq(visibilities[i], "public"))
			race.open = text("/api/v1/events/%s", id("e"));
	}
	race.guests = text("/api/v1/events/%s/guests", id("e"));
	for (int i = 0; i < USERS; i++) {
		race.logins[i] = given_login(NULL, text("user%d", i));
		race.ids[i] = id(text("user%d", i));
	}
}

static int
answer(unsigned *seed, const char *login)
{
	static const char *const answers[] = { "{\"status\":\"attending\"}",
		"{\"status\":\"maybe\"}", "{\"status\":\"attending\"}",
		"{\"status\":\"not_attending\"}" };

	return api_ask(login, PUT, race.rsvps[rand_r(seed) % EVENTS],
	    answers[rand_r(seed) % 4]);
}

/* One random change; what each process does follows from its seed. */
static int
change(unsigned *seed)
{
	int user = rand_r(seed) % USERS, kind = rand_r(seed) % 22;
	const char *login = race.logins[user];

	if (kind < 9)
		return answer(seed, login);
	if (kind < 13)
		return api_ask(
		    login, POST, text("%s/join", race.cluster), NULL);
	if (kind < 15)
		return api_ask(
		    login, POST, text("%s/leave", race.cluster), NULL);
	if (kind < 16)
		return api_ask(race.owner, DELETE,
		    text("%s/members/%s", race.cluster, race.ids[user]), "{}");
	if (kind < 18)
		return api_ask(race.owner, rand_r(seed) % 3 ? PUT : DELETE,
		    text("%s/%s", race.guests, race.ids[user]), NULL);
	if (kind < 19)
		return api_ask(race.owner, PUT,
		    text("%s/bans/%s", race.cluster, race.ids[user]), "{}");
	if (kind < 20)
		return api_ask(race.owner, DELETE,
		    text("%s/bans/%s", race.cluster, race.ids[user]), NULL);
	return api_ask(race.owner, PATCH, race.open,
	    kind < 21 ? "{\"visibility\":\"private\"}"
		      : "{\"visibility\":\"public\"}");
}

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status / 100 == 2 || status == 403 || status == 404 ||
	       status == 409 || status == 503;
}

/* How many changes were made; 0 when something else was answered. */
static int
change_for_a_while(int i)
{
	int64_t end = clock_monotonic_us() + RUN_MS * INT64_C(1000);
	unsigned seed = (unsigned)i + 1;
	int done = 0;

	while (race_has_time(end, done)) {
		int status = change(&seed);

		if (!is_expected(status)) {
			fprintf(stderr, "process %d: status %d\n", i, status);
			return 0;
		}
		done += status / 100 == 2;
	}
	return done;
}

/* What the job does that a ban leaves. */
static void
look_again(void)
{
	struct arena arena;
	struct fault fault = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &fault,
		.now_us = clock_now_us() };

	arena_init(&arena, 1 << 20);
	for (int i = 0; i < USERS; i++) {
		cr_assert(db_begin(call.db) == ERR_OK);
		cr_assert(app_departure_release(&call,
			      given_user_id(text("user%d", i))) == ERR_OK);
		cr_assert(db_commit(call.db) == ERR_OK);
	}
	arena_release(&arena);
}

Test_engines(api_departure_race, nobody_keeps_an_answer_to_what_is_not_for_them,
    .timeout = 60)
{
	int done[PROCESSES];

	prepare();
	api_in_processes(PROCESSES, change_for_a_while, done);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(done[i] > 0, "process %d: %d", i, done[i]);
	expect_invariant("strays");
	look_again();
	expect_invariants();
}
