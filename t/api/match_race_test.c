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
#include "t/lib/work.h"

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

/*
 * One who is erased while a process reads, which then fails.
 */

/* From now on the first look at the row of the cluster has somebody erased and
 * somebody else written behind it, and the second does as it is told. */
static void
given_bad_look(const char *gone, const char *other, const char *second)
{
	work_sql(
	    text("DO $x$ BEGIN "
		 "ALTER TABLE match_cluster RENAME TO kept_cluster; "
		 "CREATE SEQUENCE looked; "
		 "CREATE FUNCTION look() RETURNS bool LANGUAGE plpgsql AS $$ "
		 "BEGIN IF nextval('looked') > 1 THEN %s; END IF; "
		 "DELETE FROM match_entry WHERE user_id = '%s'; "
		 "UPDATE kept_cluster SET base = version + 1, "
		 "version = version + 2; "
		 "UPDATE match_entry SET version = k.version "
		 "FROM kept_cluster k WHERE user_id = '%s'; "
		 "RETURN true; END $$; "
		 "CREATE VIEW match_cluster AS "
		 "SELECT * FROM kept_cluster WHERE look(); END $x$",
		second, id(gone), id(other)),
	    "SELECT 1");
}

static void
end_bad_look(void)
{
	work_sql("DO $x$ BEGIN DROP VIEW match_cluster; DROP FUNCTION look; "
		 "DROP SEQUENCE looked; "
		 "ALTER TABLE kept_cluster RENAME TO match_cluster; END $x$",
	    "SELECT 1");
}

static const struct app_match_person *
find_kept(struct own *own, const char *name, enum err expected)
{
	const struct app_match_snapshot *s;
	struct user_id user = given_user_id(name);
	enum err err = app_matches_get(&own->call, race.cluster, &s);

	cr_expect(err == expected, "%s", err_code(err));
	return app_match_snapshot_find(s, user);
}

Test_engines(api_match_race, who_is_erased_stays_in_no_cluster_half_read)
{
	static const struct {
		const char *second;
		enum err err;
	} cases[] = { { "RETURN false", ERR_OK },
		{ "RAISE 'broken'", ERR_INTERNAL } };
	struct own own;

	if (engine_now() == DB_SQLITE)
		return; /* there a look does nothing */
	prepare();
	own_open(&own);
	own.call.matches = app_matches_new();
	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *gone = text("user%zu", i);

		cr_expect(find_kept(&own, gone, ERR_OK));
		cr_expect(ask(5, PUT, "/api/v1/users/me/availability",
			      text("{\"timezone\":\"UTC\",\"windows\":[{"
				   "\"days\":[\"friday\"],\"from\":\"0%zu:00\","
				   "\"to\":\"23:30\"}]}",
				  i)) == 200);
		given_bad_look(gone, "user5", cases[i].second);
		cr_expect(!find_kept(&own, gone, cases[i].err), "%zu", i);
		end_bad_look();
		cr_expect(!find_kept(&own, gone, ERR_OK), "%zu", i);
		cr_expect(find_kept(&own, "user5", ERR_OK), "%zu", i);
	}
	app_matches_free(own.call.matches);
	own_close(&own);
}
