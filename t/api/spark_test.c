/*
 * Sparks: making, changing and ending them. Time does not pass here: sparks are
 * moved towards it.
 */
#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Ann's cluster, which bob and cat are in. */
static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
}

/* One of ann's for the cluster. */
static void
given_spark(const char *name, const char *more)
{
	given(name, "ann",
	    "/sparks {'name': 'Frisbee', 'total_spots': 4, "
	    "'cluster_id': '%s'%s}",
	    id("c"), more);
}

static void
given_later(const char *name, const char *more)
{
	given_spark(
	    name, text(", \"start_time\": \"%s\"%s", in_hours(2), more));
}

/* All sparks are made so many minutes older; nobody has looked since. */
static void
age(int minutes)
{
#define AGED(column, by) #column " = " #column " - " by
#define AGED_ALL(by)                                                \
	AGED(start_time, by)                                        \
	", " AGED(end_time, by) ", " AGED(decide_at, by) ", " AGED( \
	    due_at, by) ", " AGED(created_at, by)
	work_sql(text("UPDATE spark SET " AGED_ALL("%d * interval '1 minute'"),
		     minutes, minutes, minutes, minutes, minutes),
	    text("UPDATE spark SET " AGED_ALL("%d * 60000000"), minutes,
		minutes, minutes, minutes, minutes));
}

static void
expect_status(const char *status, const char *name)
{
	expect(200, as("ann", GET, "/sparks/%s", id(name)));
	expect_text(status, body("/status"));
}

static int
verb(const char *who, const char *name, const char *what)
{
	return as(who, POST, "/sparks/%s/%s", id(name), what);
}

Test_engines(api_spark, one_begins_at_once)
{
	given_cluster();
	given_spark("s", "");
	expect_text("active", body("/status"));
	expect_text("cluster", body("/visibility"));
	expect_text("creator", body("/my_state"));
	expect_text("true", body("/is_decided"));
	expect_int(7200, body_int("/active_duration"));
	expect_int(1, body_int("/spots"));
	expect_int(3, body_int("/spots_left"));
	expect_text("null", body("/location"));
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text("none", body("/my_state"));
	expect(404, as("eve", GET, "/sparks/%s", id("s")));
}

Test_engines(api_spark, who_may_make_one_says_its_space)
{
	given_cluster();
	expect(422,
	    as("eve", POST,
		"/sparks {'name': 'x', 'total_spots': 2, 'group_id': '%s'}",
		"01890a5d-ac96-774b-bcce-b302099a8057"));
	expect_text("unknown", error_at("/group_id"));
	expect_problem(403, "forbidden",
	    as("eve", POST,
		"/sparks {'name': 'x', 'total_spots': 2, 'cluster_id': '%s'}",
		id("c")));
	expect(422, as("eve", POST,
			"/sparks {'name': 'x', 'total_spots': 2, "
			"'visibility': 'cluster'}"));
	expect_text("required", error_at("/cluster_id"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("cat")));
	expect_problem(403, "banned",
	    as("cat", POST,
		"/sparks {'name': 'x', 'total_spots': 2, 'cluster_id': '%s'}",
		id("c")));
	expect(201, as("eve", POST, "/sparks {'name': 'x', 'total_spots': 2}"));
	expect_text("invite", body("/visibility"));
}

Test_engines(api_spark, a_closing_space_takes_none)
{
	given_cluster();
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST,
		"/sparks {'name': 'x', 'total_spots': 2, 'cluster_id': '%s'}",
		id("c")));
}

static const struct {
	const char *pointer, *code, *members;
} mistakes[] = {
	{ "/start_time", "out_of_range",
	    "'start_time': '2020-01-01T10:00:00Z'" },
	{ "/start_time", "out_of_range",
	    "'start_time': '2099-01-01T10:00:00Z'" },
	{ "/end_time", "out_of_range", "'end_time': '2099-01-01T10:00:00Z'" },
	{ "/end_time", "end_before_start",
	    "'end_time': '2020-01-01T10:00:00Z'" },
	{ "/min_spots", "out_of_range", "'min_spots': 5" },
	{ "/location/lon", "required", "'location': {'label': 'x', 'lat': 1}" },
	{ "/location/lat", "required", "'location': {'label': 'x', 'lon': 1}" },
	{ "/location/precision_m", "out_of_range",
	    "'location': {'label': 'x', 'precision_m': 7}" },
	{ "/category_id", "unknown",
	    "'category_id': '01890a5d-ac96-774b-bcce-b302099a8057'" },
};

