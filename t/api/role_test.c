/*
 * Roles of clusters: who makes and changes them, and who has which.
 */
#include "base/str.h"
#include "t/lib/api.h"

#include "base/banned.h"

/* Ann's cluster with bob and cat, and the ids of its built-in roles. */
static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'Tea house'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		keep_id(body(text("/%d/name", i)), body(text("/%d/id", i)));
}

static int
grant(const char *by, const char *to, const char *role)
{
	return as(by, PUT, "/clusters/%s/members/%s/roles/%s", id("c"), id(to),
	    id(role));
}

static int
revoke(const char *by, const char *from, const char *role)
{
	return as(by, DELETE, "/clusters/%s/members/%s/roles/%s", id("c"),
	    id(from), id(role));
}

static void
given_new_role(const char *name, int rank, const char *permissions)
{
	given(name, "ann",
	    "/clusters/%s/roles {'name': '%s', 'rank': %d, 'permissions': "
	    "[%s]}",
	    id("c"), name, rank, permissions);
}

Test_engines(api_role, a_cluster_begins_with_built_in_ones)
{
	given_cluster();
	expect(200, as("bob", GET, "/clusters/%s/roles?limit=3", id("c")));
	expect_int(3, body_count(""));
	expect_text("Admin", body("/0/name"));
	expect_text("admin", body("/0/builtin"));
	expect_int(28, body_count("/0/permissions"));
	expect(200, as("bob", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	expect_text("Moderator", body("/0/name"));
	expect_problem(
	    403, "forbidden", as("eve", GET, "/clusters/%s/roles", id("c")));
	expect(404, as("bob", GET, "/clusters/%s/roles/%s", id("c"), id("c")));
	expect(
	    200, as("bob", GET, "/clusters/%s/roles/%s", id("c"), id("Admin")));
	with("If-None-Match", header("ETag"));
	expect(
	    304, as("bob", GET, "/clusters/%s/roles/%s", id("c"), id("Admin")));
}

Test_engines(api_role, what_it_allows_holds_from_the_next_request_on)
{
	given_cluster();
	given_new_role("Librarian", 20, "\"audit.read\"");
	expect_text("audit.read", body("/permissions/0"));
	expect_text("null", body("/builtin"));
	expect(403, as("bob", GET, "/clusters/%s/audit-log", id("c")));
	expect(204, grant("ann", "bob", "Librarian"));
	expect(204, grant("ann", "bob", "Librarian"));
	expect(200, as("bob", GET, "/clusters/%s/audit-log", id("c")));
	expect(
	    200, as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': []}",
		     id("c"), id("Librarian")));
	expect(403, as("bob", GET, "/clusters/%s/audit-log", id("c")));
	expect(200, as("ann", PATCH,
			"/clusters/%s/roles/%s {'permissions': ['audit.read'], "
			"'description': 'Books.'}",
			id("c"), id("Librarian")));
	expect_text("Librarian", body("/name"));
	expect(200, as("bob", GET, "/clusters/%s/audit-log", id("c")));
	expect(204, revoke("ann", "bob", "Librarian"));
	expect(204, revoke("ann", "bob", "Librarian"));
	expect(403, as("bob", GET, "/clusters/%s/audit-log", id("c")));
	expect(204, grant("ann", "bob", "Librarian"));
	expect(204, as("ann", DELETE, "/clusters/%s/roles/%s", id("c"),
			id("Librarian")));
	expect(403, as("bob", GET, "/clusters/%s/audit-log", id("c")));
	expect(404, grant("ann", "bob", "Librarian"));
	expect(404, as("ann", DELETE, "/clusters/%s/roles/%s", id("c"),
			id("Librarian")));
}

Test_engines(api_role, nobody_gives_what_they_have_not)
{
	given_cluster();
	given_new_role("Chief", 60,
	    "\"roles.manage\", \"roles.assign\", \"members.read\"");
	given_new_role("Equal", 60, "");
	given_new_role("Strong", 10, "\"cluster.delete\"");
	given_new_role("Weak", 10, "\"members.read\"");
	expect_problem(403, "forbidden", grant("bob", "cat", "Weak"));
	expect(204, grant("ann", "bob", "Chief"));
	expect(204, grant("bob", "cat", "Weak"));
	expect(204, revoke("bob", "cat", "Weak"));
	expect_problem(403, "forbidden", grant("bob", "cat", "Equal"));
	expect_problem(403, "forbidden", grant("bob", "cat", "Strong"));
	cr_expect(response_contains("cluster.delete"));
	expect_problem(403, "forbidden", grant("bob", "bob", "Weak"));
	expect_problem(403, "forbidden", grant("bob", "ann", "Weak"));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/clusters/%s/roles {'name': 'x', 'rank': 60}",
		id("c")));
	expect_problem(403, "forbidden",
	    as("bob", POST,
		"/clusters/%s/roles {'name': 'x', 'rank': 1, 'permissions': "
		"['members.ban']}",
		id("c")));
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/clusters/%s/roles/%s {'rank': 5}", id("c"),
		id("Strong")));
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/clusters/%s/roles/%s", id("c"), id("Equal")));
	expect(200, as("bob", PATCH, "/clusters/%s/roles/%s {'rank': 59}",
			id("c"), id("Weak")));
	expect_problem(403, "forbidden", revoke("bob", "ann", "Admin"));
	expect_problem(403, "forbidden", revoke("cat", "bob", "Chief"));
	expect(204, revoke("bob", "bob", "Chief"));
}

