/*
 * What those who were there say of an event.
 */
#include <string.h>

#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/work.h"

#include "base/banned.h"

static const char *const people[] = { "bob", "cat", "dan", "eve", "fay" };

/* All of them came, and gus did not. */
static void
given_past_event(void)
{
	given_event("e");
	for (size_t i = 0; i < N_OF(people); i++)
		expect(200, attend(people[i], "e"));
	expect(200, decline("gus", "e"));
	given_moved("e", "ann", -3, -1);
}

static int
rate(const char *user, int rating)
{
	return as(user, POST,
	    "/events/%s/feedback {'rating': %d, 'comment': 'By %s'}", id("e"),
	    rating, user);
}

static int
rate_unnamed(const char *user, int rating)
{
	return as(user, POST,
	    "/events/%s/feedback {'rating': %d, 'is_anonymous': true}", id("e"),
	    rating);
}

static void
expect_listed(int n)
{
	expect(200, as("ann", GET, "/events/%s/feedback", id("e")));
	expect_int(n, body_count(""));
}

Test_engines(api_feedback, whoever_came_says_once_how_it_was)
{
	given_past_event();
	expect(201, rate("bob", 4));
	expect_int(4, body_int("/rating"));
	expect_problem(409, "feedback_exists", rate("bob", 5));
	expect_problem(403, "did_not_attend", rate("gus", 1));
	expect_problem(403, "did_not_attend", rate("hal", 1));
	expect_problem(403, "forbidden", rate("ann", 5));
}

Test_engines(api_feedback, nothing_is_said_before_it_begins)
{
	given_event("e");
	expect(200, attend("bob", "e"));
	expect_problem(403, "did_not_attend", rate("bob", 5));
	given_moved("e", "ann", -1, 1);
	expect(201, rate("bob", 5));
}

Test_engines(api_feedback, nothing_is_said_two_weeks_after_it)
{
	given_past_event();
	expect(201, rate("bob", 5));
	work_sql(
	    "UPDATE event SET start_time = start_time - interval '14 days',"
	    " end_time = end_time - interval '14 days'",
	    "UPDATE event SET start_time = start_time - 14 * 86400000000,"
	    " end_time = end_time - 14 * 86400000000");
	expect_problem(410, "feedback_closed", rate("cat", 5));
	expect_problem(410, "feedback_closed",
	    as("bob", PATCH, "/events/%s/feedback/me {'rating': 1}", id("e")));
	expect(204, as("bob", DELETE, "/events/%s/feedback/me", id("e")));
}

Test_engines(api_feedback, the_host_reads_it_when_five_have_said_it)
{
	given_past_event();
	for (int i = 0; i < 4; i++)
		expect(201, rate(people[i], i + 1));
	expect_listed(0);
	expect(201, rate_unnamed("fay", 5));
	expect_listed(5);
	expect_text("null", body("/0/user"));
	cr_expect(!strstr(response()->body, id("fay")));
	expect_text("Eve", body("/1/user/first_name"));
	expect_text("By eve", body("/1/comment"));
}

Test_engines(api_feedback, all_read_the_summary)
{
	given_past_event();
	for (int i = 0; i < 4; i++)
		expect(201, rate(people[i], 5));
	expect(200, as("gus", GET, "/events/%s/feedback/summary", id("e")));
	expect_int(4, body_int("/count"));
	expect_text("null", body("/average"));
	expect_text("null", body("/ratings"));
	expect(201, rate("fay", 1));
	expect(200, as("gus", GET, "/events/%s/feedback/summary", id("e")));
	expect_text("4.2", body("/average"));
	expect_int(1, body_int("/ratings/0"));
	expect_int(4, body_int("/ratings/4"));
}

Test_engines(api_feedback, it_can_be_said_otherwise_and_taken_back)
{
	given_past_event();
	expect(201, rate("bob", 2));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "/events/%s/feedback/me", id("e")));
	expect(200, as("bob", PATCH, "/events/%s/feedback/me {'comment': null}",
			id("e")));
	expect_int(2, body_int("/rating"));
	expect_text("null", body("/comment"));
	expect(204, as("bob", DELETE, "/events/%s/feedback/me", id("e")));
	expect(404, as("bob", GET, "/events/%s/feedback/me", id("e")));
	expect(201, rate("bob", 3));
}

Test_engines(api_feedback, a_role_may_read_it)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("r", "ann",
	    "/clusters/%s/roles {'name': 'x', 'rank': 1, 'permissions': "
	    "['feedback.read']}",
	    id("c"));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(403, as("bob", GET, "/events/%s/feedback", id("e")));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("bob"), id("r")));
	expect(200, as("bob", GET, "/events/%s/feedback", id("e")));
}