Test_engines(api_spark, what_cannot_be_is_said_where)
{
	for (size_t i = 0; i < N_OF(mistakes); i++) {
		expect(422, as("ann", POST,
				"/sparks {'name': 'x', 'total_spots': 4, %s}",
				quoted(mistakes[i].members)));
		expect_text(mistakes[i].code, error_at(mistakes[i].pointer));
	}
	expect(
	    422, as("ann", POST,
		     "/sparks {'name': 'x', 'total_spots': 4, 'min_spots': 2, "
		     "'start_time': '%s', 'decide_before_s': 7200}",
		     in_hours(1)));
	expect_text("out_of_range", error_at("/decide_before_s"));
}

Test_engines(api_spark, a_draft_is_seen_by_nobody_else_until_it_is_published)
{
	given_cluster();
	given_later("s", ", \"draft\": true");
	expect_text("created", body("/status"));
	expect(404, as("bob", GET, "/sparks/%s", id("s")));
	expect(200, as("bob", GET, "/sparks"));
	expect_int(0, body_count(""));
	expect_problem(409, "invalid_transition", verb("ann", "s", "activate"));
	expect(200, verb("ann", "s", "publish"));
	expect_text("scheduled", body("/status"));
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_problem(409, "invalid_transition", verb("ann", "s", "publish"));
}

Test_engines(api_spark, a_draft_of_what_would_be_over_is_not_published)
{
	given_cluster();
	given_later("late", ", \"draft\": true");
	age(60 * 3);
	expect(200, verb("ann", "late", "publish"));
	expect_text("active", body("/status"));
	given_later("over", ", \"draft\": true, \"active_duration\": 600");
	age(60 * 3);
	expect_status("expired", "over");
	expect_problem(409, "spark_over", verb("ann", "over", "publish"));
	given_later("few", ", \"draft\": true, \"min_spots\": 2, "
			   "\"decide_before_s\": 3600");
	age(90);
	expect_problem(
	    409, "invalid_transition", verb("ann", "few", "publish"));
}

Test_engines(api_spark, time_alone_moves_it)
{
	given_cluster();
	given_later("alone", "");
	given_later("two", "");
	expect(200, verb("bob", "two", "join"));
	expect_status("scheduled", "alone");
	age(60 * 2);
	expect_status("active", "alone");
	age(60 * 2);
	expect_status("expired", "alone");
	expect_status("completed", "two");
	expect_problem(409, "spark_over", verb("ann", "two", "cancel"));
	expect_text("completed", body("/from"));
	expect_problem(409, "spark_over", verb("cat", "two", "join"));
	expect_problem(409, "spark_over", verb("bob", "two", "leave"));
}

Test_engines(api_spark, whether_there_are_people_enough_is_decided_once)
{
	given_cluster();
	given_later("few", ", \"min_spots\": 2, \"decide_before_s\": 3600");
	given_later("on", ", \"min_spots\": 2, \"decide_before_s\": 3600");
	expect(200, verb("bob", "on", "join"));
	expect_problem(
	    409, "not_enough_people", verb("ann", "few", "activate"));
	age(90);
	expect_status("cancelled", "few");
	expect_text("not_enough_people", body("/reason"));
	expect_problem(409, "spark_over", verb("bob", "few", "join"));
	expect_status("scheduled", "on");
	expect_text("true", body("/is_decided"));
	expect(204, verb("bob", "on", "leave"));
	expect_status("scheduled", "on");
	age(60);
	expect_status("active", "on");
}

Test_engines(api_spark, it_is_moved_by_who_manages_it)
{
	given_cluster();
	given("s", "bob",
	    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': '%s', "
	    "'start_time': '%s', 'active_duration': 3600}",
	    id("c"), in_hours(100));
	expect_problem(403, "forbidden", verb("cat", "s", "activate"));
	expect(200, verb("ann", "s", "activate"));
	expect_text("active", body("/status"));
	expect_int(3600, body_int("/active_duration"));
	expect_problem(403, "forbidden", verb("ann", "s", "extend"));
	expect(200, verb("bob", "s", "extend"));
	expect_int(5400, body_int("/active_duration"));
	expect(200,
	    as("bob", POST, "/sparks/%s/extend {'minutes': 120}", id("s")));
	expect_problem(409, "invalid_transition", verb("bob", "s", "extend"));
	expect(200,
	    as("ann", POST, "/sparks/%s/cancel {'reason': 'Rain'}", id("s")));
	expect_text("moderator", body("/reason"));
	expect_text("Rain", body("/cancel_reason"));
}

