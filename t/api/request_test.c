/*
 * Requests to be let into clusters and groups: asking, answering, deciding.
 */
#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define QUESTIONS                                                    \
	"'questions': [{'text': 'Which course?', 'required': true}," \
	" {'text': 'Anything else?'}]"

static const char *const kinds[] = { "clusters", "groups" };

static void
given_asking(const char *kind)
{
	given(
	    "s", "ann", "/%s {'name': 'Tea', 'join_policy': 'request'}", kind);
}

static int
ask(const char *user, const char *kind)
{
	return as(user, POST, "/%s/%s/join", kind, id("s"));
}

/* Bob's, which waits. */
static void
given_request(const char *kind)
{
	given_asking(kind);
	expect(202, ask("bob", kind));
	keep("r");
}

static int
decide(const char *user, const char *kind, const char *verb)
{
	return as(user, POST, "/%s/%s/join-requests/%s/%s", kind, id("s"),
	    id("r"), verb);
}

static void
expect_state(const char *user, const char *kind, const char *state)
{
	expect(200, as(user, GET, "/%s/%s", kind, id("s")));
	expect_text(state, body("/my_state"));
}

static void
expect_waiting(const char *kind, int n)
{
	expect(200, as("ann", GET, "/%s/%s/join-requests", kind, id("s")));
	expect_int(n, body_count(""));
}

static void
lets_in_who_is_approved(const char *kind)
{
	given_request(kind);
	expect_text("pending", body("/state"));
	expect_text(id("bob"), body("/user/id"));
	expect_state("bob", kind, "pending");
	expect_waiting(kind, 1);
	expect_text(id("r"), body("/0/id"));
	expect(200, decide("ann", kind, "approve"));
	expect_text("approved", body("/state"));
	expect_state("bob", kind, "active");
	expect_int(2, body_int("/member_count"));
	expect_waiting(kind, 0);
	expect_problem(
	    409, "invalid_transition", decide("ann", kind, "approve"));
	expect_problem(
	    409, "invalid_transition", decide("ann", kind, "reject"));
	expect_problem(409, "already_member", ask("bob", kind));
	expect(200, as("ann", GET, "/%s/%s/audit-log", kind, id("s")));
	expect_text("request.approve", body("/0/action"));
	expect_text("member.join", body("/1/action"));
	expect_text(id("bob"), body("/1/subject_id"));
	cr_expect(jobs_with("join_requested", id("s")) == 1);
	cr_expect(jobs_with("join_approved", id("s")) == 1);
}

Test_engines(api_request, lets_in_who_is_approved)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		lets_in_who_is_approved(kinds[i]);
}

static void
turns_away_for_a_day(const char *kind)
{
	given_request(kind);
	expect(200, as("ann", POST,
			"/%s/%s/join-requests/%s/reject {'reason': 'Zoë 日本'}",
			kind, id("s"), id("r")));
	expect_text("rejected", body("/state"));
	expect_state("bob", kind, "null");
	expect_waiting(kind, 0);
	expect_problem(429, "rate_limited", ask("bob", kind));
	cr_expect(!str_eq(header("Retry-After"), "(none)"));
	expect(202, ask("dan", kind));
	expect(200, as("ann", GET, "/%s/%s/audit-log", kind, id("s")));
	expect_text("request.reject", body("/0/action"));
	expect_text("Zoë 日本", body("/0/details/reason"));
	cr_expect(jobs_with("join_approved", id("bob")) == 0);
}

Test_engines(api_request, turns_away_for_a_day_who_is_rejected)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		turns_away_for_a_day(kinds[i]);
}

