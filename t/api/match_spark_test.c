/*
 * Sparks that suit somebody: what they are about, and when they are.
 */
#include <stdlib.h>

#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"

#include "base/banned.h"

/* Ann's cluster, in which bob likes rowing and tea, and is matched. */
static void
given_bob(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", PUT,
			"/users/me/interests {'interests': "
			"[{'tag': 'rowing', 'weight': 80}, "
			"{'tag': 'tea', 'weight': 60}]}"));
	expect(200, as("bob", PUT, "/users/me/match-settings {'is_on': true}"));
}

/* A whole hour of tomorrow, and so many hours behind it. */
static char *
hour(int hours)
{
	return text("%.13s:00:00Z", in_hours(30 + hours));
}

/* Of two hours, in the cluster. */
static void
given_spark(const char *name, const char *who, const char *more)
{
	given(name, who,
	    "/sparks {'name': '%s', 'total_spots': 2, 'cluster_id': '%s', "
	    "'start_time': '%s', 'end_time': '%s', %s}",
	    name, id("c"), hour(0), hour(2), quoted(more));
}

static int
suited(void)
{
	expect(200, as("bob", GET, "/matches/sparks"));
	return body_count("");
}

Test_engines(api_match_spark, what_it_is_about_counts_and_when)
{
	given_bob();
	given_spark("x", "ann", "'tags': ['chess']");
	expect_int(0, suited());
	given_spark("s", "ann",
	    "'tags': ['Rowing', 'ROWING', 'chess'], 'location': "
	    "{'label': 'Boathouse', 'lat': 52.523401, 'lon': 13.411234}");
	expect_int(1, suited());
	expect_text(id("s"), body("/0/spark/id"));
	expect_text("false", body("/0/spark/location/is_exact"));
	cr_expect(!response_contains("52.523401"));
	/* 0.7 of 80 * 100 / (100 * sqrt(2) * 100) */
	expect_text("0.396", body("/0/score"));
	expect_int(1, body_count("/0/reasons"));
	expect_text("interest", body("/0/reasons/0/kind"));
	expect_text("rowing", body("/0/reasons/0/name"));
	expect(
	    200, as("bob", PUT,
		     "/users/me/availability {'timezone': 'UTC', 'windows': "
		     "[{'days': ['monday', 'tuesday', 'wednesday', 'thursday', "
		     "'friday', 'saturday', 'sunday'], 'from': '%.2s:00', "
		     "'to': '%.2s:00'}]}",
		     hour(0) + 11, hour(1) + 11));
	/* and 0.3 of one hour of two */
	expect_int(1, suited());
	expect_text("0.546", body("/0/score"));
	expect_text("free_time", body("/0/reasons/1/kind"));
	expect_text(text("%.2s:00", hour(0) + 11), body("/0/reasons/1/from"));
	expect_int(60, body_int("/0/reasons/1/minutes"));
}

Test_engines(api_match_spark, those_that_suit_best_come_first)
{
	given_bob();
	given_spark("a", "ann", "'tags': ['tea']");
	given_spark("b", "ann", "'tags': ['tea', 'rowing']");
	given_spark("d", "ann", "'tags': ['tea', 'chess', 'go']");
	expect_int(3, suited());
	expect_text(id("b"), body("/0/spark/id"));
	expect_text(id("a"), body("/1/spark/id"));
	expect_text(id("d"), body("/2/spark/id"));
	/* 0.7 of (80 + 60) * 100 / (100 * sqrt(2) * 100) */
	expect_text("0.693", body("/0/score"));
	expect(200, as("bob", GET, "/matches/sparks?limit=1"));
	expect_int(1, body_count(""));
	expect(200, as("ann", GET, "/categories"));
	keep_id("k", body("/0/id"));
	expect(200, as("bob", PUT,
			"/users/me/interests {'interests': "
			"[{'category_id': '%s', 'weight': 7}]}",
			id("k")));
	expect_int(0, suited());
	given_spark("e", "ann", text("'category_id': '%s'", id("k")));
	expect_int(1, suited());
	expect_text("0.7", body("/0/score"));
}

Test_engines(api_match_spark, those_that_cannot_be_joined_are_not_shown)
{
	given_bob();
	given_user("cat");
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given_spark("own", "bob", "'tags': ['tea']");
	given_spark("hidden", "ann", "'tags': ['tea'], 'visibility': 'invite'");
	given_spark("full", "cat", "'tags': ['tea']");
	given_spark("s", "cat", "'tags': ['tea']");
	expect_int(2, suited());
	expect(200, as("ann", POST, "/sparks/%s/join", id("full")));
	expect_int(1, suited());
	expect_text(id("s"), body("/0/spark/id"));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect_int(0, suited());
	expect(204, as("cat", DELETE, "/users/me/blocks/%s", id("bob")));
	expect_int(1, suited());
	expect(200, as("bob", POST, "/sparks/%s/join", id("s")));
	expect_int(0, suited());
	expect(204, as("bob", POST, "/sparks/%s/leave", id("s")));
	expect(200, as("bob", PUT,
			"/users/me/match-settings {'is_on': true, "
			"'except_cluster_ids': ['%s']}",
			id("c")));
	expect_int(0, suited());
	expect(200, as("bob", PUT, "/users/me/match-settings {'is_on': true}"));
	expect_int(1, suited());
	expect(200, as("cat", POST, "/sparks/%s/cancel", id("s")));
	expect_int(0, suited());
	expect(
	    200, as("bob", PUT, "/users/me/match-settings {'is_on': false}"));
	expect_problem(403, "matching_off", as("bob", GET, "/matches/sparks"));
}
