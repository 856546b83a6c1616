/*
 * Many processes join, leave, remove and change sparks at once. Whatever comes
 * of it, spots are those of who is in it, and no more than there are; it is
 * one person's, who is in it; a code has been used as often as it has let
 * somebody in, and no more often than it may be.
 */
#include "t/lib/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PROCESSES = 8,
	USERS = 8,
	STAYS = 3, /* who made the code, which goes when they leave */
	SPOTS = 6,
	USES = 5,
	RUN_MS = 2000,
	LEAST = 20
};

static struct {
	char *logins[USERS], *ids[USERS], *spark, *code;
	int by_code; /* joins of a process */
} race;

/* It passes to them last, so that it passes often. */
static void
come_last(void)
{
#define LAST(time)                                       \
	"UPDATE spark_participant SET joined_at = " time \
	" WHERE user_id NOT IN (SELECT created_by FROM spark)"
	work_sql(LAST("joined_at + interval '1 day'"),
	    LAST("joined_at + 86400000000"));
}

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
	expect(
	    200, as(text("user%d", STAYS), POST, "/sparks/%s/join", id("s")));
	come_last();
	expect(201, as(text("user%d", STAYS), POST,
			"/sparks/%s/invites {'max_uses': %d}", id("s"), USES));
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
	bool has_code = user >= USERS - 2;
	int status = ask(user, POST, "/join",
	    has_code ? text("{\"party_size\":%d,\"invite\":\"%s\"}", seats,
			   race.code)
		     : text("{\"party_size\":%d}", seats));

	race.by_code += has_code && status == 200;
	return status;
}

/* One random act; what each process does follows from its seed. */
static int
act(unsigned *seed)
{
	int user = rand_r(seed) % USERS, kind = rand_r(seed) % 16;

	if (kind < 8 || (kind < 13 && user == STAYS))
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

/* How often somebody joined by the code, or -1. */
static int
run(int i)
{
	unsigned seed = (unsigned)i + 1;
	int64_t until = clock_monotonic_us() + RUN_MS * 1000;

	/* on a busy machine it takes longer until enough is tried */
	for (int n = 0; n < LEAST || clock_monotonic_us() < until; n++) {
		int status = act(&seed);

		if (!is_expected(status)) {
			fprintf(stderr, "status %d\n", status);
			return -1;
		}
	}
	return race.by_code;
}

/* Rows that are not as they have to be. */
#define WRONG                                                                 \
	"SELECT s.id FROM spark s WHERE s.taken <> COALESCE((SELECT "         \
	"sum(p.party_size) FROM spark_participant p WHERE p.spark_id = s.id " \
	"AND p.state = 'joined'), 0) OR s.others <> (SELECT count(*) FROM "   \
	"spark_participant p WHERE p.spark_id = s.id AND p.state = 'joined' " \
	"AND p.user_id <> s.created_by) OR (SELECT count(*) FROM "            \
	"spark_participant p WHERE p.spark_id = s.id AND p.state = 'joined' " \
	"AND p.user_id = s.created_by) <> 1 OR EXISTS (SELECT 1 FROM "        \
	"spark_invite i WHERE i.spark_id = s.id AND (i.uses > i.max_uses OR " \
	"i.uses <> (SELECT count(*) FROM spark_participant p WHERE "          \
	"p.invite_id = i.id)))"

Test_engines(api_spark_race, spots_are_those_of_who_is_in_it)
{
	int results[PROCESSES], by_code = 0;
	const char *owner = NULL,
		   *mark = "UPDATE spark SET name = 'wrong' WHERE id IN (" WRONG
			   ")";

	prepare();
	api_expect_503();
	api_in_processes(PROCESSES, run, results);
	for (int i = 0; i < PROCESSES; i++) {
		cr_expect(results[i] >= 0);
		by_code += results[i];
	}
	cr_expect(by_code > 0);
	work_sql(mark, mark);
	for (int i = 0; i < USERS && !owner; i++)
		if (as(text("user%d", i), GET, "/sparks/%s", id("s")) == 200 &&
		    str_eq(body("/my_state"), "creator"))
			owner = text("user%d", i);
	cr_assert(owner);
	expect_text("x", body("/name"));
	cr_expect(body_int("/spots") <= SPOTS);
}

/* One person joins many sparks in many processes. */

enum { MANY = 28, MANY_MAX = 20 };

static struct {
	char *login, *joins[MANY];
} many;

static void
prepare_many(void)
{
	given("c", "user0", "/clusters {'name': 'x'}");
	many.login = given_login(NULL, "bob");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	for (int i = 0; i < MANY; i++) {
		char *who = text("user%d", i / 4);

		if (i > 3 && i % 4 == 0)
			expect(
			    200, as(who, POST, "/clusters/%s/join", id("c")));
		given("s", who,
		    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': "
		    "'%s'}",
		    id("c"));
		many.joins[i] = text("/api/v1/sparks/%s/join", id("s"));
	}
}

/* How many of them a process joined. */
static int
join_many(int process)
{
	int n = 0;

	for (int i = 0; i < MANY; i++)
		n += api_ask(many.login, POST,
			 many.joins[(i + process * MANY / PROCESSES) % MANY],
			 "{}") == 200;
	return n;
}

Test_engines(api_spark_race, one_person_is_in_twenty_at_most)
{
	int results[PROCESSES], n = 0;

	prepare_many();
	api_expect_503();
	api_in_processes(PROCESSES, join_many, results);
	for (int i = 0; i < PROCESSES; i++) {
		cr_expect(results[i] >= 0);
		n += results[i];
	}
	expect_int(MANY_MAX, n);
}
