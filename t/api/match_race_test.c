/*
 * Clusters in memory while others write: whatever a process has read piece by
 * piece is what another one that reads all of it finds at the same version.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/match.h"
#include "app/matches.h"
#include "base/clock.h"
#include "t/lib/api.h"
#include "t/lib/own.h"

#include "base/banned.h"

enum { USERS = 12, WRITERS = 5, READERS = 3, RUN_MS = 1500 };

static struct {
	char *logins[USERS];
	char *join, *leave;
	struct space_id cluster;
} race;

static void
prepare(void)
{
	given(
	    "c", "dan", "/clusters {'name': 'Rowers', 'join_policy': 'open'}");
	cr_assert(uuid_parse(id("c"), &race.cluster.v));
	race.join = text("/api/v1/clusters/%s/join", id("c"));
	race.leave = text("/api/v1/clusters/%s/leave", id("c"));
	for (int i = 0; i < USERS; i++) {
		char *name = text("user%d", i);

		race.logins[i] = given_login(NULL, name);
		expect(200, as(name, POST, "/clusters/%s/join", id("c")));
		expect(
		    200, as(name, PUT,
			     "/users/me/interests {'interests': [{'tag': 't%d'"
			     "}, {'tag': 'rowing', 'weight': %d}]}",
			     i % 3, i + 1));
		expect(200,
		    as(name, PUT, "/users/me/match-settings {'is_on': true}"));
	}
}

static int
ask(int user, const char *method, const char *path, const char *json)
{
	return api_ask(race.logins[user], method, path, json);
}

static int
act(unsigned *seed)
{
	int user = rand_r(seed) % USERS;

	switch (rand_r(seed) % 6) {
	case 0:
		return ask(user, PUT, "/api/v1/users/me/match-settings",
		    "{\"is_on\":false}");
	case 1:
	case 2:
		return ask(user, PUT, "/api/v1/users/me/match-settings",
		    "{\"is_on\":true}");
	case 3:
		return ask(user, POST, race.leave, NULL);
	case 4:
		return ask(user, POST, race.join, NULL);
	default:
		return ask(user, PUT, "/api/v1/users/me/availability",
		    text("{\"timezone\":\"UTC\",\"windows\":[{\"days\":"
			 "[\"friday\"],\"from\":\"%02d:00\","
			 "\"to\":\"23:30\"}]}",
			rand_r(seed) % 23));
	}
}

static int
write_some(int i)
{
	unsigned seed = (unsigned)i + 1;
	int64_t until = clock_monotonic_us() + RUN_MS * 1000;
	int n = 0;

	while (clock_monotonic_us() < until) {
		int status = act(&seed);

		/* 503: others were in the way for too long */
		if (status / 100 != 2 && status != 409 && status != 429 &&
		    status != 503)
			return -1;
		n += status / 100 == 2;
	}
	return n;
}

static bool
is_same(const struct app_match_snapshot *kept, const struct app_match_person *p,
    const struct app_match_snapshot *all)
{
	const struct app_match_person *k = app_match_snapshot_find(kept, p->id);

	if (!k || k->n != p->n || k->n2 != p->n2 ||
	    memcmp(&k->free, &p->free, sizeof(k->free)) != 0)
		return false;
	for (uint32_t i = 0; i < p->n; i++)
		if (kept->names[kept->terms[k->first + i]] !=
			all->names[all->terms[p->first + i]] ||
		    kept->weights[k->first + i] != all->weights[p->first + i])
			return false;
	return true;
}

static size_t
count(const struct app_match_snapshot *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_people; i++)
		n += s->people[i].n2 != 0;
	return n;
}

/* -1: what was kept differs; 0: somebody has written between the two. */
static int
compare(struct own *own, struct app_matches *kept)
{
	struct app_matches *anew = app_matches_new();
	const struct app_match_snapshot *k, *all;
	int result = 0;

	own->call.matches = kept;
	if (app_matches_get(&own->call, race.cluster, &k))
		return -1;
	own->call.matches = anew;
	if (app_matches_get(&own->call, race.cluster, &all))
		return -1;
	if (k->version == all->version)
		result = count(k) == count(all) ? 1 : -1;
	for (size_t i = 0; result > 0 && i < all->n_people; i++)
		if (all->people[i].n2 && !is_same(k, &all->people[i], all))
			result = -1;
	app_matches_free(anew);
	arena_reset(&own->arena);
	return result;
}

static int
read_some(void)
{
	int64_t until = clock_monotonic_us() + RUN_MS * 1000;
	struct app_matches *kept = app_matches_new();
	struct own own;
	int n = 0, same = 0;

	own_open(&own);
	while (same >= 0 && clock_monotonic_us() < until) {
		same = compare(&own, kept);
		n += same;
	}
	app_matches_free(kept);
	own_close(&own);
	return same < 0 ? -1 : n;
}

/* Clears away what is no more, however young. */
static int
clear_some(void)
{
	int64_t until = clock_monotonic_us() + RUN_MS * 1000;
	struct own own;
	int n = 0;

	own_open(&own);
	while (n >= 0 && clock_monotonic_us() < until) {
		size_t gone;

		n = app_match_tend(&own.call, INT64_MAX / 2, &gone) ? -1
								    : n + 1;
		arena_reset(&own.arena);
	}
	own_close(&own);
	return n < 0 ? n : 0;
}

static int
run(int i)
{
	return i < READERS	       ? read_some()
	       : i < READERS + WRITERS ? write_some(i)
				       : clear_some();
}

Test_engines(api_match_race, what_is_kept_is_what_there_is)
{
	int results[READERS + WRITERS + 1], n[2] = { 0, 0 };

	prepare();
	api_expect_503();
	api_in_processes(READERS + WRITERS + 1, run, results);
	for (int i = 0; i <= READERS + WRITERS; i++) {
		cr_expect(results[i] >= 0, "%d", i);
		n[i < READERS] += results[i];
	}
	cr_expect(n[0] > 20, "%d changes", n[0]);
	cr_expect(n[1] > 20, "%d comparisons", n[1]);
}
