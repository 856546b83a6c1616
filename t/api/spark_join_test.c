/*
 * Who is in a spark: joining, asking, leaving, being removed, and codes.
 */
#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Ann's spark, for a cluster that bob and cat are in. */
static void
given_spark(const char *more)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given("s", "ann",
	    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': '%s'%s}",
	    id("c"), more);
}

#define INVITE_ONLY ", \"visibility\": \"invite\""
#define APPROVE	    ", \"join_policy\": \"approve\""

static int
verb(const char *who, const char *what)
{
	return as(who, POST, "/sparks/%s/%s", id("s"), what);
}

static int
join_as(const char *who, int party_size, const char *code)
{
	return as(who, POST, "/sparks/%s/join {'party_size': %d%s}", id("s"),
	    party_size, code ? text(", \"invite\": \"%s\"", code) : "");
}

static char *
code_of(const char *who, const char *more)
{
	expect(201, as(who, POST, "/sparks/%s/invites {%s}", id("s"), more));
	keep("invite");
	return body("/code");
}

static void
expect_spots(int spots)
{
	expect(200, as("ann", GET, "/sparks/%s", id("s")));
	expect_int(spots, body_int("/spots"));
}

/* What is answered to who joins is what they read then. */
static void
expect_joined(const char *who, int status, const char *code)
{
	char *answer, *etag;

	expect(status, join_as(who, 1, code));
	answer = text("%s", response()->body);
	etag = header("ETag");
	expect(200, as(who, GET, "/sparks/%s", id("s")));
	expect_text(answer, response()->body);
	expect_text(etag, header("ETag"));
}

/* In one statement, by a code, and by asking. */
Test_engines(api_spark_join, who_joins_is_told_what_they_will_read)
{
	given_spark(", \"min_participants\": 3, \"location\": {\"label\": "
		    "\"Old town\", \"detail\": \"The red door\", \"lat\": "
		    "48.1371547, \"lon\": 11.5761249}");
	expect_joined("bob", 200, NULL);
	expect_joined("eve", 200, code_of("ann", ""));
	given("s", "ann",
	    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': '%s'" APPROVE
	    "}",
	    id("c"));
	expect_joined("bob", 202, NULL);
}

/* Their row goes before it is read, as when somebody removes them just then.
 * What has been committed is not done again. */
Test_engines(api_spark_join, who_does_not_see_what_they_joined_is_told_once)
{
	char *code;

	given_spark(INVITE_ONLY APPROVE);
	code = code_of("ann", "\"max_uses\": 9");
	work_sql("CREATE RULE gone AS ON INSERT TO spark_participant DO ALSO "
		 "DELETE FROM spark_participant WHERE state = 'asked'",
	    "CREATE TRIGGER gone AFTER INSERT ON spark_participant BEGIN "
	    "DELETE FROM spark_participant WHERE state = 'asked'; END");
	expect(404, join_as("eve", 1, code));
	work_sql("DROP RULE gone ON spark_participant", "DROP TRIGGER gone");
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	cr_expect(body_int("/0/uses") <= 1, "%s", response()->body);
}

Test_engines(api_spark_join, there_are_as_many_spots_as_it_has)
{
	given_spark("");
	expect(200, join_as("bob", 2, NULL));
	expect_text("joined", body("/my_state"));
	expect_int(3, body_int("/spots"));
	expect_problem(409, "already_joined", join_as("bob", 1, NULL));
	expect_problem(409, "already_joined", join_as("ann", 1, NULL));
	expect_problem(409, "spark_full", join_as("cat", 2, NULL));
	expect_int(1, body_int("/spots_left"));
	expect(200, join_as("cat", 1, NULL));
	expect(204, verb("bob", "leave"));
	expect_spots(2);
	expect_problem(409, "not_member", verb("bob", "leave"));
	expect(404, verb("eve", "leave"));
	expect(404, join_as("eve", 1, NULL));
}

