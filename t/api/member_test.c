/*
 * Members of clusters and groups: how they come and go, and who sees and
 * removes them.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/exposition.h"
#include "t/lib/work.h"

#include "base/banned.h"

static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'Tea house'}");
}

static void
given_joined(const char *name)
{
	expect(200, as(name, POST, "/clusters/%s/join", id("c")));
}

static void
given_role(const char *name, const char *role)
{
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/name", i)), role))
			keep_id(role, body(text("/%d/id", i)));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id(name), id(role)));
}

Test_engines(api_member, an_open_cluster_takes_everybody_once)
{
	given_cluster();
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect_text(id("bob"), body("/user/id"));
	expect_text("active", body("/state"));
	expect_text("Member", body("/roles/0/name"));
	expect_problem(409, "already_member",
	    as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_int(2, body_int("/member_count"));
	expect_text("active", body("/my_state"));
	expect_text("members.read", body("/my_permissions/0"));
}

Test_engines(api_member, other_policies_want_more_than_a_wish)
{
	given("c", "ann", "/clusters {'name': 'x', 'join_policy': 'invite'}");
	expect_problem(
	    403, "invite_only", as("bob", POST, "/clusters/%s/join", id("c")));
	given("d", "ann", "/clusters {'name': 'x', 'join_policy': 'domain'}");
	expect_problem(
	    403, "forbidden", as("bob", POST, "/clusters/%s/join", id("d")));
	given("g", "ann", "/groups {'name': 'x', 'join_policy': 'invite'}");
	expect_problem(
	    403, "invite_only", as("bob", POST, "/groups/%s/join", id("g")));
	expect(200,
	    as("ann", PATCH, "/groups/%s {'join_policy': 'open'}", id("g")));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
}

/* Many come at once: the door is closed to those who are not in, the groups are
 * with it, and who was banned stays out when it opens again. */
Test_engines(api_member, a_raid_ends_at_the_door)
{
	given_cluster();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	given_user("eve");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("ann", PATCH, "/clusters/%s {'join_policy': 'invite'}",
			id("c")));
	expect_problem(
	    403, "invite_only", as("eve", POST, "/clusters/%s/join", id("c")));
	expect_problem(
	    403, "invite_only", as("eve", POST, "/groups/%s/join", id("g")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'join_policy': 'open'}", id("c")));
	expect_problem(
	    403, "banned", as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("eve", POST, "/groups/%s/join", id("g")));
}

/* What is answered to who joins is what they read then. */
static void
expect_joined(const char *name, const char *space)
{
	char *answer;

	expect(200, as(name, POST, "/%s/join", space));
	answer = text("%s", response()->body);
	expect(200, as(name, GET, "/%s/members/%s", space, id(name)));
	expect_text(answer, response()->body);
}

static double
count_asked(const char *query)
{
	const char *sample = text(
	    "hearth_statements_total{query=\"%s\"}", query);

	api_from("127.0.0.1");
	expect(200, anonymous(GET, "//metrics"));
	api_from(NULL);
	return exposition_value(response()->body, sample);
}

/* Where nobody waits for them yet they are told before they are let in. */
Test_engines(api_member, who_joins_is_told_what_they_will_read)
{
	const char *group;

	given_cluster();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	given("h", "ann", "/groups {'name': 'x'}");
	group = text("groups/%s", id("g"));
	expect_joined("bob", text("clusters/%s", id("c")));
	expect_joined("bob", group);
	expect_joined("bob", text("groups/%s", id("h")));
	cr_expect(count_asked("member_coming") == 3);
	expect_joined("cat", group);
	cr_expect(count_asked("member_coming") == 3);
}