Test_engines(api_spark, nothing_moves_what_is_over)
{
	static const char *const verbs[] = { "publish", "activate", "complete",
		"cancel", "extend" };

	given_cluster();
	given_later("s", "");
	expect_problem(409, "invalid_transition", verb("ann", "s", "complete"));
	expect_problem(409, "invalid_transition", verb("ann", "s", "extend"));
	expect(200, verb("bob", "s", "join"));
	expect(200, verb("ann", "s", "cancel"));
	for (size_t i = 0; i < N_OF(verbs); i++)
		expect_problem(409, "spark_over", verb("ann", "s", verbs[i]));
	expect_problem(409, "spark_over",
	    as("ann", DELETE, "/sparks/%s/participants/%s", id("s"),
		id("bob")));
	expect_problem(409, "spark_over",
	    as("ann", POST, "/sparks/%s/participants/%s/approve", id("s"),
		id("bob")));
	expect_problem(409, "spark_over",
	    as("ann", POST, "/sparks/%s/participants/%s/decline", id("s"),
		id("bob")));
}

Test_engines(api_spark, a_draft_is_published_by_who_still_may_make_one)
{
	given_cluster();
	given("s", "bob",
	    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': '%s', "
	    "'draft': true}",
	    id("c"));
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/builtin", i)), "member"))
			keep_id("role", body(text("/%d/id", i)));
	expect(
	    200, as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': []}",
		     id("c"), id("role")));
	expect_problem(403, "forbidden", verb("bob", "s", "publish"));
}

Test_engines(api_spark, its_creator_changes_it_while_it_has_not_begun)
{
	given_cluster();
	given_later("s", ", \"tags\": [\"sports\"]");
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/sparks/%s {'name': 'y'}", id("s")));
	expect(200, as("ann", PATCH,
			"/sparks/%s {'name': 'Boules', 'start_time': '%s', "
			"'join_policy': 'approve', 'cluster_id': '%s'}",
			id("s"), in_hours(3), id("c")));
	expect_text("Boules", body("/name"));
	expect_text("sports", body("/tags/0"));
	expect_int(7200, body_int("/active_duration"));
	expect(422, as("ann", PATCH, "/sparks/%s {'group_id': '%s'}", id("s"),
			id("c")));
	expect_text("fixed", error_at("/group_id"));
	expect_problem(422, "end_before_start",
	    as("ann", PATCH, "/sparks/%s {'end_time': '%s'}", id("s"),
		in_hours(2)));
	expect(200, verb("ann", "s", "activate"));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/sparks/%s {'start_time': '%s'}", id("s"),
		in_hours(3)));
	expect(200, as("ann", PATCH, "/sparks/%s {'name': 'y'}", id("s")));
	expect(200, verb("ann", "s", "complete"));
	expect_problem(409, "spark_over",
	    as("ann", PATCH, "/sparks/%s {'name': 'z'}", id("s")));
}

Test_engines(api_spark, spots_that_are_taken_stay)
{
	given_cluster();
	given_spark("s", "");
	expect(
	    200, as("bob", POST, "/sparks/%s/join {'party_size': 3}", id("s")));
	expect_problem(409, "capacity_below_taken",
	    as("ann", PATCH, "/sparks/%s {'total_spots': 3}", id("s")));
	expect(200, as("ann", PATCH, "/sparks/%s {'total_spots': 5}", id("s")));
	expect_int(1, body_int("/spots_left"));
}

Test_engines(api_spark, who_is_in_it_stays_when_it_is_for_others)
{
	given_cluster();
	given_spark("s", "");
	given_later("later", "");
	expect(200, verb("bob", "later", "join"));
	expect(200, as("ann", PATCH, "/sparks/%s {'visibility': 'invite'}",
			id("later")));
	expect(404, as("cat", GET, "/sparks/%s", id("later")));
	expect(200, as("bob", GET, "/sparks/%s", id("later")));
	expect(200, as("ann", PATCH, "/sparks/%s {'visibility': 'cluster'}",
			id("later")));
	expect(200, as("cat", GET, "/sparks/%s", id("later")));
	expect(409,
	    as("ann", PATCH, "/sparks/%s {'visibility': 'invite'}", id("s")));
}

