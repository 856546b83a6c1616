/*
 * Many processes come and go, give and take roles, at once. Whatever happens in
 * between, counts are what the rows say, a cluster has an admin, a space one
 * owner, and nobody is in a group without its cluster.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/api/invariants.h"
#include "t/api/race.h"

#include "base/banned.h"

enum { PROCESSES = 8, USERS = 8, SPACES = 4, RUN_MS = 2500 };

static struct {
	char *logins[USERS], *ids[USERS];
	char *spaces[SPACES]; /* "clusters/..." first, then groups */
	char *admin;	      /* the role */
	char *root;
} race;

static int
post(const char *login, const char *space, const char *verb, const char *json)
{
	return api_ask(login, POST, text("/api/v1/%s/%s", space, verb), json);
}

/* Ann's cluster, two groups in it and one in none; user0 is ann. */
static void
prepare(void)
{
	given_admin("root");
	race.root = given_login(NULL, "root");
	for (int i = 0; i < USERS; i++) {
		char *name = i ? text("user%d", i) : text("ann");

		race.logins[i] = given_login(NULL, name);
		race.ids[i] = id(name);
	}
	given("c", "ann", "/clusters {'name': 'x'}");
	race.spaces[0] = text("clusters/%s", id("c"));
	for (int i = 1; i < SPACES; i++) {
		given("g", "ann", "/groups {'name': 'x'%s}",
		    i < SPACES - 1 ? text(", \"cluster_id\": \"%s\"", id("c"))
				   : "");
		race.spaces[i] = text("groups/%s", id("g"));
	}
	expect(200, as("ann", GET, "/clusters/%s/roles?limit=1", id("c")));
	expect_text("Admin", body("/0/name"));
	race.admin = body("/0/id");
}

static int
set_admin(unsigned *seed, const char *login)
{
	char *target = text("/api/v1/%s/members/%s/roles/%s", race.spaces[0],
	    race.ids[rand_r(seed) % USERS], race.admin);

	return api_ask(login, rand_r(seed) % 2 ? PUT : DELETE, target, NULL);
}

static int
transfer(unsigned *seed, const char *login, const char *space)
{
	return post(login, space, "transfer",
	    text("{\"user_id\":\"%s\"}", race.ids[rand_r(seed) % USERS]));
}

/* One random change; what each process does follows from its seed. */
static int
change(unsigned *seed)
{
	const char *login = race.logins[rand_r(seed) % USERS];
	const char *space = race.spaces[rand_r(seed) % SPACES];
	int kind = rand_r(seed) % 16;

	if (kind < 5)
		return post(login, space, "join", NULL);
	if (kind < 9)
		return post(login, space, "leave", NULL);
	if (kind < 11)
		return set_admin(seed, rand_r(seed) % 2 ? login : race.root);
	if (kind < 13)
		return transfer(
		    seed, rand_r(seed) % 2 ? login : race.root, space);
	if (kind < 15)
		return api_ask(race.root, DELETE,
		    text("/api/v1/%s/members/%s", space,
			race.ids[rand_r(seed) % USERS]),
		    NULL);
	if (rand_r(seed) % 2)
		return post(race.root, space, "reopen", NULL);
	return api_ask(race.root, DELETE, text("/api/v1/%s", space), NULL);
}

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status / 100 == 2 || status == 403 || status == 404 ||
	       status == 409 || status == 422 || status == 503;
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

Test_engines(
    api_member_race, counts_owners_and_admins_stay_right, .timeout = 60)
{
	int done[PROCESSES];

	api_set("JOINS_PER_HOUR", "1000000");
	prepare();
	api_in_processes(PROCESSES, change_for_a_while, done);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(done[i] > 0, "process %d: %d", i, done[i]);
	expect_invariants();
}

static int
leave_as_one_of_two(int i)
{
	return post(race.logins[i % 2], race.spaces[0], "leave", NULL);
}

Test_engines(api_member_race, of_two_last_admins_one_leaves)
{
	int results[PROCESSES], n = 0;

	prepare();
	expect(200, as("user1", POST, "/%s/join", race.spaces[0]));
	expect(204, as("root", PUT, "/%s/members/%s/roles/%s", race.spaces[0],
			race.ids[1], race.admin));
	for (int i = 1; i < SPACES - 1; i++) {
		expect(200, as("user1", POST, "/%s/join", race.spaces[i]));
		expect(200, as("user2", POST, "/%s/join", race.spaces[i]));
		expect(200, as("ann", POST, "/%s/transfer {'user_id': '%s'}",
				race.spaces[i], race.ids[2]));
	}
	api_in_processes(PROCESSES, leave_as_one_of_two, results);
	for (int i = 0; i < PROCESSES; i++)
		n += results[i] == 204;
	expect_int(1, n);
	expect_invariants();
}

static int
join_once(int i)
{
	(void)i;
	return post(race.logins[1], race.spaces[1], "join", NULL);
}

Test_engines(api_member_race, one_person_joins_once)
{
	int results[PROCESSES], n = 0;

	prepare();
	api_in_processes(PROCESSES, join_once, results);
	for (int i = 0; i < PROCESSES; i++) {
		n += results[i] == 200;
		cr_expect(
		    results[i] == 200 || results[i] == 409, "%d", results[i]);
	}
	expect_int(1, n);
	expect_invariants();
}

/* The last of them closes the space; the others join. */
static int
join_or_close(int i)
{
	if (i < PROCESSES - 1)
		return post(race.logins[i], race.spaces[0], "join", NULL);
	return api_ask(
	    race.logins[0], DELETE, text("/api/v1/%s", race.spaces[0]), NULL);
}

Test_engines(api_member_race, nobody_joins_behind_who_closes)
{
	int results[PROCESSES];

	prepare();
	api_in_processes(PROCESSES, join_or_close, results);
	cr_expect(results[PROCESSES - 1] == 202, "%d", results[PROCESSES - 1]);
	for (int i = 0; i < PROCESSES - 1; i++)
		cr_expect(
		    results[i] == 200 || results[i] == 409, "%d", results[i]);
	expect_problem(409, "invalid_transition",
	    as("eve", POST, "/%s/join", race.spaces[0]));
	expect_invariants();
}
