/*
 * Many processes join, leave, remove and change sparks at once. Whatever comes
 * of it, spots are those of who is in it, and no more than there are; it is
 * one person's, who is in it; and no code is used more often than it may be.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { PROCESSES = 8, USERS = 8, SPOTS = 6, USES = 5, RUN_MS = 2000 };

static struct {
	char *logins[USERS], *ids[USERS], *spark, *code;
} race;

static void
prepare(void)
{
	api_set("JOINS_PER_HOUR", "1000000");
	given("c", "user0", "/clusters {'name': 'x'}");
	for (int i = 0; i < USERS; i++) {
		char *name = text("user%d", i);

		race.logins[i] = given_login(NULL, name);
		if (i > 0 && i < USERS - 2)
			expect(
			    200, as(name, POST, "/clusters/%s/join", id("c")));
		race.ids[i] = id(name);
	}
	given("s", "user0",
	    "/sparks {'name': 'x', 'total_spots': %d, 'cluster_id': '%s', "
	    "'start_time': '%s'}",
	    SPOTS, id("c"), in_hours(2));
	race.spark = text("/api/v1/sparks/%s", id("s"));
	expect(201, as("user0", POST, "/sparks/%s/invites {'max_uses': %d}",
			id("s"), USES));
	race.code = body("/code");
}

static int
ask(int user, const char *method, const char *below, const char *json)
{
	return api_ask(
	    race.logins[user], method, text("%s%s", race.spark, below), json);
}

/* The last two come by the code alone. */
static int
join(int user, int seats)
{
	return ask(user, POST, "/join",
	    user < USERS - 2 ? text("{\"party_size\":%d}", seats)
			     : text("{\"party_size\":%d,\"invite\":\"%s\"}",
				   seats, race.code));
}

/* One random act; what each process does follows from its seed. */
static int
act(unsigned *seed)
{
	int user = rand_r(seed) % USERS, kind = rand_r(seed) % 16;

	if (kind < 8)
		return join(user, 1 + rand_r(seed) % 3);
	if (kind < 13)
		return ask(user, POST, "/leave", NULL);
	if (kind == 13)
		return ask(user, PATCH, "", "{\"description\":\"y\"}");
	return ask(user, DELETE,
	    text("/participants/%s", race.ids[1 + rand_r(seed) % 2]), NULL);
}

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status / 100 == 2 || status == 403 || status == 404 ||
	       status == 409 || status == 410 || status == 503;
}

static int
run(int i)
{
	unsigned seed = (unsigned)i + 1;
	int64_t until = clock_monotonic_us() + RUN_MS * 1000;

	while (clock_monotonic_us() < until) {
		int status = act(&seed);

		if (!is_expected(status)) {
			fprintf(stderr, "status %d\n", status);
			return 1;
		}
	}
	return 0;
}

/* Rows that are not as they have to be. */
#define WRONG                                                                 \
	"SELECT s.id FROM spark s WHERE s.taken <> COALESCE((SELECT "         \
	"sum(p.party_size) FROM spark_participant p WHERE p.spark_id = s.id " \
	"AND p.state = 'joined'), 0) OR s.others <> (SELECT count(*) FROM "   \
	"spark_participant p WHERE p.spark_id = s.id AND p.state = 'joined' " \
	"AND p.user_id <> s.created_by) OR (SELECT count(*) FROM "            \
	"spark_participant p WHERE p.spark_id = s.id AND p.state = 'joined' " \
	"AND p.user_id = s.created_by) <> 1"

Test_engines(api_spark_race, spots_are_those_of_who_is_in_it)
{
	static const char mark[] = "UPDATE spark SET name = 'wrong' "
				   "WHERE id IN (" WRONG ")";
	int results[PROCESSES];
	const char *owner = NULL;

	prepare();
	api_expect_503();
	api_in_processes(PROCESSES, run, results);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(results[i] == 0);
	work_sql(mark, mark);
	for (int i = 0; i < USERS && !owner; i++)
		if (as(text("user%d", i), GET, "/sparks/%s", id("s")) == 200 &&
		    str_eq(body("/my_state"), "creator"))
			owner = text("user%d", i);
	cr_assert(owner);
	expect_text("x", body("/name"));
	cr_expect(body_int("/spots") <= SPOTS);
	expect(200, as(owner, GET, "/sparks/%s/invites", id("s")));
	if (body_count(""))
		cr_expect(body_int("/0/uses") < USES);
}