Test_engines(api_spark, what_others_may_count_on_is_not_removed)
{
	given_cluster();
	given_later("s", "");
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/sparks/%s", id("s")));
	expect(200, verb("ann", "s", "cancel"));
	expect_text("creator", body("/reason"));
	expect(204, as("ann", DELETE, "/sparks/%s", id("s")));
	expect(404, as("ann", GET, "/sparks/%s", id("s")));
}

Test_engines(api_spark, time_makes_an_old_copy_of_it_stale)
{
	given_cluster();
	given_later("s", "");
	expect(200, as("ann", GET, "/sparks/%s", id("s")));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/sparks/%s", id("s")));
	expect(200, as("ann", GET, "/sparks/%s", id("s")));
	age(60 * 2);
	with("If-None-Match", header("ETag"));
	expect(200, as("ann", GET, "/sparks/%s", id("s")));
	expect_text("active", body("/status"));
	with("If-Match", header("ETag"));
	expect(200, as("ann", PATCH, "/sparks/%s {'name': 'y'}", id("s")));
}

Test_engines(api_spark, one_person_makes_few)
{
	given_cluster();
	for (int i = 0; i < 5; i++)
		given_spark(text("s%d", i), "");
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/sparks {'name': 'x', 'total_spots': 2}"));
	for (int i = 0; i < 4; i++) {
		age(60 * 3);
		for (int k = 0; k < (i < 3 ? 4 : 3); k++)
			given_spark("more", "");
	}
	age(60 * 3);
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/sparks {'name': 'x', 'total_spots': 2}"));
}

/* Lists */

static void
expect_list(const char *who, const char *query, const char *first, int n)
{
	expect(200, as(who, GET, "/sparks%s", query));
	expect_int(n, body_count(""));
	if (n)
		expect_text(id(first), body("/0/id"));
}

Test_engines(api_spark, a_list_has_those_of_all_ones_spaces)
{
	given_cluster();
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	given_later("later", ", \"tags\": [\"sports\"]");
	given_spark("now", "");
	given("private", "ann",
	    "/sparks {'name': 'x', 'total_spots': 2, 'visibility': 'invite', "
	    "'cluster_id': '%s', 'start_time': '%s'}",
	    id("c"), in_hours(9));
	given("in group", "ann",
	    "/sparks {'name': 'x', 'total_spots': 2, 'group_id': '%s', "
	    "'start_time': '%s'}",
	    id("g"), in_hours(5));
	expect_text("group", body("/visibility"));
	expect_list("ann", "", "now", 4);
	expect_list("bob", "", "now", 2);
	expect_list("eve", "", NULL, 0);
	expect_list("bob", "?tag=sports", "later", 1);
	expect_list("bob", "?status=scheduled", "later", 1);
	expect_list("bob", text("?cluster_id=%s", id("c")), "now", 2);
	expect_list("bob", text("?group_id=%s", id("g")), NULL, 0);
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_list("bob", text("?group_id=%s", id("g")), "in group", 1);
	expect_list("bob", text("?cluster_id=%s", id("c")), "now", 3);
	expect_list("bob", text("?from=%s", in_hours(1)), "later", 2);
	expect(200, as("ann", GET, "/users/me/sparks"));
	expect_int(4, body_count(""));
	expect(200, as("bob", GET, "/users/me/sparks"));
	expect_int(0, body_count(""));
}

Test_engines(api_spark, a_list_goes_on_where_it_ended)
{
	given_cluster();
	for (int i = 0; i < 4; i++)
		given_later(text("s%d", i), "");
	expect(200, as("bob", GET, "/sparks?limit=3"));
	expect_int(3, body_count(""));
	expect(200, as("bob", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	cr_expect(!next_page());
}

Test_engines(api_spark, what_is_over_is_listed_as_past)
{
	given_cluster();
	given_later("over", "");
	given_later("off", "");
	expect(200, verb("ann", "off", "cancel"));
	age(60 * 5);
	given_spark("now", "");
	expect_list("bob", "", "now", 1);
	expect_list("bob", "?status=past", "over", 2);
	expect_list("bob", "?status=expired", "over", 1);
	expect_list("bob", "?status=cancelled", "off", 1);
	age(60 * 24 * 32);
	expect_list("bob", "?status=past", "over", 0);
	expect_list(
	    "bob", text("?status=past&from=%s", in_hours(-24 * 33)), "over", 3);
}
