/*
 * Matching: nobody is shown who has not said so, and whoever is shown suits as
 * the rule says.
 */
#include <stdlib.h>

#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* A cluster "c" of dan's. */
static void
given_cluster(void)
{
	given(
	    "c", "dan", "/clusters {'name': 'Rowers', 'join_policy': 'open'}");
}

static void
join(const char *who)
{
	expect(200, as(who, POST, "/clusters/%s/join", id("c")));
}

static void
like(const char *who, const char *what)
{
	expect(
	    200, as(who, PUT, "/users/me/interests {'interests': [%s]}", what));
}

static void
turn(const char *who, const char *is_on)
{
	expect(
	    200, as(who, PUT, "/users/me/match-settings {'is_on': %s}", is_on));
}

/* A member of it who likes rowing as much, and is matched. */
static void
given_rower(const char *who)
{
	join(who);
	like(who, "{\"tag\": \"rowing\", \"weight\": 80}");
	turn(who, "true");
}

static void
given_two(void)
{
	given_cluster();
	given_rower("ann");
	given_rower("bob");
}

/* How many people somebody is shown. */
static int
matches(const char *who)
{
	expect(200, as(who, GET, "/matches/users?cluster_id=%s", id("c")));
	return body_count("");
}

Test_engines(api_match, nobody_is_matched_who_has_not_said_so)
{
	given_cluster();
	given_rower("ann");
	join("bob");
	like("bob", "{\"tag\": \"rowing\"}");
	expect(200, as("bob", GET, "/users/me/match-settings"));
	expect_text("false", body("/is_on"));
	expect_int(0, matches("ann"));
	expect_problem(403, "matching_off", as("bob", GET, "/matches/users"));
	turn("bob", "true");
	expect_int(1, matches("ann"));
	expect_int(1, matches("bob"));
}

Test_engines(api_match, tells_why_two_suit_each_other)
{
	given_two();
	expect_int(1, matches("ann"));
	expect_text(id("bob"), body("/0/user/id"));
	expect_text("0.6", body("/0/score"));
	expect_text("1.0", body("/0/parts/interests"));
	expect_int(1, body_count("/0/reasons"));
	expect_text("interest", body("/0/reasons/0/kind"));
	expect_text("rowing", body("/0/reasons/0/name"));
	like("bob", "{\"tag\": \"rowing\", \"weight\": 60}, "
		    "{\"tag\": \"tea\", \"weight\": 80}");
	expect_int(1, matches("ann"));
	expect_text("0.36", body("/0/score"));
	expect_int(1, body_count("/0/reasons"));
	cr_expect(!response_contains("tea"));
}

static void
be_free(const char *who, const char *zone, const char *from, const char *to)
{
	expect(200, as(who, PUT,
			"/users/me/availability {'timezone': '%s', 'windows': "
			"[{'days': ['friday'], 'from': '%s', 'to': '%s'}]}",
			zone, from, to));
}

Test_engines(api_match, free_time_is_compared_by_instants)
{
	given_two();
	be_free("ann", "Asia/Kolkata", "20:00", "02:00");
	be_free("bob", "UTC", "16:00", "23:30");
	expect_int(1, matches("ann"));
	expect_text("0.45", body("/0/parts/free_time"));
	expect_text("0.735", body("/0/score"));
	expect_text("free_time", body("/0/reasons/1/kind"));
	expect_text("friday", body("/0/reasons/1/day"));
	expect_text("21:30", body("/0/reasons/1/from"));
	expect_int(270, body_int("/0/reasons/1/minutes"));
	expect(200, as("ann", GET, "/users/me/availability"));
	expect_text("Asia/Kolkata", body("/timezone"));
	expect_text("02:00", body("/windows/0/to"));
	expect_problem(422, "timezone_unknown",
	    as("ann", PUT,
		"/users/me/availability {'timezone': 'x', 'windows': []}"));
	expect_problem(
	    404, "not_found", as("dan", GET, "/users/me/availability"));
}

