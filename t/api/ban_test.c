/*
 * Bans: who is kept out by whom, of what, and what ends with it.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
ban(const char *by, const char *kind, const char *space, const char *name)
{
	return as(by, PUT, "/%s/%s/bans/%s {}", kind, id(space), id(name));
}

static void
given_cluster_with_bob(void)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
}

Test_engines(api_ban, ends_membership_and_keeps_out)
{
	given_cluster_with_bob();
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {'reason': 'Zoë 日本 😀'}",
		     id("c"), id("bob")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("banned", body("/my_state"));
	expect_int(0, body_count("/my_permissions"));
	expect_int(1, body_int("/member_count"));
	expect_problem(
	    403, "banned", as("bob", POST, "/clusters/%s/join", id("c")));
	expect_problem(
	    403, "banned", as("bob", GET, "/clusters/%s/members", id("c")));
	expect(200, as("ann", GET, "/clusters/%s/bans", id("c")));
	expect_int(1, body_count(""));
	expect_text(id("bob"), body("/0/user/id"));
	expect_text(id("ann"), body("/0/by_id"));
	expect_text("Zoë 日本 😀", body("/0/reason"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.ban", body("/0/action"));
}

Test_engines(api_ban, comes_before_joining_too_and_is_lifted)
{
	given_user("eve");
	given("g", "ann", "/groups {'name': 'x'}");
	expect(204, ban("ann", "groups", "g", "eve"));
	expect_problem(
	    403, "banned", as("eve", POST, "/groups/%s/join", id("g")));
	for (int i = 0; i < 2; i++)
		expect(204, as("ann", DELETE, "/groups/%s/bans/%s", id("g"),
				id("eve")));
	expect(200, as("ann", GET, "/groups/%s/audit-log", id("g")));
	expect_text("member.unban", body("/0/action"));
	expect_text("member.ban", body("/1/action"));
	expect(200, as("eve", POST, "/groups/%s/join", id("g")));
}

Test_engines(api_ban, repeats_with_other_terms)
{
	given_user("eve");
	given("g", "ann", "/groups {'name': 'x'}");
	expect(204, ban("ann", "groups", "g", "eve"));
	expect(204, as("ann", PUT, "/groups/%s/bans/%s {'expires_at': '%s'}",
			id("g"), id("eve"), in_hours(-1)));
	expect(200, as("ann", GET, "/groups/%s/bans", id("g")));
	expect_int(0, body_count(""));
	expect(200, as("eve", POST, "/groups/%s/join", id("g")));
}

Test_engines(api_ban, of_a_cluster_holds_in_its_groups)
{
	given_cluster_with_bob();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(204, ban("ann", "clusters", "c", "bob"));
	expect(200, as("bob", GET, "/groups/%s", id("g")));
	expect_text("banned", body("/my_state"));
	expect_int(1, body_int("/member_count"));
	expect_problem(
	    403, "banned", as("bob", POST, "/groups/%s/join", id("g")));
}

Test_engines(api_ban, takes_invites_with_it)
{
	char *code;

	given("c", "ann", "/clusters {'name': 'x'}");
	given("g", "ann",
	    "/groups {'name': 'x', 'cluster_id': '%s', "
	    "'members_may': ['members.invite']}",
	    id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(201, as("bob", POST, "/groups/%s/invites {}", id("g")));
	code = body("/0/code");
	expect(201, as("ann", POST, "/groups/%s/invites {'user_ids': ['%s']}",
			id("g"), id("bob")));
	expect(204, ban("ann", "clusters", "c", "bob"));
	expect_problem(404, "not_found", anonymous(GET, "/invites/%s", code));
	expect(200, as("bob", GET, "/users/me/invites"));
	expect_int(0, body_count(""));
}

Test_engines(api_ban, is_no_way_around_by_an_invite)
{
	char *code;

	given_cluster_with_bob();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(201, as("ann", POST, "/groups/%s/invites {}", id("g")));
	code = body("/0/code");
	expect(204, ban("ann", "clusters", "c", "bob"));
	expect_problem(
	    403, "banned", as("bob", POST, "/invites/%s/accept", code));
}

Test_engines(api_ban, wants_a_right_and_a_higher_rank)
{
	given_user("eve");
	given_admin("root");
	given_cluster_with_bob();
	expect_problem(403, "forbidden", ban("bob", "clusters", "c", "eve"));
	expect_problem(403, "forbidden", ban("ann", "clusters", "c", "ann"));
	expect_problem(403, "forbidden", ban("ann", "clusters", "c", "root"));
	expect_problem(404, "not_found",
	    as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("c")));
	expect(204, ban("root", "clusters", "c", "bob"));
	expect_problem(403, "banned", ban("bob", "clusters", "c", "eve"));
}

/* A group of bob's in the cluster. */
static void
given_group_of_bob(void)
{
	given("g", "bob", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
}

static void
expect_owner(const char *name)
{
	expect(200, as("ann", GET, "/groups/%s", id("g")));
	expect_text(id(name), body("/organizer_id"));
	expect(200, as("ann", GET, "/groups/%s/audit-log?limit=3", id("g")));
	expect_text("space.transfer", body("/1/action"));
	expect_text(id(name), body("/1/subject_id"));
	expect(200, as(name, GET, "/groups/%s/members/%s", id("g"), id(name)));
	expect_text("Owner", body("/roles/0/name"));
}

Test_engines(api_ban, of_a_group_waits_for_another_owner)
{
	given_admin("root");
	given_cluster_with_bob();
	given_group_of_bob();
	expect_problem(
	    409, "owner_must_transfer", ban("root", "groups", "g", "bob"));
}

Test_engines(api_ban, of_a_cluster_passes_groups_on_to_who_was_there_longest)
{
	given_cluster_with_bob();
	given_group_of_bob();
	for (int i = 0; i < 3; i++)
		expect(200,
		    as(text("user%d", i), POST, "/groups/%s/join", id("g")));
	given_suspended("user0");
	expect(204, ban("ann", "clusters", "c", "bob"));
	expect_owner("user1");
}

Test_engines(api_ban, of_a_cluster_passes_groups_on_to_a_moderator_first)
{
	given_cluster_with_bob();
	given_group_of_bob();
	for (int i = 0; i < 3; i++)
		expect(200,
		    as(text("user%d", i), POST, "/groups/%s/join", id("g")));
	expect(
	    200, as("bob", PATCH, "/groups/%s/members/%s {'role': 'moderator'}",
		     id("g"), id("user2")));
	expect(204, ban("ann", "clusters", "c", "bob"));
	expect_owner("user2");
}

/* Whom the group had banned before as well. */
Test_engines(api_ban, of_a_cluster_passes_lone_groups_on_to_its_owner)
{
	given_cluster_with_bob();
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given_group_of_bob();
	expect(204, ban("bob", "groups", "g", "cat"));
	expect(200, as("ann", POST, "/clusters/%s/transfer {'user_id': '%s'}",
			id("c"), id("cat")));
	expect(204, ban("cat", "clusters", "c", "bob"));
	expect(200, as("cat", GET, "/groups/%s", id("g")));
	expect_text("active", body("/my_state"));
	expect_int(1, body_int("/member_count"));
	expect_owner("cat");
}

Test_engines(api_ban, keeps_an_admin_in_the_cluster)
{
	given_admin("root");
	given_cluster_with_bob();
	expect_problem(409, "last_admin", ban("root", "clusters", "c", "ann"));
}

static void
expect_banned(const char *method, const char *path)
{
	if (strcmp(method, POST) == 0 || strcmp(method, PUT) == 0)
		expect_problem(403, "banned", as("bob", method, "%s {}", path));
	else
		expect_problem(403, "banned", as("bob", method, "%s", path));
}

Test_engines(api_ban, leaves_nothing_to_invite_or_ban_with)
{
	static const char *const kinds[] = { "clusters", "groups" };

	given_user("bob");
	for (size_t i = 0; i < N_OF(kinds); i++) {
		char *space;

		given("s", "ann", "/%s {'name': 'x'}", kinds[i]);
		space = text("/%s/%s", kinds[i], id("s"));
		expect(204, ban("ann", kinds[i], "s", "bob"));
		expect_banned(GET, text("%s/invites", space));
		expect_banned(POST, text("%s/invites", space));
		expect_banned(DELETE, text("%s/invites/%s", space, id("bob")));
		expect_banned(GET, text("%s/bans", space));
		expect_banned(PUT, text("%s/bans/%s", space, id("ann")));
		expect_banned(DELETE, text("%s/bans/%s", space, id("bob")));
	}
}

/* Time alone changes the answer, no request its version. */
Test_engines(api_ban, that_is_over_makes_another_answer)
{
	char *etag;

	given_user("bob");
	given("g", "ann", "/groups {'name': 'x'}");
	expect(204, as("ann", PUT, "/groups/%s/bans/%s {'expires_at': '%s'}",
			id("g"), id("bob"), in_hours(1)));
	expect(200, as("bob", GET, "/groups/%s", id("g")));
	expect_text("banned", body("/my_state"));
	etag = header("ETag");
	with("If-None-Match", etag);
	expect(304, as("bob", GET, "/groups/%s", id("g")));
	work_sql("UPDATE ban SET expires_at = expires_at - interval '2 hours'",
	    "UPDATE ban SET expires_at = expires_at - 2 * 3600000000");
	with("If-None-Match", etag);
	expect(200, as("bob", GET, "/groups/%s", id("g")));
	expect_text("null", body("/my_state"));
}
