/*
 * Polls: asking, answering, and making an event of a time. Time does not pass
 * here: polls are moved towards it.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static void
given_group(void)
{
	given("g", "ann", "/groups {'name': 'Rowers'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("cat", POST, "/groups/%s/join", id("g")));
}

/* One of ann's, of all in the group, about two times. */
static void
given_poll(const char *more)
{
	given_group();
	keep_id("start", in_hours(24));
	given("p", "ann",
	    "/polls {'title': 'Outing', 'group_id': '%s', 'options': "
	    "[{'start_time': '%s'}, {'start_time': '%s', 'end_time': "
	    "'%s'}]%s}",
	    id("g"), id("start"), in_hours(48), in_hours(50), more);
	keep_id("first", body("/options/0/id"));
	keep_id("second", body("/options/1/id"));
}

static int
vote(const char *who, const char *option, const char *answer)
{
	return as(who, PUT,
	    "/polls/%s/votes/me {'votes': [{'option_id': '%s', 'answer': "
	    "'%s'}]}",
	    id("p"), id(option), answer);
}

static int
verb(const char *who, const char *what)
{
	return as(who, POST, "/polls/%s/%s", id("p"), what);
}

static int
finalize(const char *who, const char *more)
{
	return as(who, POST, "/polls/%s/finalize {'option_id': '%s'%s}",
	    id("p"), id("first"), more);
}

static void
see(const char *who)
{
	expect(200, as(who, GET, "/polls/%s", id("p")));
}

static void
expect_status(const char *status)
{
	see("ann");
	expect_text(status, body("/status"));
}

/* So many hours pass. */
static void
age(int hours)
{
#define AGED(by) \
	"UPDATE poll SET deadline = deadline - " by ", due_at = due_at - " by
#define OPTIONS_AGED(by)                                       \
	"UPDATE poll_option SET start_time = start_time - " by \
	", end_time = end_time - " by
	work_sql(text(AGED("%d * interval '1 hour'"), hours, hours),
	    text(AGED("%d * 3600000000"), hours, hours));
	work_sql(text(OPTIONS_AGED("%d * interval '1 hour'"), hours, hours),
	    text(OPTIONS_AGED("%d * 3600000000"), hours, hours));
}

static void
expect_mails(int n, const char *user)
{
	int got = work_mails(text("%s@example.org", user));

	cr_expect(got == n, "%d mails to %s instead of %d", got, user, n);
}

static void
expect_mail(const char *user, const char *words)
{
	const char *mail = work_mail(text("%s@example.org", user));

	cr_expect(mail && strstr(mail, words), "%s: %s", words,
	    mail ? mail : "no mail");
}

Test_engines(api_poll, who_is_asked_answers)
{
	given_poll("");
	expect_text("open", body("/status"));
	expect_int(3, body_int("/people_count"));
	work();
	expect_mail("bob", "When can you? Outing");
	expect_mails(0, "ann");
	expect(200, as("ann", GET, "/polls/%s", id("p")));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/polls/%s", id("p")));
	expect(200, vote("bob", "first", "yes"));
	expect_text("yes", body("/options/0/my_answer"));
	expect_text("null", body("/options/1/my_answer"));
	expect(200, vote("cat", "first", "if_need_be"));
	expect(200, vote("cat", "second", "no"));
	see("ann");
	expect_int(1, body_int("/options/0/yes"));
	expect_int(0, body_int("/options/0/if_need_be"));
	expect_int(1, body_int("/options/1/no"));
	expect_text(id("bob"), body("/options/0/voters/0/user_id"));
	expect_int(2, body_int("/answered_count"));
	expect(204, as("bob", DELETE, "/polls/%s/votes/me", id("p")));
	see("bob");
	expect_int(0, body_int("/options/0/yes"));
	expect_text("null", body("/my_answered_at"));
	expect(404, as("dan", GET, "/polls/%s", id("p")));
	expect(404, vote("dan", "first", "yes"));
	expect(200, as("bob", GET, "/polls"));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/polls?status=closed"));
	expect_int(0, body_count(""));
}