Test_engines(api_member, a_group_brings_its_cluster)
{
	given_cluster();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_problem(
	    409, "already_member", as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("active", body("/my_state"));
	expect(200, as("ann", PATCH, "/clusters/%s {'join_policy': 'invite'}",
			id("c")));
	expect_problem(
	    403, "invite_only", as("cat", POST, "/groups/%s/join", id("g")));
	expect(200, as("ann", PATCH, "/clusters/%s {'join_policy': 'domain'}",
			id("c")));
	expect_problem(
	    403, "forbidden", as("cat", POST, "/groups/%s/join", id("g")));
	expect(200, as("cat", GET, "/groups/%s", id("g")));
	expect_text("null", body("/my_state"));
}

Test_engines(api_member, nobody_joins_what_is_closing)
{
	given_cluster();
	given("g", "ann", "/groups {'name': 'x'}");
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/clusters/%s/join", id("c")));
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/groups/%s/join", id("g")));
}

Test_engines(api_member, one_person_joins_so_many)
{
	api_set("JOINS_PER_HOUR", "1");
	api_set("GROUPS_PER_PERSON", "1");
	given("g", "ann", "/groups {'name': 'x'}");
	given_cluster();
	expect_problem(
	    403, "forbidden", as("ann", POST, "/groups {'name': 'y'}"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_problem(
	    429, "rate_limited", as("bob", POST, "/clusters/%s/join", id("c")));
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_problem(
	    429, "rate_limited", as("bob", POST, "/groups/%s/join", id("g")));
	api_set("JOINS_PER_HOUR", "9");
	given("h", "cat", "/groups {'name': 'x'}");
	expect_problem(
	    403, "forbidden", as("cat", POST, "/groups/%s/join", id("g")));
	api_set("CLUSTERS_PER_PERSON", "1");
	given("d", "dan", "/clusters {'name': 'x'}");
	expect_problem(
	    403, "forbidden", as("dan", POST, "/clusters/%s/join", id("c")));
}

Test_engines(api_member, the_last_admin_stays)
{
	given_cluster();
	expect_problem(
	    409, "not_member", as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_problem(
	    409, "last_admin", as("ann", POST, "/clusters/%s/leave", id("c")));
	given_joined("bob");
	given_joined("cat");
	given_role("bob", "Admin");
	given_role("cat", "Admin");
	expect(204, as("ann", POST, "/clusters/%s/leave", id("c")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text(id("bob"), body("/owner_id"));
	expect_int(2, body_int("/member_count"));
	expect(204, as("cat", POST, "/clusters/%s/leave", id("c")));
	expect_problem(
	    409, "last_admin", as("bob", POST, "/clusters/%s/leave", id("c")));
}

Test_engines(api_member, who_leaves_a_cluster_leaves_its_groups)
{
	given_cluster();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	given("free", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("bob", POST, "/groups/%s/join", id("free")));
	given(
	    "own", "bob", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect_problem(409, "owner_must_transfer",
	    as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_problem(409, "owner_must_transfer",
	    as("ann", DELETE, "/clusters/%s/members/%s", id("c"), id("bob")));
	expect_problem(409, "owner_must_transfer",
	    as("bob", POST, "/groups/%s/leave", id("own")));
	expect(200, as("ann", POST, "/groups/%s/join", id("own")));
	expect(200, as("bob", POST, "/groups/%s/transfer {'user_id': '%s'}",
			id("own"), id("ann")));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(200, as("bob", GET, "/users/me/groups"));
	expect_int(1, body_count(""));
	expect_text(id("free"), body("/0/id"));
	expect(200, as("ann", GET, "/groups/%s", id("g")));
	expect_int(1, body_int("/member_count"));
	expect_problem(
	    409, "not_member", as("bob", POST, "/groups/%s/leave", id("g")));
}

Test_engines(api_member, members_see_members)
{
	given_cluster();
	given_joined("bob");
	given_joined("cat");
	expect(200, as("bob", GET, "/clusters/%s/members?limit=2", id("c")));
	expect_int(2, body_count(""));
	expect_text(id("ann"), body("/0/user_id"));
	expect_text("Admin", body("/0/roles/0/name"));
	expect_text("Member", body("/0/roles/1/name"));
	expect_text("Bob", body("/1/user/first_name"));
	expect_int(1, body_count("/1/roles"));
	expect(200, as("bob", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	expect_text(id("cat"), body("/0/user_id"));
	expect(
	    200, as("bob", GET, "/clusters/%s/members/%s", id("c"), id("cat")));
	given_suspended("cat");
	expect(
	    404, as("bob", GET, "/clusters/%s/members/%s", id("c"), id("cat")));
	expect(200, as("bob", GET, "/clusters/%s/members", id("c")));
	expect_int(2, body_count(""));
	expect_problem(
	    403, "forbidden", as("dan", GET, "/clusters/%s/members", id("c")));
}

Test_engines(api_member, only_a_higher_rank_removes)
{
	given_cluster();
	given_joined("bob");
	given_joined("cat");
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/clusters/%s/members/%s", id("c"), id("cat")));
	given_role("bob", "Moderator");
	given_role("cat", "Moderator");
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/clusters/%s/members/%s", id("c"), id("cat")));
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/clusters/%s/members/%s", id("c"), id("ann")));
	expect(204,
	    as("ann", DELETE, "/clusters/%s/members/%s {'reason': 'Spam.'}",
		id("c"), id("cat")));
	expect(404,
	    as("ann", DELETE, "/clusters/%s/members/%s", id("c"), id("cat")));
	expect_problem(
	    403, "forbidden", as("cat", GET, "/clusters/%s/members", id("c")));
	given_admin("root");
	expect_problem(409, "last_admin",
	    as("root", DELETE, "/clusters/%s/members/%s", id("c"), id("ann")));
	given_role("bob", "Admin");
	expect(204,
	    as("root", DELETE, "/clusters/%s/members/%s", id("c"), id("ann")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text(id("bob"), body("/owner_id"));
}

Test_engines(api_member, a_cluster_is_handed_over_by_its_owner)
{
	given_cluster();
	given_joined("bob");
	given_joined("cat");
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters/%s/transfer {'user_id': '%s'}", id("c"),
		(given_user("dan"), id("dan"))));
	expect_text("not_member", body("/errors/0/code"));
	given_role("cat", "Admin");
	expect_problem(403, "forbidden",
	    as("cat", POST, "/clusters/%s/transfer {'user_id': '%s'}", id("c"),
		id("cat")));
	expect(200, as("ann", POST, "/clusters/%s/transfer {'user_id': '%s'}",
			id("c"), id("bob")));
	expect_text(id("bob"), body("/owner_id"));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_int(28, body_count("/my_permissions"));
	expect(204, as("ann", POST, "/clusters/%s/leave", id("c")));
	expect(204, as("cat", POST, "/clusters/%s/leave", id("c")));
	expect_problem(
	    409, "last_admin", as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(202, as("bob", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/clusters/%s/transfer {'user_id': '%s'}", id("c"),
		id("bob")));
}

Test_engines(api_member, a_group_has_moderators_and_one_owner)
{
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("cat", POST, "/groups/%s/join", id("g")));
	expect(
	    200, as("ann", PATCH, "/groups/%s/members/%s {'role': 'moderator'}",
		     id("g"), id("bob")));
	expect_text("Moderator", body("/roles/0/name"));
	expect_int(1, body_count("/roles"));
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/groups/%s/members/%s {'role': 'moderator'}",
		id("g"), id("cat")));
	given_admin("root");
	expect_problem(409, "owner_must_transfer",
	    as("root", PATCH, "/groups/%s/members/%s {'role': 'member'}",
		id("g"), id("ann")));
	expect_problem(409, "owner_must_transfer",
	    as("root", DELETE, "/groups/%s/members/%s", id("g"), id("ann")));
	expect(200, as("ann", POST, "/groups/%s/transfer {'user_id': '%s'}",
			id("g"), id("bob")));
	expect_text(id("bob"), body("/organizer_id"));
	expect(200, as("ann", GET, "/groups/%s", id("g")));
	expect_text("moderator", body("/my_role"));
	expect(204,
	    as("bob", DELETE, "/groups/%s/members/%s", id("g"), id("ann")));
	expect(202, as("bob", DELETE, "/groups/%s", id("g")));
	expect_problem(409, "invalid_transition",
	    as("bob", PATCH, "/groups/%s/members/%s {'role': 'member'}",
		id("g"), id("cat")));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/groups/%s/transfer {'user_id': '%s'}", id("g"),
		id("cat")));
}

Test_engines(api_member, what_was_done_is_written_down)
{
	given_cluster();
	given_joined("bob");
	expect(204,
	    as("ann", DELETE, "/clusters/%s/members/%s {'reason': 'Spam.'}",
		id("c"), id("bob")));
	expect(200, as("ann", GET, "/clusters/%s/audit-log?limit=2", id("c")));
	expect_text("member.remove", body("/0/action"));
	expect_text(id("ann"), body("/0/actor_id"));
	expect_text(id("bob"), body("/0/subject_id"));
	expect_text("Spam.", body("/0/details/reason"));
	expect_text("member.join", body("/1/action"));
	expect_text("open", body("/1/details/via"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	expect_text("space.create", body("/0/action"));
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("ann", GET, "/groups/%s/audit-log", id("g")));
	expect_int(1, body_count(""));
}

static void
given_group_with_bob(void)
{
	given("g", "ann", "/groups {'name': 'Tea house'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
}

Test_engines(api_member, who_is_removed_or_banned_is_told_by_mail)
{
	given_group_with_bob();
	expect(200, as("eve", POST, "/groups/%s/join", id("g")));
	expect(204,
	    as("ann", DELETE, "/groups/%s/members/%s", id("g"), id("bob")));
	expect(
	    204, as("ann", PUT, "/groups/%s/bans/%s {}", id("g"), id("eve")));
	work();
	cr_expect(strstr(work_mail("bob@example.org"),
	    "Subject: You are no longer in: Tea house"));
	cr_expect(strstr(work_mail("eve@example.org"),
	    "Subject: You were banned from: Tea house"));
	expect_int(0, work_mails("ann@example.org"));
}

Test_engines(api_member, who_may_close_it_is_told_that_it_closes)
{
	given_group_with_bob();
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	work();
	cr_expect(strstr(
	    work_mail("ann@example.org"), "Subject: Closing: Tea house"));
	cr_expect(strstr(work_mail("ann@example.org"), "in it, on: "));
	expect_int(0, work_mails("bob@example.org"));
}

Test_engines(api_member, what_is_true_no_more_is_not_mailed)
{
	given_group_with_bob();
	expect(204,
	    as("ann", DELETE, "/groups/%s/members/%s", id("g"), id("bob")));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	expect(200, as("ann", POST, "/groups/%s/reopen", id("g")));
	work();
	expect_int(0, work_mails("bob@example.org"));
	expect_int(0, work_mails("ann@example.org"));
}

/* The first names that a list has, page by page. */
static char *
found(const char *query)
{
	char *out = text("%s", ""), *next = NULL;

	expect(200, as("ann", GET, "%s", query));
	do {
		if (next)
			expect(200, as("ann", GET, "/%s", next));
		for (int i = 0; i < body_count(""); i++)
			out = text("%s%s%s", out, *out ? " " : "",
			    body(text("/%d/user/first_name", i)));
	} while ((next = next_page()));
	return out;
}

static void
expect_found_in(const char *space)
{
	expect_text("Ann Bob Anna Cat", found(space));
	expect_text("Ann Anna", found(text("%s?q=AN", space)));
	expect_text("Anna", found(text("%s?q=exa%%20anna", space)));
	expect_text("Ann Anna", found(text("%s?q=an&limit=1", space)));
	expect_text("", found(text("%s?q=nn", space)));
	expect_text("", found(text("%s?q=--", space)));
}

Test_engines(api_member, are_found_by_name)
{
	static const char users[][5] = { "bob", "anna", "cat" };

	given_cluster();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	for (size_t i = 0; i < N_OF(users); i++)
		expect(200, as(users[i], POST, "/groups/%s/join", id("g")));
	expect_found_in(text("/clusters/%s/members", id("c")));
	expect_found_in(text("/groups/%s/members", id("g")));
	expect(204, as("anna", PUT, "/users/me/blocks/%s", id("ann")));
	expect_text("Ann", found(text("/groups/%s/members?q=an", id("g"))));
	given_suspended("cat");
	expect_text("", found(text("/groups/%s/members?q=cat", id("g"))));
}

Test_engines(api_member, are_listed_by_what_role_they_have)
{
	char *list;

	given_cluster();
	given_joined("bob");
	given_joined("cat");
	given_role("bob", "Moderator");
	given_role("cat", "Moderator");
	list = text(
	    "/clusters/%s/members?role_id=%s", id("c"), id("Moderator"));
	cr_expect(strlen(found(list)) == strlen("Bob Cat"), "%s", found(list));
	expect_text("Cat", found(text("%s&q=ca", list)));
	expect_text(found(list), found(text("%s&limit=1", list)));
	keep_id("every", body("/0/roles/1/id"));
	expect_text("Member", body("/0/roles/1/name"));
	list = text("/clusters/%s/members?role_id=%s", id("c"), id("every"));
	cr_expect(
	    strlen(found(list)) == strlen("Ann Bob Cat"), "%s", found(list));
	given("other", "ann", "/clusters {'name': 'x'}");
	expect_text("", found(text("/clusters/%s/members?role_id=%s",
			    id("other"), id("Moderator"))));
}

/* Nobody who joined before stands in the way. */
Test_engines(api_member, of_a_cluster_are_found_at_once_by_a_word)
{
	given_cluster();
	for (int i = 0; i < 210; i++)
		given_joined(text("user%d", i));
	given_joined("bob");
	expect(
	    200, as("ann", GET, "/clusters/%s/members?q=bob&limit=1", id("c")));
	expect_int(1, body_count(""));
	expect_text("Bob", body("/0/user/first_name"));
}

/* A page passes over some, and the next one goes on behind them. */
Test_engines(api_member, are_found_however_many_are_passed_over)
{
	char *list;

	given("g", "ann", "/groups {'name': 'x'}");
	for (int i = 0; i < 210; i++)
		expect(200,
		    as(text("user%d", i), POST, "/groups/%s/join", id("g")));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	list = text("/groups/%s/members?q=bob&limit=1", id("g"));
	expect(200, as("ann", GET, "%s", list));
	expect_int(0, body_count(""));
	expect_text("Bob", found(list));
}