Test_engines(api_spark_join, who_asks_takes_no_spot_until_they_are_let_in)
{
	given_spark(APPROVE);
	expect(202, join_as("bob", 3, NULL));
	expect_text("asked", body("/my_state"));
	expect_problem(409, "already_joined", join_as("bob", 1, NULL));
	expect_spots(1);
	expect(202, join_as("cat", 2, NULL));
	expect_problem(403, "forbidden",
	    as("bob", GET, "/sparks/%s/participants", id("s")));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/sparks/%s/participants/%s/approve", id("s"),
		id("bob")));
	expect(200, as("ann", POST, "/sparks/%s/participants/%s/approve",
			id("s"), id("bob")));
	expect_text("joined", body("/state"));
	expect_text(id("bob"), body("/user/id"));
	expect_spots(4);
	expect_problem(409, "spark_full",
	    as("ann", POST, "/sparks/%s/participants/%s/approve", id("s"),
		id("cat")));
	expect(404, as("ann", POST, "/sparks/%s/participants/%s/approve",
			id("s"), id("bob")));
	expect(204, as("ann", POST, "/sparks/%s/participants/%s/decline",
			id("s"), id("cat")));
	expect(202, join_as("cat", 1, NULL));
	expect(204, verb("cat", "leave"));
	expect_spots(4);
}

Test_engines(api_spark_join, who_is_removed_does_not_come_back)
{
	char *code;

	given_spark("");
	code = code_of("ann", "");
	expect(200, join_as("bob", 2, NULL));
	code_of("bob", "");
	expect_problem(403, "forbidden",
	    as("bob", DELETE, "/sparks/%s/participants/%s", id("s"),
		id("ann")));
	expect(204, as("ann", DELETE, "/sparks/%s/participants/%s", id("s"),
			id("bob")));
	expect_spots(1);
	expect_problem(403, "forbidden", join_as("bob", 1, NULL));
	expect_problem(403, "forbidden", join_as("bob", 1, code));
	expect_problem(409, "not_member", verb("bob", "leave"));
	expect_problem(403, "forbidden",
	    as("ann", DELETE, "/sparks/%s/participants/%s", id("s"),
		id("ann")));
	expect(200, as("ann", GET, "/sparks/%s/participants", id("s")));
	expect_text("removed", body("/1/state"));
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	expect_int(1, body_count(""));
}

Test_engines(api_spark_join, it_passes_to_who_joined_first)
{
	given_spark("");
	expect(200, join_as("bob", 2, NULL));
	expect(200, join_as("cat", 1, NULL));
	expect(204, verb("ann", "leave"));
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text(id("bob"), body("/created_by"));
	expect_text("creator", body("/my_state"));
	expect_int(3, body_int("/spots"));
	expect(204, verb("cat", "leave"));
	expect(204, verb("bob", "leave"));
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text("cancelled", body("/status"));
	expect_text("creator_left", body("/reason"));
}

Test_engines(api_spark_join, it_passes_without_whom_a_block_parts_from_the_heir)
{
	given_spark(text(", \"start_time\": \"%s\"", in_hours(2)));
	expect(200, as("dan", POST, "/clusters/%s/join", id("c")));
	expect(200, join_as("bob", 1, NULL));
	expect(200, join_as("cat", 2, NULL));
	expect(200,
	    as("ann", PATCH, "/sparks/%s {'join_policy': 'approve'}", id("s")));
	expect(202, join_as("dan", 1, NULL));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("dan")));
	expect_spots(4);
	expect(204, verb("ann", "leave"));
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text("creator", body("/my_state"));
	expect_int(1, body_int("/spots"));
	expect(200, as("bob", GET, "/sparks/%s/participants", id("s")));
	expect_int(1, body_count(""));
	expect(404, verb("cat", "leave"));
	expect(404, verb("dan", "leave"));
}

/* Before what follows from it has been done. */
static void
suspend_ann(void)
{
	static const char sql[] = "UPDATE users SET suspended_at = created_at "
				  "WHERE first_name = 'Ann'";

	work_sql(sql, sql);
}

Test_engines(api_spark_join, who_does_not_see_it_any_more_can_still_leave_it)
{
	given_spark("");
	expect(200, join_as("bob", 1, NULL));
	suspend_ann();
	expect(404, as("bob", GET, "/sparks/%s", id("s")));
	expect(404, as("bob", GET, "/sparks/%s/participants", id("s")));
	expect(404, as("bob", GET, "/sparks/%s/invites", id("s")));
	expect(204, verb("bob", "leave"));
	expect(404, verb("bob", "leave"));
}