/* Whoever manages the events of a cluster sees the polls of its groups. */
Test_engines(api_poll, who_manages_it_need_not_be_asked)
{
	given("c", "dan", "/clusters {'name': 'Campus'}");
	expect(200, as("ann", POST, "/clusters/%s/join", id("c")));
	given("g", "dan", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(200, as("ann", POST, "/groups/%s/join", id("g")));
	given("p", "ann",
	    "/polls {'title': 'x', 'group_id': '%s', 'people': [], 'options': "
	    "[{'start_time': '%s'}]}",
	    id("g"), in_hours(24));
	keep_id("first", body("/options/0/id"));
	see("dan");
	expect(200, as("dan", GET, "/polls"));
	expect_int(0, body_count(""));
	expect(200, as("dan", GET, "/polls?cluster_id=%s", id("c")));
	expect_int(1, body_count(""));
	expect(200, as("dan", GET, "/polls?group_id=%s", id("g")));
	expect_int(1, body_count(""));
	expect_problem(403, "forbidden", vote("dan", "first", "yes"));
	expect_problem(
	    403, "forbidden", as("dan", DELETE, "/polls/%s/votes/me", id("p")));
	expect(200, verb("dan", "close"));
	work();
	expect_mail("ann", "The poll is closed: x");
}

Test_engines(api_poll, what_others_said_may_wait_until_it_is_closed)
{
	given_poll(", \"hide_votes\": true");
	expect(200, vote("bob", "first", "yes"));
	see("ann");
	expect_text("null", body("/options/0/yes"));
	expect_int(0, body_count("/options/0/voters"));
	see("bob");
	expect_text("yes", body("/options/0/my_answer"));
	expect(200, verb("ann", "close"));
	expect_int(1, body_int("/options/0/yes"));
	expect_int(1, body_count("/options/0/voters"));
	expect(200, verb("ann", "reopen"));
	expect_int(0, body_count("/options/0/voters"));
}

static int
ask(const char *more)
{
	return as("ann", POST, "/polls {'title': 'x', 'group_id': '%s'%s}",
	    id("g"), more);
}

static void
expect_refused(const char *pointer, const char *code, const char *more)
{
	expect_problem(422, "validation_failed", ask(more));
	expect_text(code, error_at(pointer));
}

static char *
option(int start_h, const char *more)
{
	return text(", \"options\": [{\"start_time\": \"%s\"%s}]",
	    in_hours(start_h), more);
}

Test_engines(api_poll, what_cannot_be_is_not_asked)
{
	given_group();
	given_user("dan");
	expect_problem(
	    422, "timezone_unknown", ask(", \"timezone\": \"Europe/Nowhere\""));
	expect_refused("/deadline", "out_of_range",
	    text(", \"deadline\": \"%s\"", in_hours(-1)));
	expect_refused("/deadline", "out_of_range",
	    text(", \"deadline\": \"%s\"", in_hours(91 * 24)));
	expect_refused("/options/0/start_time", "out_of_range", option(-1, ""));
	expect_refused("/options/0/end_time", "out_of_range",
	    option(2, text(", \"end_time\": \"%s\"", in_hours(1))));
	expect_refused("/options/0/end_time", "out_of_range",
	    option(2, text(", \"end_time\": \"%s\"", in_hours(27))));
	expect_refused("/options", "repeated",
	    text(", \"options\": [{\"start_time\": \"%s\"}, "
		 "{\"start_time\": \"%s\"}]",
		in_hours(1), in_hours(1)));
	expect_refused("/people/0/user_id", "unknown",
	    text(", \"people\": [{\"user_id\": \"%s\"}]", id("dan")));
	expect_problem(
	    422, "validation_failed", as("ann", POST, "/polls {'title': 'x'}"));
	expect_text("required", error_at("/people"));
	/* nobody knows of dan */
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/polls {'title': 'x', 'people': [{'user_id': '%s'}]}",
		id("dan")));
	expect_problem(403, "forbidden",
	    as("dan", POST, "/polls {'title': 'x', 'group_id': '%s'}",
		id("g")));
}

Test_engines(api_poll, where_it_is_made_says_who_may)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect_problem(403, "forbidden",
	    as("cat", POST,
		"/polls {'title': 'x', 'cluster_id': '%s', 'people': []}",
		id("c")));
	given("p", "ann",
	    "/polls {'title': 'x', 'cluster_id': '%s', 'people': "
	    "[{'user_id': '%s', 'required': true}]}",
	    id("c"), id("bob"));
	expect_text("true", body("/people/1/required"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(404, as("bob", GET, "/polls/%s", id("p")));
	see("ann");
	expect_int(1, body_count("/people"));
	expect_problem(403, "banned",
	    as("bob", POST,
		"/polls {'title': 'x', 'cluster_id': '%s', 'people': []}",
		id("c")));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST,
		"/polls {'title': 'x', 'cluster_id': '%s', 'people': []}",
		id("c")));
	work_sql("UPDATE space SET closes_at = statement_timestamp()",
	    "UPDATE space SET closes_at = 0");
	work();
	expect(404, as("ann", GET, "/polls/%s", id("p")));
}

