/*
 * Many processes write in a group, leave, join and close it at once: its
 * numbers have no gaps. Who has left when their message comes is late_test's.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/api/race.h"

#include "base/banned.h"

enum { PROCESSES = 8, USERS = 4, RUN_MS = 2000 };

static struct {
	char *logins[USERS], *targets[USERS], *group, *owner;
} race;

/* Ann's group, and users in it. */
static void
prepare(void)
{
	api_set("MESSAGES_PER_MINUTE", "1000000");
	api_set("MESSAGES_PER_HOUR", "1000000");
	api_set("JOINS_PER_HOUR", "1000000");
	race.owner = given_login(NULL, "ann");
	given("g", "ann", "/groups {'name': 'x'}");
	race.group = text("/api/v1/groups/%s", id("g"));
	for (int i = 0; i < USERS; i++) {
		char *name = text("user%d", i);

		race.logins[i] = given_login(NULL, name);
		expect(200, as(name, POST, "/groups/%s/join", id("g")));
	}
}

static int
ask(const char *login, const char *method, const char *below, const char *json)
{
	return api_ask(login, method, text("%s%s", race.group, below), json);
}

static int
write_as(const char *login)
{
	return ask(login, POST, "/messages", "{\"content\":\"x\"}");
}

/* How many messages there are; each has the number before the next. */
static int
count_dense(void)
{
	int n = 0;

	expect(200,
	    as("ann", GET, "/groups/%s/messages?after=0&limit=200", id("g")));
	for (;;) {
		for (int i = 0; i < body_count(""); i++)
			expect_int(++n, body_int(text("/%d/number", i)));
		if (!next_page())
			return n;
		expect(200, as("ann", GET, "/%s", next_page()));
	}
}

/* One random act; what each process does follows from its seed. */
static int
act(unsigned *seed)
{
	const char *login = race.logins[rand_r(seed) % USERS];
	int kind = rand_r(seed) % 16;

	if (kind < 10)
		return write_as(login);
	if (kind < 12)
		return ask(login, POST, "/leave", NULL);
	if (kind < 14)
		return ask(login, POST, "/join", NULL);
	return kind == 14 ? ask(race.owner, DELETE, "", NULL)
			  : ask(race.owner, POST, "/reopen", NULL);
}

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status / 100 == 2 || status == 403 || status == 409 ||
	       status == 503;
}

/* How many acts were done; 0 when something else was answered. */
static int
act_for_a_while(int i)
{
	int64_t end = clock_monotonic_us() + RUN_MS * INT64_C(1000);
	unsigned seed = (unsigned)i + 1;
	int done = 0;

	while (race_has_time(end, done)) {
		int status = act(&seed);

		if (!is_expected(status)) {
			fprintf(stderr, "process %d: status %d\n", i, status);
			return 0;
		}
		done += status / 100 == 2;
	}
	return done;
}

Test_engines(api_message_race, numbers_have_no_gaps, .timeout = 60)
{
	int done[PROCESSES];

	prepare();
	api_in_processes(PROCESSES, act_for_a_while, done);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(done[i] > 0, "process %d: %d", i, done[i]);
	cr_expect(count_dense() > PROCESSES);
}

static int
write_once(int i)
{
	return write_as(race.logins[i % USERS]);
}

Test_engines(api_message_race, each_write_has_its_number, .timeout = 60)
{
	int status[PROCESSES], n = 0;

	prepare();
	api_in_processes(PROCESSES, write_once, status);
	for (int i = 0; i < PROCESSES; i++)
		n += status[i] == 201;
	expect_int(n, count_dense());
	expect_int(PROCESSES, n);
}

/* The groups of one person, who writes in all of them. */
static int
write_in_one_of_several(int i)
{
	return api_ask(
	    race.owner, POST, race.targets[i % USERS], "{\"content\":\"x\"}");
}

Test_engines(api_message_race, nobody_floods_several_groups_at_once)
{
	int status[PROCESSES], n = 0;

	api_set("MESSAGES_PER_MINUTE", "3");
	race.owner = given_login(NULL, "ann");
	for (int i = 0; i < USERS; i++) {
		given("g", "ann", "/groups {'name': 'x'}");
		race.targets[i] = text("/api/v1/groups/%s/messages", id("g"));
	}
	api_in_processes(PROCESSES, write_in_one_of_several, status);
	for (int i = 0; i < PROCESSES; i++) {
		n += status[i] == 201;
		cr_expect(
		    status[i] == 201 || status[i] == 429, "%d", status[i]);
	}
	expect_int(3, n);
}