Test_engines(api_spark_join, who_is_in_it_is_told_to_who_is_in_it)
{
	given_spark("");
	expect(200, join_as("bob", 2, NULL));
	expect(200, join_as("cat", 1, NULL));
	expect(200, as("bob", GET, "/sparks/%s/participants", id("s")));
	expect_int(3, body_count(""));
	expect_text("Ann", body("/0/user/first_name"));
	expect_int(2, body_int("/1/party_size"));
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("cat")));
	expect(200, as("bob", GET, "/sparks/%s/participants", id("s")));
	expect_int(3, body_count(""));
	expect_text("null", body("/2/user"));
	expect(404, as("eve", GET, "/sparks/%s/participants", id("s")));
}

/* Codes */

Test_engines(api_spark_join, a_code_lets_in_whom_it_is_not_for)
{
	char *code;

	given_spark(INVITE_ONLY);
	expect(404, join_as("eve", 1, NULL));
	code = code_of("ann", "\"max_uses\": 1");
	expect(404, as("eve", GET, "/sparks/%s", id("s")));
	expect(404, as("eve", GET, "/sparks/%s?invite=x", id("s")));
	expect(200, as("eve", GET, "/sparks/%s?invite=%s", id("s"), code));
	expect_text("none", body("/my_state"));
	expect(200, join_as("eve", 1, code));
	expect_problem(410, "invite_expired", join_as("bob", 1, code));
	expect(404, as("bob", GET, "/sparks/%s?invite=%s", id("s"), code));
	expect(200, as("eve", GET, "/sparks/%s", id("s")));
	expect_problem(403, "forbidden",
	    as("eve", POST, "/sparks/%s/invites {}", id("s")));
}

/* Whoever comes and goes leaves the code to others. */
Test_engines(api_spark_join, nobody_uses_a_code_up_alone)
{
	char *code;

	given_spark(INVITE_ONLY);
	code = code_of("ann", "\"max_uses\": 2");
	for (int i = 0; i < 3; i++) {
		expect(200, join_as("eve", 1, code));
		expect(204, as("eve", POST, "/sparks/%s/leave", id("s")));
	}
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	expect_int(0, body_int("/0/uses"));
	expect(200, join_as("eve", 1, code));
	expect(204, as("ann", DELETE, "/sparks/%s/participants/%s", id("s"),
			id("eve")));
	/* who was taken out has used it */
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	expect_int(1, body_int("/0/uses"));
	expect(200, join_as("bob", 1, code));
	expect_problem(410, "invite_expired", join_as("dan", 1, code));
	work();
	cr_expect(
	    strstr(work_mail("eve@example.org"), "You are not in it any more"));
	cr_expect(!strstr(work_mail("eve@example.org"), "Where"));
}

Test_engines(api_spark_join, a_draft_lets_nobody_in)
{
	static const char draft[] = "UPDATE spark SET status = 'created'";
	char *code;

	given_spark("");
	code = code_of("ann", "");
	work_sql(draft, draft);
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/sparks/%s/invites {}", id("s")));
	expect_problem(409, "invalid_transition", join_as("eve", 1, code));
}

Test_engines(api_spark_join, a_code_is_for_one_spark_and_can_be_revoked)
{
	char *code;

	given_spark(INVITE_ONLY);
	given("other", "bob", "/sparks {'name': 'x', 'total_spots': 4}");
	code = code_of("ann", "");
	expect_problem(410, "invite_expired",
	    as("eve", POST, "/sparks/%s/join {'invite': '%s'}", id("other"),
		code));
	expect_problem(410, "invite_expired", join_as("eve", 1, "x"));
	expect(204,
	    as("ann", DELETE, "/sparks/%s/invites/%s", id("s"), id("invite")));
	expect(404,
	    as("ann", DELETE, "/sparks/%s/invites/%s", id("s"), id("invite")));
	expect_problem(410, "invite_expired", join_as("eve", 1, code));
}