Test_engines(api_poll, times_are_added_and_taken_away)
{
	char *start = in_hours(30), *end = in_hours(31);

	given_poll("");
	expect(201, as("ann", POST,
			"/polls/%s/options {'options': [{'start_time': '%s'}]}",
			id("p"), start));
	expect_text(end, body("/options/1/end_time"));
	keep_id("third", body("/options/1/id"));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/polls/%s/options {'options': [{'start_time': '%s'}]}",
		id("p"), start));
	expect_text("repeated", error_at("/options"));
	expect(200, vote("bob", "third", "no"));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/polls/%s/options/%s", id("p"), id("third")));
	expect(204,
	    as("ann", DELETE, "/polls/%s/options/%s", id("p"), id("second")));
	expect(404,
	    as("ann", DELETE, "/polls/%s/options/%s", id("p"), id("second")));
	expect_problem(422, "validation_failed", vote("bob", "second", "yes"));
	expect_text("unknown", error_at("/votes/0/option_id"));
	expect_problem(422, "validation_failed",
	    as("bob", PUT,
		"/polls/%s/votes/me {'votes': [{'option_id': '%s', 'answer': "
		"'no'}, {'option_id': '%s', 'answer': 'yes'}]}",
		id("p"), id("first"), id("first")));
	expect_text("repeated", error_at("/votes/1/option_id"));
	expect(200, verb("ann", "close"));
	expect_problem(409, "poll_closed", vote("bob", "first", "yes"));
	expect_problem(409, "poll_closed",
	    as("bob", DELETE, "/polls/%s/votes/me", id("p")));
	expect_problem(409, "poll_closed",
	    as("ann", DELETE, "/polls/%s/options/%s", id("p"), id("first")));
	expect_problem(409, "poll_closed",
	    as("ann", POST,
		"/polls/%s/options {'options': [{'start_time': '%s'}]}",
		id("p"), in_hours(32)));
}

Test_engines(api_poll, there_are_forty_times_at_most)
{
	char *many = text("{\"start_time\": \"%s\"}", in_hours(100));

	given_poll("");
	for (int i = 1; i < 39; i++)
		many = text(
		    "%s, {\"start_time\": \"%s\"}", many, in_hours(100 + i));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/polls/%s/options {'options': [%s]}", id("p"),
		many));
	expect_text("too_many_items", error_at("/options"));
}

Test_engines(api_poll, others_are_asked_by_a_change)
{
	given_poll("");
	expect(200, vote("bob", "first", "yes"));
	given_user("dan");
	expect(200, as("dan", POST, "/groups/%s/join", id("g")));
	expect(200, as("ann", PATCH,
			"/polls/%s {'title': 'Regatta', 'people': "
			"[{'user_id': '%s', 'required': true}]}",
			id("p"), id("dan")));
	expect_text("Regatta", body("/title"));
	expect_int(2, body_count("/people"));
	expect_int(0, body_int("/options/0/yes"));
	work();
	expect_mail("dan", "When can you? Regatta");
	expect_mails(0, "bob"); /* who was told of what asks them no more */
	expect(404, as("bob", GET, "/polls/%s", id("p")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/polls/%s {'options': []}", id("p")));
	expect_text("fixed", error_at("/options"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/polls/%s {'cluster_id': '%s'}", id("p"),
		id("g")));
	expect_problem(422, "timezone_unknown",
	    as("ann", PATCH, "/polls/%s {'timezone': 'x'}", id("p")));
	expect(200, verb("ann", "cancel"));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/polls/%s {'title': 'y'}", id("p")));
	expect_problem(409, "invalid_transition", verb("ann", "cancel"));
	expect_problem(409, "invalid_transition", verb("ann", "close"));
	expect_problem(409, "invalid_transition", verb("ann", "reopen"));
	expect_problem(409, "invalid_transition", finalize("ann", ""));
}

Test_engines(api_poll, its_deadline_closes_it_whoever_looks)
{
	given_poll(text(", \"deadline\": \"%s\"", in_hours(2)));
	work();
	expect_mails(0, "ann");
	age(3);
	expect_status("closed");
	expect_problem(409, "poll_closed", vote("bob", "first", "yes"));
	expect(200, as("ann", GET, "/polls?status=closed"));
	expect_int(1, body_count(""));
	work();
	work();
	expect_status("closed");
	expect_mails(1, "ann");
	expect_mail("ann", "The poll is closed: Outing");
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/polls/%s {'deadline': '%s'}", id("p"),
		in_hours(3)));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/polls/%s/reopen {'deadline': '%s'}", id("p"),
		in_hours(-3)));
	expect(200, as("ann", POST, "/polls/%s/reopen {'deadline': '%s'}",
			id("p"), in_hours(1)));
	expect(200, vote("bob", "first", "yes"));
	/* who changes it, brings it up to the time */
	age(2);
	expect(200, as("ann", PATCH, "/polls/%s {'title': 'x'}", id("p")));
	expect_text("closed", body("/status"));
}

