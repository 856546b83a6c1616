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
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "rule/seats.h"

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

	while (clock_monotonic_us() < end) {
		status = change(&seed);
		if (!is_expected(status)) {
			fprintf(stderr, "process %d: status %d\n", i, status);
			return 0;
		}
		done += status == 200 || status == 202 || status == 204;
	}
	return done;
}

static struct q_seats_lock_row
seats_of(struct event_id event)
{
	struct q_seats_lock_row seats;

	cr_assert(q_seats_lock(given_db(), .event = event, &seats) == ERR_OK);
	return seats;
}

static void
check_event(const char *name)
{
	struct q_rsvp_waiting_row *waiting;
	struct q_seats_lock_row seats;
	struct user_id nobody = { 0 };
	struct event_id event;
	int64_t left;
	size_t i, n;

	cr_assert(uuid_parse(id(name), &event.v));
	seats = seats_of(event);
	cr_expect(seats.taken == seats_in_rows(event),
	    "%s: %ld seats taken, rows say %ld", name, (long)seats.taken,
	    (long)seats_in_rows(event));
	cr_expect(seats.taken <= seats.capacity.v, "%s: oversold", name);
	cr_assert(q_rsvp_waiting(given_db(), .event = event, .after = 0,
		      .after_user = nobody, .party_max = INT64_MAX,
		      .limit = 1000, &waiting, &n) == ERR_OK);
	cr_expect(seats.waiting == (int64_t)n, "%s: %ld wait, rows say %zu",
	    name, (long)seats.waiting, n);
	left = seats.capacity.v - seats.taken;
	for (i = 0; i < n; i++) {
		cr_expect(waiting[i].party_size > left,
		    "%s: a party of %ld waits at place %zu, %ld seats are free",
		    name, (long)waiting[i].party_size, i + 1, (long)left);
		if (waiting[i].passed >= RULE_SEATS_PASSES_MAX &&
		    waiting[i].party_size <= seats.capacity.v)
			break; /* the others wait for this one */
	}
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
		check_event(text("e%d", i));
}
