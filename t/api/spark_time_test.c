/*
 * Sparks at random, by each way in which the clock may work: what they are at
 * any time, and who may do what, is the same whether a worker has looked or
 * not; who looks twice tells nothing twice.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "t/api/spark_age.h"
#include "t/lib/answer.h"

#include "base/banned.h"

enum { MAKERS = 3, EACH = 4, SPARKS = MAKERS * EACH, PEOPLE = 3 };
enum { STEPS = 8, TRIES = 5, STATE_SIZE = 64 };

/* How the clock works. */
enum way { STOPPED, SLOW, ONCE, TWICE, WAYS };

static struct seen {
	char states[STEPS + 1][SPARKS][STATE_SIZE];
	int answers[STEPS][TRIES];
	int mails[MAKERS + PEOPLE];
} seen[WAYS];

static unsigned seed;

static int
some(int n)
{
	return rand_r(&seed) % n;
}

static char *
maker_of(int spark)
{
	return text("maker%d", spark % MAKERS);
}

static char *
person(int i)
{
	return text("p%d", i);
}

static void
given_people(void)
{
	given("c", "dan", "/clusters {'name': 'x', 'join_policy': 'open'}");
	for (int i = 0; i < MAKERS + PEOPLE; i++)
		expect(200, as(i < MAKERS ? maker_of(i) : person(i - MAKERS),
				POST, "/clusters/%s/join", id("c")));
}

/* No time is a whole minute from now, so none is met by a hair. */
static void
given_spark(int spark)
{
	int start_s = (some(240) + 2) * 60 + 30;
	int lasts_s = (some(180) + 5) * 60;
	int before_s = some(3) ? some(start_s / 60) * 60 : 0;

	given(text("s%d", spark), maker_of(spark),
	    "/sparks {'name': 'x', 'cluster_id': '%s', 'start_time': '%s', "
	    "'active_duration': %d, 'decide_before_s': %d, 'total_spots': 3, "
	    "'min_spots': %d, 'draft': %s}",
	    id("c"), in_seconds(start_s), lasts_s, before_s, some(3) + 1,
	    some(6) ? "false" : "true");
}

static void
work_as(enum way way, int step)
{
	switch (way) {
	case STOPPED:
		return;
	case SLOW:
		if (step % 4 == 3)
			work();
		return;
	case TWICE:
		work();
		/* fall through */
	default:
		work();
	}
}

/* Somebody joins a spark, or leaves it. */
static int
try(void)
{
	const char *who = person(some(PEOPLE));
	const char *spark = id(text("s%d", some(SPARKS)));

	return some(3) ? as(who, POST, "/sparks/%s/join {}", spark)
		       : as(who, POST, "/sparks/%s/leave", spark);
}

static void
look(char states[SPARKS][STATE_SIZE])
{
	for (int i = 0; i < SPARKS; i++) {
		expect(200,
		    as(maker_of(i), GET, "/sparks/%s", id(text("s%d", i))));
		snprintf(states[i], STATE_SIZE, "%s %s %s %s", body("/status"),
		    body("/is_decided"), body("/reason"), body("/spots"));
	}
}

static int
mails_to(int i)
{
	return work_mails(text(
	    "%s@example.org", i < MAKERS ? maker_of(i) : person(i - MAKERS)));
}

static void
live(enum way way)
{
	struct seen *s = &seen[way];

	seed = 4711;
	for (int i = 0; i < SPARKS; i++)
		given_spark(i);
	for (int i = 0; i < MAKERS + PEOPLE; i++)
		s->mails[i] = -mails_to(i);
	for (int step = 0; step < STEPS; step++) {
		age_sparks(some(70));
		work_as(way, step);
		for (int t = 0; t < TRIES; t++)
			s->answers[step][t] = try();
		look(s->states[step]);
	}
	age_sparks(30 * 60);
	look(s->states[STEPS]);
	work();
	for (int i = 0; i < MAKERS + PEOPLE; i++)
		s->mails[i] += mails_to(i);
}

static void
expect_same(enum way way)
{
	const struct seen *a = &seen[ONCE], *b = &seen[way];

	for (int step = 0; step <= STEPS; step++)
		for (int i = 0; i < SPARKS; i++)
			cr_expect(
			    str_eq(a->states[step][i], b->states[step][i]),
			    "%d, step %d, %d: %s, not %s", way, step, i,
			    b->states[step][i], a->states[step][i]);
	for (int step = 0; step < STEPS; step++)
		for (int t = 0; t < TRIES; t++)
			cr_expect(a->answers[step][t] == b->answers[step][t],
			    "%d, step %d: %d, not %d", way, step,
			    b->answers[step][t], a->answers[step][t]);
	for (int i = 0; i < MAKERS + PEOPLE; i++)
		cr_expect(way == TWICE ? b->mails[i] == a->mails[i]
				       : b->mails[i] <= a->mails[i],
		    "%d, to %d: %d, not %d", way, i, b->mails[i], a->mails[i]);
}

/* How many of them came to that. */
static int
came_to(const char *state)
{
	int n = 0;

	for (int i = 0; i < SPARKS; i++)
		n += strncmp(seen[ONCE].states[STEPS][i], state,
			 strlen(state)) == 0;
	return n;
}

Test_engines(api_spark_time, it_does_not_matter_whether_a_worker_has_looked)
{
	given_people();
	for (int way = 0; way < WAYS; way++)
		live((enum way)way);
	for (int way = 0; way < WAYS; way++)
		expect_same((enum way)way);
	cr_expect(came_to("completed") > 0);
	cr_expect(came_to("expired") > 0);
	cr_expect(came_to("cancelled") > 0);
	cr_expect(seen[ONCE].mails[0] + seen[ONCE].mails[1] > 0);
}