Test_engines(api_poll, who_can_comes_to_the_event)
{
	given_poll("");
	expect(200, vote("bob", "first", "yes"));
	expect(200, vote("cat", "first", "if_need_be"));
	work();
	expect_problem(403, "forbidden", finalize("bob", ""));
	expect(201, finalize("ann", ", \"location\": \"Boathouse\""));
	keep("e");
	expect_text("Outing", body("/title"));
	expect_text("group", body("/visibility"));
	expect_text("Boathouse", body("/location"));
	expect_text(id("start"), body("/start_time"));
	expect_status("finalized");
	expect_text(id("e"), body("/event_id"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
	expect_text("poll", body("/source"));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("maybe", body("/status"));
	expect(404, as("ann", GET, "/events/%s/rsvps/me", id("e")));
	work();
	expect_mail("bob", "It is settled: Outing");
	expect_mail("bob", "you come");
	expect_mail("cat", "perhaps you come");
	expect_problem(409, "invalid_transition", finalize("ann", ""));
	expect_problem(409, "poll_closed", vote("bob", "first", "no"));
	expect(204, as("ann", DELETE, "/polls/%s", id("p")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

/* As if they had answered it in the order in which they said so. */
Test_engines(api_poll, who_finds_no_seat_waits)
{
	given_poll("");
	expect(200, vote("cat", "first", "yes"));
	expect(200, vote("bob", "first", "yes"));
	expect(200, vote("ann", "first", "yes"));
	expect(201, finalize("ann", ", \"capacity\": 2"));
	keep("e");
	expect_int(2, body_int("/spots_taken"));
	expect(200, as("ann", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("waitlisted", body("/status"));
	expect_int(1, body_int("/position"));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
}

Test_engines(api_poll, nothing_is_made_of_what_nobody_can)
{
	given_poll("");
	expect(200, vote("ann", "first", "yes"));
	expect(200, vote("bob", "first", "no"));
	expect_problem(409, "nobody_can", finalize("ann", ""));
	expect(404, as("ann", POST, "/polls/%s/finalize {'option_id': '%s'}",
			id("p"), id("p")));
	expect_status("open");
	expect(201, finalize("ann", ", \"force\": true"));
	given_poll("");
	expect(200, vote("bob", "first", "yes"));
	age(30);
	expect_problem(409, "invalid_transition", finalize("ann", ""));
}

/* Those who were asked, and nobody else. */
Test_engines(api_poll, in_no_space_those_who_were_asked_see_the_event)
{
	given_group(); /* so that they know each other */
	given("p", "ann",
	    "/polls {'title': 'Tea', 'people': [{'user_id': '%s'}, "
	    "{'user_id': '%s'}], 'options': [{'start_time': '%s'}]}",
	    id("bob"), id("cat"), in_hours(24));
	keep_id("first", body("/options/0/id"));
	expect(200, vote("bob", "first", "yes"));
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("cat")));
	expect(404, as("cat", GET, "/polls/%s", id("p")));
	expect(201, finalize("ann", ""));
	keep("e");
	expect_text("private", body("/visibility"));
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	given_user("dan");
	expect(404, as("dan", GET, "/events/%s", id("e")));
}

Test_engines(api_poll, whom_one_does_not_see_is_nobody)
{
	given_poll("");
	expect(200, vote("bob", "first", "yes"));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	see("cat");
	expect_int(1, body_int("/options/0/yes"));
	expect_text("null", body("/options/0/voters/0/user_id"));
	expect_int(3, body_count("/people"));
	cr_expect(!response_contains(id("bob")));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("ann")));
	expect(404, as("cat", GET, "/polls/%s", id("p")));
}

Test_engines(api_poll, who_leaves_is_asked_no_more)
{
	given_poll("");
	expect(200, vote("bob", "first", "yes"));
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	see("ann");
	expect_int(2, body_count("/people"));
	expect_int(0, body_int("/options/0/yes"));
	expect(404, as("bob", GET, "/polls/%s", id("p")));
}

/* It passes to the owner of where it was made, or is over. */
Test_engines(api_poll, a_poll_does_not_stay_with_who_leaves)
{
	given_group();
	given("p", "bob", "/polls {'title': 'x', 'group_id': '%s'}", id("g"));
	given("q", "bob",
	    "/polls {'title': 'y', 'people': [{'user_id': '%s'}]}", id("cat"));
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect(404, as("bob", GET, "/polls/%s", id("p")));
	see("ann");
	expect_text(id("ann"), body("/created_by"));
	expect_text("open", body("/status"));
	expect(200, as("bob", GET, "/polls/%s", id("q")));
	given_suspended("bob");
	work();
	given_restored("bob");
	expect(200, as("cat", GET, "/polls/%s", id("q")));
	expect_text("cancelled", body("/status"));
}

static int
suggest(const char *more)
{
	return as("ann", GET, "/polls/%s/suggestions?from=%s&to=%s%s", id("p"),
	    in_hours(24), in_hours(27), more);
}

/* Bob and cat are busy in the first of three hours. */
#define LONG "&length_min=135" /* no time is without that hour */

Test_engines(api_poll, times_are_suggested_by_what_people_share)
{
	given_poll("");
	given_event("e", .by = "cat", .starts_in_h = 24);
	given_moved("e", "cat", 24, 25);
	expect(200, attend("bob", "e"));
	expect_problem(
	    403, "forbidden", as("bob", GET, "/polls/%s/suggestions", id("p")));
	expect(200, suggest(LONG));
	expect_int(0, body_count("/0/missing_optional"));
	expect_int(2, body_count("/0/unknown"));
	/* ann, whose own times she knows, is free */
	expect_int(0, body_count("/0/missing"));
	expect(200, as("bob", PUT,
			"/polls/%s/votes/me {'votes': [], 'share_busy': true}",
			id("p")));
	expect(200, suggest(LONG));
	expect_int(1, body_count("/0/missing_optional"));
	expect_text(id("bob"), body("/0/missing_optional/0"));
	expect_text(id("cat"), body("/0/unknown/0"));
	expect(200, suggest(""));
	expect_int(0, body_count("/0/missing_optional"));
	expect(200, as("cat", PATCH, "/users/me {'freebusy': 'groups'}"));
	expect(200, suggest(LONG));
	expect_int(0, body_count("/0/unknown"));
	expect_int(2, body_count("/0/missing_optional"));
	expect(204, as("bob", DELETE, "/polls/%s/votes/me", id("p")));
	expect(200, suggest(LONG));
	expect_int(1, body_count("/0/unknown"));
	expect_int(1, body_count("/0/missing_optional"));
	expect_text(id("cat"), body("/0/missing_optional/0"));
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("ann")));
	expect(200, suggest(LONG));
	cr_expect(!response_contains(id("cat")));
}

Test_engines(api_poll, what_is_looked_for_has_bounds)
{
	given_poll(", \"timezone\": \"Europe/Berlin\"");
	expect(422, as("ann", GET, "/polls/%s/suggestions?to=%s", id("p"),
			in_hours(61 * 24)));
	expect(422, as("ann", GET, "/polls/%s/suggestions?to=%s", id("p"),
			in_hours(-1)));
	expect(422,
	    as("ann", GET, "/polls/%s/suggestions?day_from=12:00&day_to=12:00",
		id("p")));
	expect_text("out_of_range", error_at("?day_to"));
	expect(200, as("ann", GET,
			"/polls/%s/suggestions?day_from=09:00&day_to=10:00&"
			"length_min=60&to=%s",
			id("p"), in_hours(60 * 24 - 1)));
	expect_int(5, body_count(""));
	cr_expect(strstr(body("/0/start_time"), ":00:00Z"));
}

Test_engines(api_poll, one_person_asks_so_much)
{
	api_set("POLLS_PER_PERSON", "1");
	api_set("POLLS_PER_DAY", "2");
	given_poll("");
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/polls {'title': 'x', 'people': []}"));
	expect(200, verb("ann", "close"));
	given("q", "ann", "/polls {'title': 'x', 'people': []}");
	expect_problem(429, "rate_limited", verb("ann", "reopen"));
	expect(200, as("ann", POST, "/polls/%s/cancel", id("q")));
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/polls {'title': 'x', 'people': []}"));
	expect(200, verb("ann", "reopen"));
}