Test_engines(api_match, clocks_that_are_set_move_free_time)
{
	given_two();
	be_free("ann", "Europe/Berlin", "10:00", "12:00");
	be_free("bob", "Europe/Berlin", "10:00", "12:00");
	/* as if clocks had shown something else when they said so */
	work_sql(
	    "UPDATE match_setting SET free = decode(repeat('00', 42), 'hex')",
	    "UPDATE match_setting SET free = zeroblob(42)");
	work_sql("UPDATE availability SET due_at = '2020-01-01Z'",
	    "UPDATE availability SET due_at = 0");
	expect_int(1, matches("ann"));
	expect_text("0.0", body("/0/parts/free_time"));
	work();
	expect_int(1, matches("ann"));
	expect_text("0.2", body("/0/parts/free_time"));
}

Test_engines(api_match, groups_of_both_count)
{
	given_two();
	given("g", "dan",
	    "/groups {'name': 'Eights', 'cluster_id': '%s', "
	    "'join_policy': 'open'}",
	    id("c"));
	expect(200, as("ann", POST, "/groups/%s/join", id("g")));
	expect_int(1, matches("ann"));
	expect_text("0.0", body("/0/parts/groups"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_int(1, matches("ann"));
	expect_text("0.3333", body("/0/parts/groups"));
	expect_text("0.6333", body("/0/score"));
	expect_text("Eights", body("/0/reasons/1/name"));
	expect_text(id("g"), body("/0/reasons/1/group_id"));
}

Test_engines(api_match, each_way_out_acts_at_once)
{
	given_two();
	expect_int(1, matches("ann"));
	turn("bob", "false");
	expect_int(0, matches("ann"));
	turn("bob", "true");
	expect_int(1, matches("ann"));
	expect(204, as("ann", PUT, "/matches/dismissals/%s", id("bob")));
	expect_int(0, matches("ann"));
	expect_int(1, matches("bob"));
	expect(204, as("ann", DELETE, "/matches/dismissals/%s", id("bob")));
	expect_int(1, matches("ann"));
	given_suspended("bob");
	expect_int(0, matches("ann"));
	given_restored("bob");
	given_session("bob");
	expect_int(1, matches("ann"));
	like("bob", "");
	expect_int(0, matches("ann"));
	expect_int(0, matches("bob"));
	like("bob", "{\"tag\": \"rowing\"}");
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_int(0, matches("ann"));
	join("bob");
	expect_int(1, matches("ann"));
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect_int(0, matches("ann"));
	expect_int(0, matches("bob"));
}

Test_engines(api_match, whoever_may_not_is_not_shown)
{
	given_two();
	given_rower("cat");
	/* others have roles that let them, bob has one that does not */
	work_sql(text("UPDATE member SET role_id = (SELECT r.id FROM role r "
		      "WHERE r.space_id = member.space_id "
		      "AND r.builtin = 'alumni') WHERE user_id = '%s'",
		     id("bob")),
	    text("UPDATE member SET role_id = (SELECT r.id FROM role r "
		 "WHERE r.space_id = member.space_id "
		 "AND r.builtin = 'alumni') WHERE uuid_text(user_id) = '%s'",
		id("bob")));
	expect_problem(403, "forbidden",
	    as("bob", GET, "/matches/users?cluster_id=%s", id("c")));
	expect(200, as("bob", GET, "/matches/users"));
	expect_int(0, body_count(""));
	expect_int(1, matches("ann"));
	expect_text(id("cat"), body("/0/user/id"));
}

Test_engines(api_match, a_cluster_can_be_left_out)
{
	given_two();
	given("d", "dan", "/clusters {'name': 'Readers'}");
	expect(200, as("bob", PUT,
			"/users/me/match-settings {'is_on': true, "
			"'except_cluster_ids': ['%s']}",
			id("c")));
	expect_text(id("c"), body("/except_cluster_ids/0"));
	expect_int(0, matches("ann"));
	expect_problem(403, "matching_off",
	    as("bob", GET, "/matches/users?cluster_id=%s", id("c")));
	/* also when they come back */
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	join("bob");
	expect_int(0, matches("ann"));
	expect(422, as("bob", PUT,
			"/users/me/match-settings {'is_on': true, "
			"'except_cluster_ids': ['%s']}",
			id("d")));
	expect_text("unknown", error_at("/except_cluster_ids"));
	turn("bob", "true");
	expect_int(1, matches("ann"));
}

Test_engines(api_match, somebody_in_two_clusters_is_shown_once)
{
	given_two();
	given(
	    "d", "dan", "/clusters {'name': 'Readers', 'join_policy': 'open'}");
	expect(200, as("ann", POST, "/clusters/%s/join", id("d")));
	expect(200, as("bob", POST, "/clusters/%s/join", id("d")));
	given_user("cat");
	expect(200, as("cat", POST, "/clusters/%s/join", id("d")));
	like("cat", "{\"tag\": \"rowing\"}");
	turn("cat", "true");
	expect(200, as("ann", GET, "/matches/users"));
	expect_int(2, body_count(""));
	expect_int(1, matches("ann"));
}

Test_engines(api_match, strangers_and_who_is_out_are_refused)
{
	given_two();
	turn("eve", "true");
	expect_problem(404, "not_found",
	    as("eve", DELETE, "/matches/dismissals/%s", id("ann")));
	expect_problem(403, "forbidden",
	    as("eve", GET, "/matches/users?cluster_id=%s", id("c")));
	expect_problem(404, "not_found",
	    as("eve", GET, "/matches/users?cluster_id=%s", id("ann")));
	expect_problem(404, "not_found",
	    as("eve", PUT, "/matches/dismissals/%s", id("c")));
	expect(
	    204, as("dan", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_problem(403, "banned",
	    as("bob", GET, "/matches/users?cluster_id=%s", id("c")));
	expect_int(0, matches("ann"));
	expect(400, as("ann", GET, "/matches/users?cursor=x"));
}

/* So many people are as bob is, and ann wants to be shown none of them. */
static void
given_dismissed(int n)
{
#define MEMBER                                                                \
	"INSERT INTO member (user_id, space_id, cluster_id, role_id, "        \
	"is_active, via, read_number, joined_at) SELECT u.id, b.space_id, "   \
	"b.cluster_id, b.role_id, b.is_active, b.via, 0, b.joined_at FROM "   \
	"users u, member b WHERE u.first_name = 'x' AND b.user_id = (SELECT " \
	"id FROM users WHERE email_key = 'bob@example.org')"
#define SETTING                                                               \
	"INSERT INTO match_setting (user_id, is_on, vector, free, touched, "  \
	"created_at, updated_at) SELECT u.id, b.is_on, b.vector, b.free, 0, " \
	"b.created_at, b.created_at FROM users u, match_setting b WHERE "     \
	"u.first_name = 'x' AND b.user_id = (SELECT id FROM users WHERE "     \
	"email_key = 'bob@example.org')"
#define DISMISSAL                                                      \
	"INSERT INTO match_dismissal (user_id, other_id, created_at) " \
	"SELECT a.id, u.id, a.created_at FROM users a, users u WHERE " \
	"a.email_key = 'ann@example.org' AND u.first_name = 'x'"
#define TOUCH "UPDATE match_setting SET touched = touched + 1"
	work_people(n);
	work_sql(MEMBER, MEMBER);
	work_sql(SETTING, SETTING);
	work_sql(TOUCH, TOUCH);
	work_sql(DISMISSAL, DISMISSAL);
}

/* Of very many who may not be shown a request looks at some. */
Test_engines(api_match, a_page_ends_and_the_list_goes_on)
{
	const char *next = "/matches/users?limit=2";
	int n = 0, n_short = 0;

	given_two();
	given_rower("cat");
	/* who suits ann worse than all of these */
	like("cat", "{\"tag\": \"rowing\", \"weight\": 80}, "
		    "{\"tag\": \"tea\", \"weight\": 80}");
	given_dismissed(700);
	for (int i = 0; i < 6 && next; i++) {
		expect(200, as("ann", GET, "%s", next));
		n += body_count("");
		n_short += body_count("") < 2 && next_page();
		next = next_page() ? text("/%s", next_page()) : NULL;
	}
	cr_expect(response_contains(id("cat")));
	expect_int(2, n);
	cr_expect(n_short > 0);
	cr_expect(!next);
}

Test_engines(api_match, what_one_likes_is_said_twenty_times_a_day)
{
	for (int i = 0; i < 20; i++)
		like("ann", text("{\"tag\": \"t%d\"}", i));
	expect_problem(429, "rate_limited",
	    as("ann", PUT, "/users/me/interests {'interests': []}"));
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/categories/assign {'category_ids': []}"));
}
