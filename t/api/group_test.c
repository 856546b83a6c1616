/*
 * Groups: in a cluster or in none, who makes, sees, changes and closes them.
 */
#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

Test_engines(api_group, its_maker_is_its_owner)
{
	expect(201, as("ann", POST, "/groups {'name': 'Chess'}"));
	expect_text(id("ann"), body("/organizer_id"));
	expect_text("null", body("/cluster_id"));
	expect_text("owner", body("/my_role"));
	expect_int(5, body_count("/members_may"));
	expect_text("events.create", body("/members_may/0"));
	expect_text("organizer", (as("ann", GET, "/users/me"), body("/role")));
	expect(200, as("ann", GET, "/users/me/groups"));
	expect_int(1, body_count(""));
}

Test_engines(api_group, what_members_may_is_the_owners_to_say)
{
	given("g", "ann", "/groups {'name': 'Chess', 'members_may': []}");
	expect(200, as("ann", GET, "/groups/%s", id("g")));
	expect_int(0, body_count("/members_may"));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/groups/%s", id("g")));
	expect(200, as("ann", PATCH,
			"/groups/%s {'members_may': ['members.invite', "
			"'messages.post']}",
			id("g")));
	expect_int(2, body_count("/members_may"));
	expect_text("members.invite", body("/members_may/0"));
	expect(200, as("ann", PATCH, "/groups/%s {'name': 'Go'}", id("g")));
	expect_int(2, body_count("/members_may"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/groups/%s {'members_may': ['cluster.update']}",
		id("g")));
}

Test_engines(api_group, one_in_a_cluster_needs_a_permission_there)
{
	given("c", "ann", "/clusters {'name': 'Tea'}");
	given(
	    "pc", "ann", "/clusters {'name': 'Tea', 'visibility': 'private'}");
	expect_problem(403, "forbidden",
	    as("bob", POST, "/groups {'name': 'x', 'cluster_id': '%s'}",
		id("c")));
	expect_problem(404, "not_found",
	    as("bob", POST, "/groups {'name': 'x', 'cluster_id': '%s'}",
		id("pc")));
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(200, anonymous(GET, "/groups?cluster_id=%s", id("c")));
	expect_text(id("g"), body("/0/id"));
	expect_problem(404, "not_found",
	    anonymous(GET, "/groups?cluster_id=%s", id("pc")));
}

/* Groups of a cluster like one that there is, straight in the database. */
static void
given_copies(const char *group, int n)
{
#define COPIES(id, from)                                                      \
	"INSERT INTO space (id, kind, cluster_id, name, name_key, timezone, " \
	"tags, is_private, join_policy, questions, admits_alumni, owner_id, " \
	"is_listed, member_count, admin_count, message_count, created_at, "   \
	"updated_at, version) SELECT " id ", kind, cluster_id, name, "        \
	"name_key, timezone, tags, is_private, join_policy, questions, "      \
	"admits_alumni, owner_id, is_listed, 0, 0, 0, created_at, "           \
	"updated_at, version FROM space CROSS JOIN " from " WHERE "
	work_sql(text(COPIES("gen_random_uuid()",
			  "generate_series(1, %d)") "id = '%s'",
		     n, id(group)),
	    text("WITH RECURSIVE i AS (SELECT 1 AS n UNION ALL SELECT n + 1 "
		 "FROM i WHERE n < %d) " COPIES(
		     "randomblob(16)", "i") "uuid_text(id) = '%s'",
		n, id(group)));
}

Test_engines(api_group, a_cluster_has_five_thousand)
{
	static const char request[] =
	    "/groups {'name': 'x', 'cluster_id': '%s'}";

	given("c", "ann", "/clusters {'name': 'Tea'}");
	given("g", "ann", request, id("c"));
	given_copies("g", 4998);
	given("last", "ann", request, id("c"));
	expect_problem(403, "forbidden", as("ann", POST, request, id("c")));
	expect(202, as("ann", DELETE, "/groups/%s", id("last")));
	expect_problem(403, "forbidden", as("ann", POST, request, id("c")));
	given("d", "ann", "/clusters {'name': 'Coffee'}");
	given("h", "ann", request, id("d"));
	expect(200, as("ann", PATCH, "/clusters/%s {'visibility': 'private'}",
			id("c")));
	expect(200, anonymous(GET, "/groups?cluster_id=%s&limit=1", id("d")));
	expect(404, anonymous(GET, "/groups/%s", id("g")));
}

Test_engines(api_group, who_may_know_of_it_follows_the_cluster)
{
	given("c", "ann", "/clusters {'name': 'Tea'}");
	given("g", "ann", "/groups {'name': 'Leaves', 'cluster_id': '%s'}",
	    id("c"));
	expect(200, anonymous(GET, "/groups/%s", id("g")));
	expect(200, as("ann", PATCH, "/clusters/%s {'visibility': 'private'}",
			id("c")));
	expect(404, anonymous(GET, "/groups/%s", id("g")));
	expect(200, anonymous(GET, "/groups"));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/groups"));
	expect_int(1, body_count(""));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'visibility': 'public'}", id("c")));
	expect(200, anonymous(GET, "/groups/%s", id("g")));
}

Test_engines(api_group, a_private_one_of_a_cluster_is_not_for_all_its_members)
{
	given("c", "ann", "/clusters {'name': 'Tea'}");
	given("g", "ann",
	    "/groups {'name': 'Attic', 'cluster_id': '%s', 'is_private': true}",
	    id("c"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(404, as("bob", GET, "/groups/%s", id("g")));
	expect(404, as("bob", GET, "/groups/%s/members", id("g")));
	expect(200, as("bob", GET, "/groups?cluster_id=%s", id("c")));
	expect_int(0, body_count(""));
	given("r", "ann",
	    "/clusters/%s/roles {'name': 'Warden', 'rank': 1, 'permissions': "
	    "['audit.read']}",
	    id("c"));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("bob"), id("r")));
	expect(200, as("bob", GET, "/groups/%s", id("g")));
	expect(200, as("bob", GET, "/groups?cluster_id=%s", id("c")));
	expect_int(1, body_count(""));
}

Test_engines(api_group, a_private_one_is_there_for_its_members_only)
{
	given("g", "ann", "/groups {'name': 'Attic', 'is_private': true}");
	expect(404, as("bob", GET, "/groups/%s", id("g")));
	expect(404, as("ann", GET, "/clusters/%s", id("g")));
	expect(200, as("bob", GET, "/groups?q=at"));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/groups?q=at"));
	expect_int(1, body_count(""));
}