Test_engines(api_spark_join, who_is_in_it_invites_others_and_sees_their_own)
{
	char *code;

	given_spark("");
	expect(200, join_as("bob", 1, NULL));
	code_of("ann", "");
	code = code_of("bob", "");
	expect(200, as("bob", GET, "/sparks/%s/invites", id("s")));
	expect_int(1, body_count(""));
	expect_text(code, body("/0/code"));
	expect_int(4, body_int("/0/max_uses"));
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	expect_int(2, body_count(""));
	expect_problem(
	    403, "forbidden", as("cat", GET, "/sparks/%s/invites", id("s")));
	expect(200, join_as("eve", 1, code));
	expect(204, verb("bob", "leave"));
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	expect_int(1, body_count(""));
	for (int i = 1; i < 20; i++)
		code_of("ann", "");
	expect_problem(403, "forbidden",
	    as("ann", POST, "/sparks/%s/invites {}", id("s")));
	expect(200, verb("ann", "complete"));
	expect_problem(409, "spark_over",
	    as("ann", POST, "/sparks/%s/invites {}", id("s")));
}

Test_engines(api_spark_join, who_only_oversees_it_needs_an_invite)
{
	given_spark("");
	given("g", "bob",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'is_private': true}",
	    id("c"));
	given("s", "bob",
	    "/sparks {'name': 'x', 'total_spots': 4, 'group_id': '%s'}",
	    id("g"));
	expect(200, as("ann", GET, "/sparks/%s", id("s")));
	expect_problem(403, "invite_only", join_as("ann", 1, NULL));
	expect(404, join_as("cat", 1, NULL));
}

Test_engines(api_spark_join, one_person_is_in_twenty_at_most)
{
	given_spark("");
	for (int i = 0; i < 20; i++) {
		char *who = text("user%d", i / 4);

		as(who, POST, "/clusters/%s/join", id("c"));
		given("s", who,
		    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': "
		    "'%s'}",
		    id("c"));
		expect(200, join_as("bob", 1, NULL));
	}
	given("s", "cat",
	    "/sparks {'name': 'x', 'total_spots': 4, 'cluster_id': '%s'}",
	    id("c"));
	expect_problem(429, "rate_limited", join_as("bob", 1, NULL));
}

/* Losing what it was joined by */

Test_engines(api_spark_join, who_leaves_the_space_leaves_its_sparks)
{
	given_spark("");
	expect(200, join_as("bob", 2, NULL));
	expect(200, join_as("cat", 1, NULL));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_spots(2);
	expect(404, as("bob", GET, "/sparks/%s", id("s")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("cat")));
	expect_spots(1);
}

Test_engines(api_spark_join, who_came_by_a_code_stays)
{
	char *code;

	given_spark("");
	code = code_of("ann", "");
	expect(200, join_as("eve", 1, code));
	expect(200, as("eve", POST, "/clusters/%s/join", id("c")));
	expect(204, as("eve", POST, "/clusters/%s/leave", id("c")));
	expect_spots(2);
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("eve")));
	expect_spots(1);
	expect_problem(403, "banned", join_as("eve", 1, code));
}

Test_engines(api_spark_join, who_needs_no_code_uses_none_up)
{
	char *code;

	given_spark("");
	code = code_of("ann", "\"max_uses\": 1");
	expect(200, join_as("bob", 1, code));
	expect(200, as("ann", GET, "/sparks/%s/invites", id("s")));
	expect_int(0, body_int("/0/uses"));
	expect(200, join_as("eve", 1, code));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_spots(2);
}

Test_engines(api_spark_join, a_block_parts_those_in_it)
{
	given_spark("");
	expect(200, join_as("bob", 1, NULL));
	expect(200, join_as("cat", 1, NULL));
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect_spots(2);
	expect(404, as("bob", GET, "/sparks/%s", id("s")));
	expect(404, join_as("bob", 1, code_of("ann", "")));
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("cat")));
	expect_spots(1);
}

Test_engines(api_spark_join, a_spark_goes_with_its_space)
{
	given_spark("");
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition", join_as("bob", 1, NULL));
}