Test_engines(api_request, wants_answers_to_what_is_required)
{
	given("s", "ann",
	    "/clusters {'name': 'x', 'join_policy': 'request', " QUESTIONS "}");
	expect_problem(422, "validation_failed", ask("bob", "clusters"));
	expect_text("/answers/0", body("/errors/0/pointer"));
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/clusters/%s/join {'answers': [' ', 'x']}",
		id("s")));
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/clusters/%s/join {'answers': ['x', 'y', 'z']}",
		id("s")));
	expect_text("/answers", body("/errors/0/pointer"));
	expect(202, as("bob", POST, "/clusters/%s/join {'answers': ['Zoë 😀']}",
			id("s")));
	expect_text("Which course?", body("/answers/0/question"));
	expect_text("Zoë 😀", body("/answers/0/answer"));
	expect_text("", body("/answers/1/answer"));
}

Test_engines(api_request, keeps_the_questions_that_were_asked)
{
	given("s", "ann",
	    "/clusters {'name': 'x', 'join_policy': 'request', " QUESTIONS "}");
	expect(202, as("bob", POST, "/clusters/%s/join {'answers': ['Maths']}",
			id("s")));
	keep("r");
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'questions': [{'text': 'Why?'}]}",
		id("s")));
	expect_waiting("clusters", 1);
	expect_text("Which course?", body("/0/answers/0/question"));
	expect(202,
	    as("bob", POST, "/clusters/%s/join {'answers': ['Tea']}", id("s")));
	expect_text(id("r"), body("/id"));
	expect_text("Why?", body("/answers/0/question"));
	expect_waiting("clusters", 1);
	expect_text("Tea", body("/0/answers/0/answer"));
}

static void
is_withdrawn_by_leaving(const char *kind)
{
	given_request(kind);
	expect(204, as("bob", POST, "/%s/%s/leave", kind, id("s")));
	expect_state("bob", kind, "null");
	expect_waiting(kind, 0);
	expect_problem(404, "not_found", decide("ann", kind, "approve"));
	expect_problem(
	    409, "not_member", as("bob", POST, "/%s/%s/leave", kind, id("s")));
	expect(202, ask("bob", kind));
}

Test_engines(api_request, is_withdrawn_by_leaving)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		is_withdrawn_by_leaving(kinds[i]);
}

static void
goes_with_a_ban(const char *kind)
{
	given_request(kind);
	expect(
	    204, as("ann", PUT, "/%s/%s/bans/%s {}", kind, id("s"), id("bob")));
	expect_state("bob", kind, "banned");
	expect_waiting(kind, 0);
	expect_problem(404, "not_found", decide("ann", kind, "approve"));
	expect_problem(403, "banned", ask("bob", kind));
	expect_problem(403, "banned",
	    as("bob", GET, "/%s/%s/join-requests", kind, id("s")));
	expect_problem(403, "banned", decide("bob", kind, "approve"));
	expect_problem(403, "banned", decide("bob", kind, "reject"));
}

Test_engines(api_request, goes_with_a_ban)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		goes_with_a_ban(kinds[i]);
}

/* Bob, who asks to be let into ann's group in her cluster. */
static void
given_request_in_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("s", "ann",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'join_policy': "
	    "'request'}",
	    id("c"));
	expect(202, ask("bob", "groups"));
	keep("r");
}

