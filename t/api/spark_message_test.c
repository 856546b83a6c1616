/*
 * What those who are in a spark write to each other.
 */
#include "t/api/spark_age.h"
#include "t/lib/answer.h"

#include "base/banned.h"

/* Ann's, which bob is in; cat is a member of its cluster, and no more. */
static void
given_talk(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given("s", "ann",
	    "/sparks {'name': 'Boules', 'total_spots': 4, 'cluster_id': '%s'}",
	    id("c"));
	expect(200, as("bob", POST, "/sparks/%s/join {}", id("s")));
	given("m", "bob", "/sparks/%s/messages {'content': 'Where?'}", id("s"));
}

static int
say(const char *who, const char *words)
{
	return as(
	    who, POST, "/sparks/%s/messages {'content': '%s'}", id("s"), words);
}

static int
list(const char *who, const char *query)
{
	return as(who, GET, "/sparks/%s/messages%s", id("s"), query);
}

/* Bob's message; words: NULL where there are none. */
static int
about(const char *who, const char *method, const char *words)
{
	return words
		   ? as(who, method, "/sparks/%s/messages/%s {'content': '%s'}",
			 id("s"), id("m"), words)
		   : as(who, method, "/sparks/%s/messages/%s", id("s"),
			 id("m"));
}

Test_engines(api_spark_message, who_is_in_it_writes_and_reads)
{
	given_talk();
	expect_text(id("s"), body("/spark_id"));
	expect_int(1, body_int("/number"));
	expect(201, as("ann", POST,
			"/sparks/%s/messages {'content': 'Here.', "
			"'reply_to_id': '%s'}",
			id("s"), id("m")));
	expect_int(2, body_int("/number"));
	expect_int(1, body_int("/thread_number"));
	expect(201, say("ann", "Now."));
	expect(200, list("bob", ""));
	expect_int(3, body_int("/0/number"));
	expect(200, list("bob", "?after=1"));
	expect_int(2, body_count(""));
	expect_text("Here.", body("/0/content"));
	expect(200, list("bob", "?thread=1"));
	expect_int(2, body_count(""));
	expect_problem(400, "cursor_invalid", list("bob", "?cursor=x"));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/sparks/%s/messages {'content': 'x', 'reply_to_id': '%s'}",
		id("s"), id("s")));
	expect_text("unknown", error_at("/reply_to_id"));
	/* nobody else, though they see it */
	expect_problem(403, "forbidden", list("cat", ""));
	expect_problem(403, "forbidden", say("cat", "x"));
	expect_problem(403, "forbidden", about("cat", GET, NULL));
	expect_problem(404, "not_found", list("eve", ""));
	expect(204, as("bob", POST, "/sparks/%s/leave", id("s")));
	expect_problem(403, "forbidden", say("bob", "x"));
	/* it is no message of a group */
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect_problem(404, "not_found",
	    as("ann", GET, "/groups/%s/messages/%s", id("g"), id("m")));
}

Test_engines(api_spark_message, words_are_changed_and_taken_back)
{
	given_talk();
	expect_problem(403, "forbidden", about("ann", PATCH, "x"));
	expect(200, about("bob", PATCH, "When?"));
	expect_text("When?", body("/content"));
	expect(201, say("ann", "x"));
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/sparks/%s/messages/%s", id("s"), body("/id")));
	/* whoever manages it may, and it is noted */
	expect(204, about("ann", DELETE, NULL));
	expect(204, about("bob", DELETE, NULL));
	expect(200, about("bob", GET, NULL));
	with("If-None-Match", header("ETag"));
	expect(304, about("bob", GET, NULL));
	expect(200, about("bob", GET, NULL));
	expect_text("null", body("/content"));
	expect_problem(409, "invalid_transition", about("bob", PATCH, "x"));
	expect(
	    200, as("ann", GET, "/clusters/%s/audit-log?action=message.remove",
		     id("c")));
	expect_int(1, body_count(""));
}

Test_engines(api_spark_message, whom_one_does_not_see_has_said_nothing)
{
	given_talk();
	expect(200, as("cat", POST, "/sparks/%s/join {}", id("s")));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect(200, list("cat", ""));
	expect_text("null", body("/0/content"));
	expect_text("null", body("/0/sender"));
	expect(200, list("ann", ""));
	expect_text("Where?", body("/0/content"));
}

/* When it is over nobody writes any more, and a week later nothing is left. */
Test_engines(api_spark_message, it_ends_with_the_spark)
{
	given_talk();
	age_sparks(60 * 3);
	expect_problem(409, "spark_over", say("bob", "x"));
	expect_problem(409, "spark_over", about("bob", PATCH, "x"));
	age_sparks(6 * 24 * 60);
	work();
	expect(200, list("bob", ""));
	expect_int(1, body_count(""));
	age_sparks(24 * 60);
	work();
	expect(200, list("bob", ""));
	expect_int(0, body_count(""));
}

Test_engines(api_spark_message, one_person_writes_so_much)
{
	int status = 201;

	given_talk();
	for (int i = 0; i < 1000 && status == 201; i++)
		status = say("bob", "x");
	expect_problem(429, "rate_limited", status);
	expect(201, say("ann", "x"));
}
