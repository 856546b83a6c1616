/*
 * Events in clusters and groups: who makes them there, and who sees them.
 */
#include "t/lib/api.h"

#include "base/banned.h"

/* The titles of the last response, without anything between. */
static char *
titles(void)
{
	char *out = text("%s", "");

	for (int i = 0; i < body_count(""); i++)
		out = text("%s%s", out, body(text("/%d/title", i)));
	return out;
}

static void
expect_titles(const char *want, const char *user, const char *path)
{
	expect(200, as(user, GET, "%s", path));
	cr_expect(str_eq(titles(), want), "%s: %s has %s instead of %s", user,
	    path, titles(), want);
}

/* An event by ann that lets in whom its visibility says. */
static void
given_for(const char *title, const char *visibility, const char *where)
{
	given(title, "ann",
	    "/events {'title': '%s', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': '%s', %s}",
	    title, in_hours(title[0]), in_hours(title[0] + 1), visibility,
	    where);
}

static char *
in_cluster(void)
{
	return text("\"cluster_id\": \"%s\"", id("c"));
}

static char *
in_group(void)
{
	return text("\"group_id\": \"%s\"", id("g"));
}

/* Ann's cluster c with a group g; bob is in both, cat in the cluster, dan in
 * neither, and root runs the server. */
static void
given_spaces(void)
{
	given_admin("root");
	given_user("dan");
	given("c", "ann", "/clusters {'name': 'c'}");
	given("g", "ann", "/groups {'name': 'g', 'cluster_id': '%s'}", id("c"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
}

static void
given_one_of_each(void)
{
	given_spaces();
	given_for("A", "public", in_group());
	given_for("B", "cluster", in_group());
	given_for("C", "group", in_group());
	given_for("D", "private", in_group());
	given_for("E", "cluster", in_cluster());
}

Test_engines(api_event_space, each_visibility_lets_in_its_own)
{
	static const struct {
		const char user[8], titles[8];
	} sees[] = { { "ann", "ABCDE" }, { "bob", "ABCE" }, { "cat", "ABE" },
		{ "dan", "A" }, { "root", "A" } };

	given_one_of_each();
	for (size_t i = 0; i < N_OF(sees); i++) {
		expect_titles(sees[i].titles, sees[i].user, "/events");
		expect_titles(sees[i].titles, sees[i].user,
		    text("/events?from=%s", in_hours(0)));
		expect_titles(
		    sees[i].titles, sees[i].user, "/events?status=published");
		expect_titles(sees[i].titles, sees[i].user,
		    text("/events?cluster_id=%s", id("c")));
		for (char t = 'A'; t <= 'E'; t++)
			expect(strchr(sees[i].titles, t) ? 200 : 404,
			    as(sees[i].user, GET, "/events/%s",
				id(text("%c", t))));
	}
	expect_titles("ABC", "bob", text("/events?group_id=%s", id("g")));
	expect_titles("AB", "cat", text("/events?group_id=%s", id("g")));
	expect_titles("A", "dan", text("/events?group_id=%s", id("g")));
	expect(200, anonymous(GET, "/events"));
	expect_text("A", titles());
}

Test_engines(api_event_space, a_group_brings_its_cluster)
{
	given_spaces();
	given_for("A", "group", in_group());
	expect_text(id("c"), body("/cluster_id"));
	expect_text(id("g"), body("/group_id"));
	given("other", "ann", "/clusters {'name': 'x'}");
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"'group_id': '%s', 'cluster_id': '%s'}",
		in_hours(1), in_hours(2), id("g"), id("other")));
	expect_text("not_of_group", error_at("/cluster_id"));
}

/* Whom an event with these members is refused to, and how. */
static void
expect_refused(
    int status, const char *code, const char *user, const char *members)
{
	expect_problem(status, code,
	    as(user, POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"%s}",
		in_hours(1), in_hours(2), members));
}

#define FOR_CLUSTER "\"visibility\": \"cluster\""

Test_engines(api_event_space, the_space_says_who_makes_them)
{
	given_spaces();
	expect_refused(403, "forbidden", "dan", in_cluster());
	expect_refused(403, "forbidden", "cat", in_group());
	expect_refused(422, "validation_failed", "ann", FOR_CLUSTER);
	expect_text("required", error_at("/cluster_id"));
	expect_refused(422, "validation_failed", "ann",
	    text("\"visibility\": \"group\", %s", in_cluster()));
	expect_text("required", error_at("/group_id"));
	expect_refused(422, "validation_failed", "ann",
	    text("\"cluster_id\": \"%s\"", id("g")));
	expect_text("unknown", error_at("/cluster_id"));
	given("secret", "ann", "/groups {'name': 'x', 'is_private': true}");
	expect_refused(422, "validation_failed", "bob",
	    text("\"group_id\": \"%s\"", id("secret")));
	expect_text("unknown", error_at("/group_id"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("cat")));
	expect_refused(403, "banned", "cat", in_cluster());
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_refused(409, "invalid_transition", "bob", in_cluster());
}

/* What members may do is taken away: what they have made stays, and lets in no
 * others any more. */