Test_engines(api_request, for_a_group_needs_the_cluster)
{
	given_request_in_cluster();
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("active", body("/my_state"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_state("bob", "groups", "null");
	expect_problem(404, "not_found", decide("ann", "groups", "approve"));
	expect(200, as("ann", PATCH, "/clusters/%s {'join_policy': 'request'}",
			id("c")));
	expect_problem(403, "forbidden", ask("bob", "groups"));
	expect(200, as("ann", PATCH, "/clusters/%s {'join_policy': 'invite'}",
			id("c")));
	expect_problem(403, "invite_only", ask("bob", "groups"));
}

Test_engines(api_request, for_a_group_goes_with_a_ban_from_the_cluster)
{
	given_request_in_cluster();
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_waiting("groups", 0);
}

Test_engines(api_request, is_approved_by_an_invite)
{
	given_request("groups");
	expect(201, as("ann", POST, "/groups/%s/invites {}", id("s")));
	expect(200, as("bob", POST, "/invites/%s/accept", body("/0/code")));
	expect_waiting("groups", 0);
	expect_problem(
	    409, "invalid_transition", decide("ann", "groups", "reject"));
}

Test_engines(api_request, waits_while_the_space_closes)
{
	for (size_t i = 0; i < N_OF(kinds); i++) {
		given_request(kinds[i]);
		expect(202, as("ann", DELETE, "/%s/%s", kinds[i], id("s")));
		expect_problem(409, "invalid_transition",
		    decide("ann", kinds[i], "approve"));
		expect_problem(409, "invalid_transition",
		    decide("ann", kinds[i], "reject"));
	}
}

Test_engines(api_request, ten_a_day_are_enough)
{
	api_set("JOIN_REQUESTS_PER_DAY", "2");
	for (int i = 0; i < 2; i++) {
		given_asking("clusters");
		expect(202, ask("bob", "clusters"));
	}
	given_asking("groups");
	expect_problem(429, "rate_limited", ask("bob", "groups"));
	expect(202, ask("dan", "groups"));
}

Test_engines(api_request, tells_who_decides_once_an_hour)
{
	given_asking("clusters");
	expect(202, ask("bob", "clusters"));
	expect(202, ask("dan", "clusters"));
	/* the second one replaces the first */
	cr_expect(jobs_with("join_requested", id("ann")) == 1);
}

Test_engines(api_request, suspended_people_are_left_out)
{
	given_request("clusters");
	given_suspended("bob");
	expect_waiting("clusters", 0);
	given_restored("bob");
	expect_waiting("clusters", 1);
}

Test_engines(api_request, is_listed_page_by_page)
{
	given_asking("clusters");
	for (int i = 0; i < 3; i++)
		expect(202, ask(text("user%d", i), "clusters"));
	expect(
	    200, as("ann", GET, "/clusters/%s/join-requests?limit=2", id("s")));
	expect_text(id("user0"), body("/0/user_id"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	expect_text(id("user2"), body("/0/user_id"));
}

Test_engines(api_request, is_told_to_who_decides_and_its_end_to_who_asked)
{
	given_request("groups");
	work();
	expect_int(1, work_mails("ann@example.org"));
	cr_expect(strstr(work_mail("ann@example.org"),
	    "Subject: Somebody asks to join Tea"));
	expect(200, decide("ann", "groups", "approve"));
	work();
	cr_expect(
	    strstr(work_mail("bob@example.org"), "Subject: You are in: Tea"));
}

Test_engines(api_request, is_told_to_nobody_when_it_is_over)
{
	given_request("groups");
	expect(204, as("bob", POST, "/groups/%s/leave", id("s")));
	work();
	expect_int(0, work_mails("ann@example.org"));
	expect(202, ask("bob", "groups"));
	keep("r");
	expect(200, decide("ann", "groups", "approve"));
	expect(204, as("bob", POST, "/groups/%s/leave", id("s")));
	work();
	expect_int(0, work_mails("bob@example.org"));
}

static void
age_by_days(int days)
{
	work_sql(text("UPDATE join_request SET state_at = state_at - "
		      "interval '%d days'",
		     days),
	    text("UPDATE join_request SET state_at = state_at - %d * "
		 "86400000000",
		days));
}

Test_engines(api_request, may_be_made_again_a_day_after_a_rejection)
{
	given_request("clusters");
	expect(200, decide("ann", "clusters", "reject"));
	age_by_days(-2); /* as by a clock that was wrong */
	expect(202, ask("bob", "clusters"));
	keep("r");
	expect(200, decide("ann", "clusters", "reject"));
	expect_problem(429, "rate_limited", ask("bob", "clusters"));
	age_by_days(3);
	expect(202, ask("bob", "clusters"));
}

Test_engines(api_request, waits_for_thirty_days)
{
	given_request("clusters");
	age_by_days(29);
	work();
	expect_waiting("clusters", 1);
	age_by_days(2);
	work();
	expect_waiting("clusters", 0);
	expect_state("bob", "clusters", "null");
	expect(202, ask("bob", "clusters"));
}
