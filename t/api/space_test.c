/*
 * What holds of clusters and groups alike.
 */
#include "base/str.h"
#include "t/lib/api.h"

#include "base/banned.h"

static const struct {
	const char *path;
	int a_day;
} nouns[] = { { "/clusters", 5 }, { "/groups", 20 } };

static void
it_closes_and_is_reopened(const char *space)
{
	expect_problem(403, "forbidden", as("bob", DELETE, "%s", space));
	expect(202, as("ann", DELETE, "%s", space));
	cr_expect(!str_eq(body("/closes_at"), "null"));
	expect_problem(
	    409, "invalid_transition", as("ann", DELETE, "%s", space));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "%s {'name': 'y'}", space));
	expect(200, as("ann", POST, "%s/reopen", space));
	expect_text("null", body("/closes_at"));
	expect_problem(
	    409, "invalid_transition", as("ann", POST, "%s/reopen", space));
}

Test_engines(api_space, one_that_closes_is_read_only_until_it_is_reopened)
{
	for (size_t i = 0; i < N_OF(nouns); i++) {
		given("s", "ann", "%s {'name': 'x'}", nouns[i].path);
		it_closes_and_is_reopened(
		    text("%s/%s", nouns[i].path, id("s")));
	}
}

Test_engines(api_space, one_that_closes_takes_no_new_group)
{
	given("c", "ann", "/clusters {'name': 'c'}");
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/groups {'name': 'x', 'cluster_id': '%s'}",
		id("c")));
}

Test_engines(api_space, nobody_makes_many_in_a_day)
{
	for (size_t i = 0; i < N_OF(nouns); i++) {
		for (int n = 0; n < nouns[i].a_day; n++)
			given("s", "ann", "%s {'name': 'x'}", nouns[i].path);
		expect_problem(429, "rate_limited",
		    as("ann", POST, "%s {'name': 'x'}", nouns[i].path));
		expect(201, as("bob", POST, "%s {'name': 'x'}", nouns[i].path));
	}
}

Test_engines(api_space, a_time_zone_is_one_that_there_is)
{
	for (size_t i = 0; i < N_OF(nouns); i++) {
		const char *path = nouns[i].path;

		given("s", "ann", "%s {'name': 'x'}", path);
		expect_problem(422, "timezone_unknown",
		    as("ann", POST, "%s {'name': 'x', 'timezone': 'Mars'}",
			path));
		expect_problem(422, "timezone_unknown",
		    as("ann", PATCH, "%s/%s {'timezone': 'Mars'}", path,
			id("s")));
	}
}

Test_engines(api_space, a_change_of_what_others_changed_is_refused)
{
	for (size_t i = 0; i < N_OF(nouns); i++) {
		given("s", "ann", "%s {'name': 'x'}", nouns[i].path);
		with("If-Match", "\"2.x\"");
		expect_problem(412, "precondition_failed",
		    as("ann", PATCH, "%s/%s {'name': 'y'}", nouns[i].path,
			id("s")));
	}
}
