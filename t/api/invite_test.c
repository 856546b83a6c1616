/*
 * Invites: who makes, sees, accepts and revokes them, and when they are over.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"

#include "base/banned.h"

/* Ann's, which takes nobody who is not invited. */
static void
given_club(void)
{
	given(
	    "c", "ann", "/clusters {'name': 'Club', 'join_policy': 'invite'}");
}

/* The code of a new one. */
static char *
invited(const char *by, const char *kind, const char *space, const char *json)
{
	expect(201, as(by, POST, "/%s/%s/invites %s", kind, id(space), json));
	keep_id("i", body("/0/id"));
	return body("/0/code");
}

static int
accept(const char *name, const char *code)
{
	return as(name, POST, "/invites/%s/accept", code);
}

Test_engines(api_invite, lets_in_whatever_the_policy)
{
	char *code;

	given_club();
	expect_problem(
	    403, "invite_only", as("bob", POST, "/clusters/%s/join", id("c")));
	code = invited("ann", "clusters", "c", "{}");
	expect_int(16, (long)strlen(code));
	cr_expect(strstr(body("/0/url"), text("/invite#%s", code)) != NULL);
	expect(200, anonymous(GET, "/invites/%s", code));
	expect_text("Club", body("/space/name"));
	expect_text("Ann", body("/by/first_name"));
	expect(200, accept("bob", code));
	expect_text(id("c"), body("/space/id"));
	expect_problem(409, "already_member", accept("bob", code));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("active", body("/my_state"));
	expect_int(2, body_int("/member_count"));
	expect(200, as("ann", GET, "/clusters/%s/invites", id("c")));
	expect_text(code, body("/0/code"));
	expect_int(1, body_int("/0/uses"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("invite.accept", body("/0/action"));
}

Test_engines(api_invite, is_over_when_it_is_used_up_or_revoked)
{
	char *code;

	given_club();
	code = invited("ann", "clusters", "c", "{\"max_uses\": 1}");
	expect(200, accept("bob", code));
	expect_problem(410, "invite_expired", accept("eve", code));
	expect_problem(
	    410, "invite_expired", anonymous(GET, "/invites/%s", code));
	code = invited("ann", "clusters", "c", "{}");
	expect(204,
	    as("ann", DELETE, "/clusters/%s/invites/%s", id("c"), id("i")));
	expect_problem(404, "not_found", accept("eve", code));
	expect_problem(404, "not_found", anonymous(GET, "/invites/%s", code));
	expect(200, as("ann", GET, "/clusters/%s/invites", id("c")));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("invite.revoke", body("/0/action"));
	expect_text("invite.create", body("/1/action"));
}

Test_engines(api_invite, to_somebody_is_theirs_alone)
{
	char *code;

	given_user("bob");
	given_club();
	code = invited("ann", "clusters", "c",
	    text("{\"user_ids\": [\"%s\"]}", id("bob")));
	expect_text(id("bob"), body("/0/user_id"));
	expect_problem(404, "not_found", accept("eve", code));
	expect(200, as("eve", GET, "/users/me/invites"));
	expect_int(0, body_count(""));
	expect(200, as("bob", GET, "/users/me/invites"));
	expect_text(code, body("/0/code"));
	expect(200, accept("bob", code));
	expect(200, as("bob", GET, "/users/me/invites"));
	expect_int(0, body_count(""));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters/%s/invites {'user_ids': ['%s']}",
		id("c"), id("c")));
	expect_text("/user_ids", body("/errors/0/pointer"));
}