Test_engines(api_event_space, letting_others_in_asks_the_space_again)
{
	given_spaces();
	expect(201, as("bob", POST,
			"/events {'title': 'x', 'start_time': '%s', "
			"'end_time': '%s', 'visibility': 'private', %s}",
			in_hours(1), in_hours(2), in_group()));
	keep("e");
	expect(201, as("bob", POST,
			"/events {'title': 'x', 'start_time': '%s', "
			"'end_time': '%s', 'draft': true, "
			"'visibility': 'group', %s}",
			in_hours(1), in_hours(2), in_group()));
	keep("draft");
	expect(
	    200, as("ann", PATCH, "/groups/%s {'members_may': []}", id("g")));
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/events/%s {'visibility': 'group'}", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/events/%s {'visibility': 'public'}", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/events/%s/publish", id("draft")));
	expect(200, as("bob", PATCH, "/events/%s {'title': 'y'}", id("e")));
	expect(
	    200, as("ann", PATCH,
		     "/groups/%s {'members_may': ['events.create']}", id("g")));
	expect(200,
	    as("bob", PATCH, "/events/%s {'visibility': 'group'}", id("e")));
	expect(200, as("bob", POST, "/events/%s/publish", id("draft")));
}

Test_engines(api_event_space, it_stays_where_it_was_made)
{
	given_spaces();
	given("other", "ann", "/clusters {'name': 'x'}");
	given_for("A", "cluster", in_cluster());
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'cluster_id': '%s'}", id("A"),
		id("other")));
	expect_text("fixed", error_at("/cluster_id"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'group_id': '%s'}", id("A"),
		id("g")));
	expect(200, as("ann", PATCH, "/events/%s {'cluster_id': '%s'}", id("A"),
			id("c")));
	expect(200, as("ann", PUT,
			"/events/%s {'title': 'B', 'start_time': '%s', "
			"'end_time': '%s'}",
			id("A"), in_hours(1), in_hours(2)));
	expect_text(id("c"), body("/cluster_id"));
	expect_text("cluster", body("/visibility"));
}

/* A moderator of the cluster, who is in none of its groups. */
Test_engines(api_event_space, who_oversees_a_cluster_sees_and_does_not_answer)
{
	given_one_of_each();
	expect(201, as("ann", POST,
			"/clusters/%s/roles {'name': 'x', 'rank': 50, "
			"'permissions': ['events.manage']}",
			id("c")));
	keep("role");
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("cat"), id("role")));
	expect_titles("ABE", "cat", "/events");
	expect_titles("ABCE", "cat", text("/events?cluster_id=%s", id("c")));
	expect_titles("ABC", "cat", text("/events?group_id=%s", id("g")));
	expect(200, as("cat", GET, "/events/%s", id("C")));
	expect(404, as("cat", GET, "/events/%s", id("D")));
	expect_problem(403, "forbidden",
	    as("cat", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("C")));
	expect(200, as("cat", PATCH, "/events/%s {'title': 'F'}", id("C")));
	expect(403, as("bob", PATCH, "/events/%s {'title': 'F'}", id("C")));
}

Test_engines(api_event_space, nobody_answers_where_they_are_banned)
{
	given_one_of_each();
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("A")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("A")));
	expect(200, as("bob", GET, "/events/%s", id("A")));
	expect_problem(403, "banned",
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("A")));
	expect(404, as("bob", GET, "/events/%s", id("C")));
	expect(
	    204, as("ann", DELETE, "/clusters/%s/bans/%s", id("c"), id("bob")));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("A")));
}

/* Nor does an event that they kept come back to where they are banned. */
Test_engines(api_event_space, nobody_lets_others_in_where_they_are_banned)
{
	given_spaces();
	given("p", "bob",
	    "/events {'title': 'P', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'private', 'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), id("c"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_problem(403, "banned",
	    as("bob", PATCH, "/events/%s {'visibility': 'cluster'}", id("p")));
	expect_problem(403, "banned",
	    as("bob", PUT,
		"/events/%s {'title': 'P', 'start_time': '%s', "
		"'end_time': '%s', 'visibility': 'cluster'}",
		id("p"), in_hours(1), in_hours(2)));
}

/* Nor what they kept back, or had given up. */
Test_engines(api_event_space, nobody_shows_anything_where_they_are_banned)
{
	given_spaces();
	given("d", "bob",
	    "/events {'title': 'D', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s', 'draft': true}",
	    in_hours(1), in_hours(2), id("c"));
	given("e", "bob",
	    "/events {'title': 'E', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), id("c"));
	expect(200, as("bob", POST, "/events/%s/cancel", id("e")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_problem(
	    403, "banned", as("bob", POST, "/events/%s/publish", id("d")));
	expect_problem(
	    403, "banned", as("bob", POST, "/events/%s/reinstate", id("e")));
}

Test_engines(api_event_space, a_space_that_closes_takes_no_answers)
{
	given_one_of_each();
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "rsvp_closed",
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("C")));
	expect(200, as("ann", POST, "/clusters/%s/reopen", id("c")));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("C")));
}

Test_engines(api_event_space, nothing_is_seen_of_whom_one_has_blocked)
{
	given_one_of_each();
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect_titles("", "bob", "/events");
	expect_titles("", "bob", text("/events?from=%s", in_hours(0)));
	expect_titles("", "bob", text("/events?cluster_id=%s", id("c")));
	expect_titles("", "bob", text("/events?group_id=%s", id("g")));
	expect_titles("", "bob", "/events?status=published");
	for (char t = 'A'; t <= 'E'; t++)
		expect(404, as("bob", GET, "/events/%s", id(text("%c", t))));
	expect_titles("ABE", "cat", "/events");
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect_titles("ABE", "cat", "/events");
}