/* Also who does not see the members. */
Test_engines(api_role, anybody_gives_up_their_own)
{
	given_cluster();
	given_new_role("Librarian", 20, "\"audit.read\"");
	expect(204, grant("ann", "bob", "Librarian"));
	expect(
	    200, as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': []}",
		     id("c"), id("Member")));
	expect_problem(
	    403, "forbidden", as("bob", GET, "/clusters/%s/members", id("c")));
	expect_problem(403, "forbidden", revoke("bob", "cat", "Librarian"));
	expect(204, revoke("bob", "bob", "Librarian"));
	expect_problem(403, "forbidden", grant("bob", "bob", "Librarian"));
	expect(403, as("bob", GET, "/clusters/%s/audit-log", id("c")));
}

Test_engines(api_role, built_in_ones_stay)
{
	given_cluster();
	expect_problem(403, "forbidden",
	    as("ann", DELETE, "/clusters/%s/roles/%s", id("c"),
		id("Moderator")));
	expect_problem(403, "forbidden",
	    as("ann", PATCH, "/clusters/%s/roles/%s {'name': 'x'}", id("c"),
		id("Moderator")));
	expect_problem(403, "forbidden",
	    as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': []}",
		id("c"), id("Admin")));
	expect(200, as("ann", PATCH,
			"/clusters/%s/roles/%s {'permissions': "
			"['members.read']}",
			id("c"), id("Member")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_int(1, body_count("/my_permissions"));
	expect_problem(403, "forbidden", grant("ann", "bob", "Alumni"));
	expect_problem(403, "forbidden", revoke("ann", "bob", "Member"));
}

Test_engines(api_role, a_cluster_keeps_an_admin_and_an_owner_who_is_one)
{
	given_cluster();
	expect_problem(
	    409, "owner_must_transfer", revoke("ann", "ann", "Admin"));
	expect(204, grant("ann", "bob", "Admin"));
	expect(204, grant("ann", "bob", "Admin"));
	expect_problem(403, "forbidden", grant("bob", "cat", "Admin"));
	expect(204, revoke("bob", "bob", "Admin"));
	expect_problem(
	    409, "last_admin", as("ann", POST, "/clusters/%s/leave", id("c")));
}

Test_engines(api_role, names_and_permissions_are_held_against_what_there_is)
{
	given_cluster();
	expect_problem(422, "unknown_permission",
	    as("ann", POST,
		"/clusters/%s/roles {'name': 'x', 'rank': 1, 'permissions': "
		"['cluster.explode']}",
		id("c")));
	expect_text("unknown", error_at("/permissions"));
	given_new_role("Weak", 10, "");
	expect_problem(422, "unknown_permission",
	    as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': ['a.b']}",
		id("c"), id("Weak")));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters/%s/roles {'name': 'Weak', 'rank': 1}",
		id("c")));
	expect_text("taken", error_at("/name"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/clusters/%s/roles/%s {'name': 'Admin'}", id("c"),
		id("Weak")));
	with("If-Match", "\"9.x\"");
	expect_problem(412, "precondition_failed",
	    as("ann", DELETE, "/clusters/%s/roles/%s", id("c"), id("Weak")));
}

Test_engines(api_role, a_cluster_has_thirty_of_its_own)
{
	given_cluster();
	for (int i = 0; i < 30; i++)
		given_new_role(text("role %d", i), 1, "");
	expect_problem(403, "forbidden",
	    as("ann", POST, "/clusters/%s/roles {'name': 'x', 'rank': 1}",
		id("c")));
}

Test_engines(api_role, while_a_cluster_closes_they_stay_as_they_are)
{
	given_cluster();
	given_new_role("Weak", 10, "");
	expect(204, grant("ann", "bob", "Weak"));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition", grant("ann", "cat", "Weak"));
	expect_problem(409, "invalid_transition", revoke("ann", "bob", "Weak"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/clusters/%s/roles {'name': 'x', 'rank': 1}",
		id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/clusters/%s/roles/%s {'rank': 1}", id("c"),
		id("Weak")));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/clusters/%s/roles/%s", id("c"), id("Weak")));
}
