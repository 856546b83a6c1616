/*
 * What holds of clusters and groups alike.
 */
#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

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

/* What would change it, by who may; not who goes. */
static void
expect_read_only(const char *group)
{
	static const struct {
		char user[4], method[8], below[16], json[32];
	} changes[] = {
		{ "bob", PATCH, "", "{\"name\": \"y\"}" },
		{ "cat", POST, "/join", "" },
		{ "bob", POST, "/invites", "{}" },
		{ "bob", POST, "/messages", "{\"content\": \"x\"}" },
	};

	for (size_t i = 0; i < N_OF(changes); i++)
		expect_problem(409, "invalid_transition",
		    as(changes[i].user, changes[i].method, "%s%s %s", group,
			changes[i].below, changes[i].json));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "%s/transfer {'user_id': '%s'}", group, id("dan")));
	expect(204, as("dan", POST, "%s/leave", group));
}

Test_engines(api_space, groups_of_a_cluster_that_closes_are_read_only_too)
{
	static const char users[][4] = { "bob", "cat", "dan" };
	char *closes_at, *group;

	given("c", "ann", "/clusters {'name': 'c'}");
	for (size_t i = 0; i < N_OF(users); i++)
		expect(200, as(users[i], POST, "/clusters/%s/join", id("c")));
	given("g", "bob", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	group = text("/groups/%s", id("g"));
	expect(200, as("dan", POST, "%s/join", group));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	closes_at = body("/closes_at");
	expect(200, as("cat", GET, "%s", group));
	expect_text(closes_at, body("/closes_at"));
	expect_read_only(group);
	expect(202, as("bob", DELETE, "%s", group));
	expect_text(closes_at, body("/closes_at"));
	expect(200, as("bob", POST, "%s/reopen", group));
	expect(200, as("ann", POST, "/clusters/%s/reopen", id("c")));
	expect(200, as("bob", PATCH, "%s {'name': 'y'}", group));
	expect_text("null", body("/closes_at"));
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

/* Whom it is given to may make as many of their own. */
Test_engines(api_space, one_that_was_given_away_counts_for_who_made_it)
{
	api_set("GROUPS_PER_DAY", "1");
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("ann", POST, "/groups/%s/transfer {'user_id': '%s'}",
			id("g"), id("bob")));
	expect_problem(
	    429, "rate_limited", as("ann", POST, "/groups {'name': 'y'}"));
	expect(201, as("bob", POST, "/groups {'name': 'y'}"));
}

#define COPIED                                                                \
	"kind, cluster_id, name, name_key, timezone, tags, is_private, "      \
	"join_policy, questions, admits_alumni, owner_id, is_listed, "        \
	"audience_id, member_count, admin_count, message_count, created_at, " \
	"updated_at, version"

/* Groups like g, without members. */
static void
given_groups_like(const char *g, int n)
{
	work_sql(text("INSERT INTO space (id, " COPIED
		      ") SELECT gen_random_uuid(), " COPIED " FROM space CROSS "
		      "JOIN generate_series(1, %d) WHERE id = '%s'",
		     n, g),
	    text("INSERT INTO space (id, " COPIED
		 ") WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		 "FROM n WHERE i < %d) SELECT randomblob(16), " COPIED
		 " FROM space CROSS JOIN n WHERE uuid_text(id) = '%s'",
		n, g));
}

Test_engines(
    api_space, a_cluster_has_five_thousand_groups_that_go_private_with_it)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("g", "ann", "/groups {'name': 'y', 'cluster_id': '%s'}", id("c"));
	given_groups_like(id("g"), 4998);
	expect(201, as("ann", POST, "/groups {'name': 'z', 'cluster_id': '%s'}",
			id("c")));
	expect_problem(403, "forbidden",
	    as("ann", POST, "/groups {'name': 'z', 'cluster_id': '%s'}",
		id("c")));
	expect(200, anonymous(GET, "/groups/%s", id("g")));
	expect(200, as("ann", PATCH, "/clusters/%s {'visibility': 'private'}",
			id("c")));
	expect_problem(
	    404, "not_found", anonymous(GET, "/groups?cluster_id=%s", id("c")));
	expect(200, anonymous(GET, "/groups"));
	expect_int(0, body_count(""));
}
