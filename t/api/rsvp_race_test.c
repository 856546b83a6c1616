/*
 * Many processes change answers at random, on few seats. Whatever happens in
 * between, no seat is sold twice, every count is what the rows say, and nobody
 * waits who would fit.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/api/line.h"
#include "t/api/race.h"

#include "base/banned.h"

enum { PROCESSES = 16, USERS = 24, EVENTS = 4, RUN_MS = 2500 };

static struct {
	char *logins[USERS], *owner;
	char *targets[EVENTS], *rsvps[EVENTS], *rsvps_of[EVENTS][USERS];
} race;

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status == 200 || status == 202 || status == 204 ||
	       status == 403 || status == 404 || status == 409 || status == 503;
}

/* One random change; what each process does follows from its seed. */
static int
change(unsigned *seed)
{
	int user = rand_r(seed) % USERS;
	const char *login = race.logins[user];
	int event = rand_r(seed) % EVENTS, kind = rand_r(seed) % 20;
	char json[80];

	if (kind < 9 || kind > 16) {
		snprintf(json, sizeof(json),
		    "{\"status\":\"attending\",\"party_size\":%d}",
		    1 + rand_r(seed) % 3);
		return kind < 9 ? api_ask(login, PUT, race.rsvps[event], json)
				: api_ask(race.owner, PUT,
				      race.rsvps_of[event][user], json);
	}
	if (kind == 16)
		return api_ask(
		    race.owner, DELETE, race.rsvps_of[event][user], NULL);
	if (kind < 12)
		return api_ask(login, PUT, race.rsvps[event],
		    "{\"status\":\"not_attending\"}");
	if (kind < 15)
		return api_ask(login, DELETE, race.rsvps[event], NULL);
	snprintf(json, sizeof(json), "{\"capacity\":%d}", 1 + rand_r(seed) % 6);
	return api_ask(race.owner, PATCH, race.targets[event], json);
}

/* How many changes were made; 0 when something else was answered. */
static int
change_for_a_while(int i)
{
	int64_t end = clock_monotonic_us() + RUN_MS * INT64_C(1000);
	unsigned seed = (unsigned)i + 1;
	int status, done = 0;

	while (race_has_time(end, done)) {
		status = change(&seed);
		if (!is_expected(status)) {
			fprintf(stderr, "process %d: status %d\n", i, status);
			return 0;
		}
		done += status == 200 || status == 202 || status == 204;
	}
	return done;
}

static void
prepare(void)
{
	static const struct given_event events[EVENTS] = {
		{ .capacity = 1, .waitlist = true },
		{ .capacity = 3, .waitlist = true },
		{ .capacity = 6, .waitlist = true },
		{ .capacity = 4 },
	};
	int i;

	for (i = 0; i < EVENTS; i++) {
		given_event_make(text("e%d", i), &events[i]);
		race.targets[i] = text("/api/v1/events/%s", id(text("e%d", i)));
		race.rsvps[i] = text("%s/rsvps/me", race.targets[i]);
	}
	for (i = 0; i < USERS; i++) {
		race.logins[i] = given_login(NULL, text("user%d", i));
		for (int e = 0; e < EVENTS; e++)
			race.rsvps_of[e][i] = text("%s/rsvps/%s",
			    race.targets[e], id(text("user%d", i)));
	}
	race.owner = given_login(NULL, "ann");
}

Test_engines(api_rsvp_race, no_seat_is_sold_twice, .timeout = 60)
{
	int i, done[PROCESSES];

	prepare();
	api_in_processes(PROCESSES, change_for_a_while, done);
	for (i = 0; i < PROCESSES; i++)
		cr_expect(done[i] > 0, "process %d: %d", i, done[i]);
	for (i = 0; i < EVENTS; i++)
		expect_line(id(text("e%d", i)));
}
