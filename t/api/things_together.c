/*
 * Sparks, routines and polls for the paths of operations.
 */
#include <string.h>

#include "t/api/things.h"
#include "t/lib/api.h"

#include "base/banned.h"

/* One of ann's, in a cluster of hers that eve, bob and root are in. */
static char *
make_spark(const char *name, const char *more)
{
	thing_make("cluster", strlen("cluster"), false);
	thing_make("in_cluster", strlen("in_cluster"), false);
	as("eve", POST, "/clusters/%s/join", id("c"));
	as("root", POST, "/clusters/%s/join", id("c"));
	given(name, "ann",
	    "/sparks {'name': 'x', 'total_spots': 5, 'cluster_id': '%s'%s}",
	    id("c"), more);
	return id(name);
}

static char *
spark_of_ann(void)
{
	return make_spark(
	    "spark", text(", \"start_time\": \"%s\"", in_hours(1)));
}

static char *
running_spark(void)
{
	return make_spark("running spark", "");
}

static char *
draft_spark(void)
{
	return make_spark("draft spark", ", \"draft\": true");
}

static char *
hidden_spark(void)
{
	given("hidden spark", "ann",
	    "/sparks {'name': 'x', 'total_spots': 5, 'draft': true}");
	return id("hidden spark");
}

/* Bob asks to be let in. */
static char *
asked_spark(void)
{
	make_spark("asked spark", ", \"join_policy\": \"approve\"");
	expect(202, as("bob", POST, "/sparks/%s/join", id("asked spark")));
	return id("asked spark");
}

/* Bob, in the spark that was made last. */
static char *
in_spark(void)
{
	if (is_kept("spark"))
		as("bob", POST, "/sparks/%s/join", id("spark"));
	return id("bob");
}

static char *
spark_invite(void)
{
	if (!is_kept("spark"))
		return thing_unknown();
	given("spark invite", "ann", "/sparks/%s/invites {}", id("spark"));
	return id("spark invite");
}

static char *
spark_message(void)
{
	if (!is_kept("spark"))
		return thing_unknown();
	given("spark message", "ann", "/sparks/%s/messages {'content': 'x'}",
	    id("spark"));
	return id("spark message");
}

/* One cluster for all: nobody joins many in an hour. */
static char *
cluster_of_people(void)
{
	static const char *const people[] = { "eve", "bob", "root" };

	if (is_kept("cluster of people"))
		return id("cluster of people");
	given("cluster of people", "ann", "/clusters {'name': 'x'}");
	for (size_t i = 0; i < N_OF(people); i++)
		expect(200, as(people[i], POST, "/clusters/%s/join",
				id("cluster of people")));
	return id("cluster of people");
}

/* One of ann's; a run of it is open at any time. */
static char *
make_routine(const char *name, const char *more)
{
	given(name, "ann",
	    "/routines {'name': 'x', 'start_time': '00:00', "
	    "'end_time': '00:00', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s'%s}",
	    cluster_of_people(), more);
	return id(name);
}

static char *
routine_of_ann(void)
{
	return make_routine("routine", "");
}

static char *
paused_routine(void)
{
	make_routine("paused routine", "");
	expect(
	    200, as("ann", POST, "/routines/%s/pause", id("paused routine")));
	return id("paused routine");
}

/* Whoever may see it takes turns. */
static char *
pooled_routine(void)
{
	cluster_of_people();
	return make_routine("pooled routine",
	    text(", \"assignment\": {\"mode\": \"claim\", \"per_run\": 9, "
		 "\"pool\": [\"%s\", \"%s\", \"%s\"]}",
		id("ann"), id("eve"), id("root")));
}

static char *
hidden_routine(void)
{
	given("hidden routine", "ann",
	    "/routines {'name': 'x', 'start_time': '00:00', "
	    "'end_time': '00:00', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01'}");
	return id("hidden routine");
}

static char *
run_today(void)
{
	return text("%.10s", in_hours(0));
}

static char *
run_tomorrow(void)
{
	return text("%.10s", in_hours(24));
}

static char *
no_run(void)
{
	return text("2025-01-01");
}

/* Ann asks whoever takes turns. */
static char *
swap(void)
{
	const char *routine = pooled_routine();

	expect(200, as("ann", POST, "/routines/%s/runs/%s/claim", routine,
			run_tomorrow()));
	given("swap", "ann", "/routines/%s/runs/%s/swaps {}", routine,
	    run_tomorrow());
	return id("swap");
}

static char *
routine_step(void)
{
	if (!is_kept("routine"))
		return thing_unknown();
	expect(200, as("ann", GET, "/routines/%s/steps", id("routine")));
	keep_id("routine step", body("/0/id"));
	return id("routine step");
}

/* One of ann's, with a time. */
static char *
make_poll(const char *name)
{
	const char *cluster = cluster_of_people();

	given(name, "ann",
	    "/polls {'title': 'x', 'cluster_id': '%s', "
	    "'options': [{'start_time': '%s'}], "
	    "'people': [{'user_id': '%s'}, {'user_id': '%s'}]}",
	    cluster, in_hours(24), id("eve"), id("root"));
	keep_id("poll option", body("/options/0/id"));
	return id(name);
}

static char *
poll_of_ann(void)
{
	return make_poll("poll");
}

static char *
closed_poll(void)
{
	make_poll("closed poll");
	expect(200, as("ann", POST, "/polls/%s/close", id("closed poll")));
	return id("closed poll");
}

static char *
hidden_poll(void)
{
	given("hidden poll", "ann", "/polls {'title': 'x', 'people': []}");
	return id("hidden poll");
}

static char *
poll_option(void)
{
	return is_kept("poll option") ? id("poll option") : thing_unknown();
}

const struct thing things_together[] = {
	{ "spark", spark_of_ann, hidden_spark },
	{ "running_spark", running_spark, hidden_spark },
	{ "draft_spark", draft_spark, draft_spark },
	{ "asked_spark", asked_spark, hidden_spark },
	{ "in_spark", in_spark, thing_unknown },
	{ "spark_invite", spark_invite, thing_unknown },
	{ "spark_message", spark_message, thing_unknown },
	{ "routine", routine_of_ann, hidden_routine },
	{ "paused_routine", paused_routine, hidden_routine },
	{ "pooled_routine", pooled_routine, hidden_routine },
	{ "routine_step", routine_step, thing_unknown },
	{ "swap", swap, thing_unknown },
	{ "poll", poll_of_ann, hidden_poll },
	{ "closed_poll", closed_poll, hidden_poll },
	{ "poll_option", poll_option, thing_unknown },
	{ "run_today", run_today, no_run },
	{ "run_tomorrow", run_tomorrow, no_run },
};

const size_t things_together_n = N_OF(things_together);