Test_engines(api_invite, of_others_are_seen_and_revoked_with_a_right)
{
	given("g", "ann",
	    "/groups {'name': 'x', 'members_may': ['members.invite']}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	invited("ann", "groups", "g", "{}");
	expect(200, as("bob", GET, "/groups/%s/invites", id("g")));
	expect_int(0, body_count(""));
	expect_problem(404, "not_found",
	    as("bob", DELETE, "/groups/%s/invites/%s", id("g"), id("i")));
	invited("bob", "groups", "g", "{}");
	expect(200, as("ann", GET, "/groups/%s/invites", id("g")));
	expect_int(2, body_count(""));
	expect(
	    204, as("ann", DELETE, "/groups/%s/invites/%s", id("g"), id("i")));
}

Test_engines(api_invite, opens_the_cluster_when_its_maker_may)
{
	char *code;

	given("c", "ann",
	    "/clusters {'name': 'x', 'visibility': 'private', "
	    "'join_policy': 'invite'}");
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	code = invited("ann", "groups", "g", "{}");
	expect_text("true", body("/0/opens_cluster"));
	expect(200, accept("bob", code));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("active", body("/my_state"));
	expect(200, as("bob", GET, "/groups/%s", id("g")));
	expect_text("active", body("/my_state"));
}

Test_engines(api_invite, leaves_the_cluster_to_its_policy_otherwise)
{
	char *code;

	given_club();
	expect(200, accept("bob", invited("ann", "clusters", "c", "{}")));
	given("g", "bob", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	code = invited("bob", "groups", "g", "{}");
	expect_text("false", body("/0/opens_cluster"));
	expect_problem(403, "invite_only", accept("eve", code));
	expect(200, as("ann", PATCH, "/clusters/%s {'join_policy': 'domain'}",
			id("c")));
	expect_problem(403, "forbidden", accept("eve", code));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'join_policy': 'open'}", id("c")));
	expect(200, accept("eve", code));
	expect(200, as("eve", GET, "/clusters/%s", id("c")));
	expect_text("active", body("/my_state"));
	/* what failed used it up for nobody */
	expect(200, as("bob", GET, "/groups/%s/invites", id("g")));
	expect_int(1, body_int("/0/uses"));
}

Test_engines(api_invite, are_neither_made_nor_accepted_while_it_closes)
{
	char *code;

	given("g", "ann", "/groups {'name': 'x'}");
	code = invited("ann", "groups", "g", "{}");
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	expect_problem(409, "invalid_transition", accept("bob", code));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/groups/%s/invites {}", id("g")));
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/clusters/%s/invites {}", id("c")));
}

Test_engines(api_invite, a_space_has_no_more_than_a_hundred)
{
	given_club();
	for (int i = 0; i < 100; i++)
		invited("ann", "clusters", "c", "{}");
	expect_problem(403, "forbidden",
	    as("ann", POST, "/clusters/%s/invites {}", id("c")));
	expect(204,
	    as("ann", DELETE, "/clusters/%s/invites/%s", id("c"), id("i")));
	invited("ann", "clusters", "c", "{}");
}

/* By address, and by user wherever they come from. */
Test_engines(api_invite, are_not_found_by_trying)
{
	char *code;

	given_club();
	code = invited("ann", "clusters", "c", "{}");
	for (int i = 0; i < 20; i++)
		expect_problem(
		    404, "not_found", accept("eve", text("guess%d", i)));
	expect_problem(429, "rate_limited", accept("eve", code));
	expect_problem(
	    429, "rate_limited", anonymous(GET, "/invites/%s", code));
	api_from("198.51.100.7");
	expect_problem(429, "rate_limited", accept("eve", code));
	expect(200, accept("bob", code));
}

static void
expect_over(const char *code)
{
	expect_problem(410, "invite_expired", accept("eve", code));
	expect_problem(
	    410, "invite_expired", anonymous(GET, "/invites/%s", code));
}

Test_engines(api_invite, is_worth_what_its_maker_still_may)
{
	char *code;

	given("g", "ann",
	    "/groups {'name': 'x', 'join_policy': 'invite', 'members_may': "
	    "['members.invite']}");
	expect(200, accept("bob", invited("ann", "groups", "g", "{}")));
	code = invited("bob", "groups", "g", "{}");
	expect(
	    200, as("ann", PATCH, "/groups/%s {'members_may': []}", id("g")));
	expect_over(code);
	expect(200,
	    as("ann", PATCH, "/groups/%s {'members_may': ['members.invite']}",
		id("g")));
	expect(200, anonymous(GET, "/invites/%s", code));
	expect(204,
	    as("ann", DELETE, "/groups/%s/members/%s {}", id("g"), id("bob")));
	expect_problem(404, "not_found", accept("bob", code));
	expect(200, as("ann", GET, "/groups/%s/invites", id("g")));
	expect_int(1, body_count(""));
}

/* Bob could let people into the cluster as its moderator. */
Test_engines(api_invite, opens_the_cluster_as_long_as_its_maker_may)
{
	char *code;

	given_club();
	expect(200, accept("bob", invited("ann", "clusters", "c", "{}")));
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/name", i)), "Moderator"))
			keep_id("moderator", body(text("/%d/id", i)));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("bob"), id("moderator")));
	given("g", "bob", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	code = invited("bob", "groups", "g", "{}");
	expect(200, accept("eve", code));
	expect(204, as("ann", DELETE, "/clusters/%s/members/%s/roles/%s",
			id("c"), id("bob"), id("moderator")));
	expect_problem(403, "invite_only", accept("dan", code));
}

Test_engines(api_invite, is_a_way_to_join_that_counts)
{
	api_set("JOINS_PER_HOUR", "1");
	given("g", "ann", "/groups {'name': 'x'}");
	given("h", "ann", "/groups {'name': 'x'}");
	expect(200, accept("bob", invited("ann", "groups", "g", "{}")));
	expect_problem(429, "rate_limited",
	    accept("bob", invited("ann", "groups", "h", "{}")));
}
