/*
 * Routines: what they are, who sees and manages them, their steps and states.
 */
#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Ann's, for a cluster that bob and cat are in: every day at six in the
 * evening, by a clock of Berlin. */
static void
given_routine(const char *more)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given("r", "ann",
	    "/routines {'name': 'Plants', 'start_time': '18:00', "
	    "'end_time': '19:00', 'timezone': 'Europe/Berlin', "
	    "'rrule': 'FREQ=DAILY', 'starts_on': '2026-01-01', "
	    "'cluster_id': '%s'%s}",
	    id("c"), quoted(more));
}

static int
change(const char *who, const char *members)
{
	return as(who, PATCH, "/routines/%s {%s}", id("r"), quoted(members));
}

static int
verb(const char *who, const char *what)
{
	return as(who, POST, "/routines/%s/%s", id("r"), what);
}

static int
make(const char *members)
{
	return as("ann", POST,
	    "/routines {'name': 'x', 'start_time': '18:00', "
	    "'end_time': '19:00', 'timezone': 'Europe/Berlin', "
	    "'rrule': 'FREQ=DAILY', 'starts_on': '2026-01-01'%s}",
	    quoted(members));
}

/* The day so many days from now, as "2030-06-01". */
static char *
day(int days)
{
	return text("%.10s", in_hours(24 * days));
}

static void
expect_runs(int n, int from, int to)
{
	expect(200, as("ann", GET, "/routines/%s/runs?from=%s&to=%s", id("r"),
			day(from), day(to)));
	expect_int(n, body_count(""));
}

Test_engines(api_routine, it_is_for_the_members_of_its_space)
{
	given_routine("");
	expect(200, as("bob", GET, "/routines/%s", id("r")));
	expect_text("active", body("/status"));
	expect_text("none", body("/assignment/mode"));
	expect_text(id("ann"), body("/created_by"));
	expect(404, as("eve", GET, "/routines/%s", id("r")));
	expect(200, as("bob", GET, "/routines"));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/routines?cluster_id=%s", id("c")));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/routines?status=paused"));
	expect_int(0, body_count(""));
	expect(200, as("eve", GET, "/routines"));
	expect_int(0, body_count(""));
	expect(201, make(""));
	keep("own");
	expect(404, as("bob", GET, "/routines/%s", id("own")));
	expect(200, as("ann", GET, "/routines"));
	expect_int(2, body_count(""));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(404, as("bob", GET, "/routines/%s", id("r")));
}

Test_engines(api_routine, who_blocks_whom_does_not_take_it_from_anybody)
{
	given_routine("");
	as("bob", PUT, "/users/me/blocks/%s", id("ann"));
	expect(200, as("bob", GET, "/routines/%s", id("r")));
	expect_text("null", body("/created_by"));
}

Test_engines(api_routine, those_who_manage_it_change_it)
{
	given_routine("");
	expect_problem(403, "forbidden", change("bob", "'name': 'y'"));
	expect_problem(403, "forbidden", verb("bob", "pause"));
	expect_problem(
	    403, "forbidden", as("bob", DELETE, "/routines/%s", id("r")));
	expect(404, change("eve", "'name': 'y'"));
	with("If-Match", "\"1\"");
	expect_problem(
	    412, "precondition_failed", change("ann", "'name': 'y'"));
	expect(200, change("ann", "'name': 'y', 'grace_s': 0"));
	expect_text("y", body("/name"));
	expect_text("18:00", body("/start_time"));
	expect_problem(422, "validation_failed",
	    change(
		"ann", text("'cluster_id': null, 'group_id': '%s'", id("c"))));
	expect_text("fixed", error_at("/group_id"));
	expect(204, as("ann", DELETE, "/routines/%s", id("r")));
	expect(404, as("ann", GET, "/routines/%s", id("r")));
}

static void
expect_invalid(const char *pointer, const char *code, int status)
{
	expect(422, status);
	expect_text(code, error_at(pointer));
}

Test_engines(api_routine, what_cannot_be_is_refused)
{
	given_routine("");
	expect_problem(422, "timezone_unknown",
	    change("ann", "'timezone': 'Nowhere/Else'"));
	expect_problem(
	    422, "rrule_invalid", change("ann", "'rrule': 'FREQ=HOURLY'"));
	expect_invalid("/rrule", "start_not_in_rule",
	    change("ann", "'rrule': 'FREQ=WEEKLY;BYDAY=TU'"));
	expect_invalid(
	    "/rrule", "no_date_ahead", change("ann", "'until': '2026-02-01'"));
	expect_invalid(
	    "/starts_on", "format", change("ann", "'starts_on': '2026-02-30'"));
	expect_invalid(
	    "/until", "format", change("ann", "'until': '2026-02-30'"));
	expect_invalid(
	    "/exdates/0", "format", change("ann", "'exdates': ['2026-02-30']"));
	expect_invalid(
	    "/start_time", "pattern", change("ann", "'start_time': '24:00'"));
	expect_problem(422, "rrule_invalid", make(", 'until': '2026-02-01'"));
}

Test_engines(api_routine, neither_are_steps_and_people_that_do_not_fit)
{
	given_user("bob");
	expect_invalid("/steps", "unknown",
	    make(", 'steps': [{'name': 'a', 'after': [1]}, "
		 "{'name': 'b', 'after': [0]}]"));
	expect_invalid("/steps/0/after/0", "unknown",
	    make(", 'steps': [{'name': 'a', 'after': [1]}]"));
	expect_invalid("/steps", "unknown",
	    make(", 'steps': [{'name': 'a', 'required': false}]"));
	expect_invalid("/assignment/pool/0", "unknown",
	    make(text(", 'assignment': {'mode': 'rotate', 'pool': ['%s']}",
		id("bob"))));
}

static int
make_there(const char *who, const char *more)
{
	return as(who, POST,
	    "/routines {'name': 'x', 'start_time': '18:00', "
	    "'end_time': '19:00', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s'%s}",
	    id("c"), quoted(more));
}

Test_engines(api_routine, it_is_made_by_those_who_may)
{
	given_routine("");
	expect(201, make_there("bob", ""));
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/builtin", i)), "member"))
			keep_id("role", body(text("/%d/id", i)));
	expect(
	    200, as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': []}",
		     id("c"), id("role")));
	expect_problem(403, "forbidden", make_there("bob", ""));
	expect_problem(422, "timezone_unknown",
	    as("ann", POST,
		"/routines {'name': 'x', 'start_time': '18:00', "
		"'end_time': '19:00', 'timezone': 'Nowhere/Else', "
		"'rrule': 'FREQ=DAILY', 'starts_on': '2026-01-01'}"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_problem(403, "banned", make_there("bob", ""));
	as("ann", DELETE, "/clusters/%s", id("c"));
	expect_problem(409, "invalid_transition", make_there("ann", ""));
}

Test_engines(api_routine, what_is_over_stays_as_it_is)
{
	char *etag;

	given_routine("");
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	etag = header("ETag");
	with("If-None-Match", etag);
	expect(304, as("ann", GET, "/routines/%s", id("r")));
	expect(200, as("ann", GET, "/routines/%s/steps", id("r")));
	keep_id("s", body("/0/id"));
	expect(200, verb("ann", "cancel"));
	expect_problem(409, "invalid_transition", verb("ann", "complete"));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/routines/%s/steps/%s {'name': 'y'}", id("r"),
		id("s")));
	expect_problem(409, "invalid_transition",
	    as("ann", PUT, "/routines/%s/pool {'user_ids': []}", id("r")));
}

Test_engines(api_routine, one_person_has_so_many_that_are_not_over)
{
	api_set("ROUTINES_PER_PERSON", "2");
	expect(201, make(""));
	expect(201, make(""));
	expect_problem(429, "rate_limited", make(""));
	expect(200, as("ann", GET, "/routines?limit=1"));
	expect(200, as("ann", POST, "/routines/%s/complete", body("/0/id")));
	expect(201, make(""));
}

Test_engines(api_routine, it_pauses_goes_on_and_ends)
{
	given_routine("");
	expect_runs(70, 2, 71);
	expect(200, verb("ann", "pause"));
	expect_text("paused", body("/status"));
	expect_problem(409, "invalid_transition", verb("ann", "pause"));
	expect_runs(0, 2, 71);
	expect(200, verb("ann", "resume"));
	expect_runs(70, 2, 71);
	expect_problem(409, "invalid_transition", verb("ann", "resume"));
	expect(200, verb("ann", "complete"));
	expect_text("completed", body("/status"));
	expect_problem(409, "invalid_transition", verb("ann", "cancel"));
	expect_problem(409, "invalid_transition", change("ann", "'name': 'y'"));
	given("r", "ann",
	    "/routines {'name': 'x', 'start_time': '18:00', "
	    "'end_time': '19:00', 'timezone': 'UTC', "
	    "'rrule': 'FREQ=DAILY', 'starts_on': '2026-01-01'}");
	expect(200, verb("ann", "cancel"));
	expect_text("cancelled", body("/status"));
}

Test_engines(api_routine, another_rule_brings_other_runs)
{
	given_routine("");
	expect(200, as("bob", GET, "/routines/%s/runs/%s", id("r"), day(3)));
	expect_text("scheduled", body("/status"));
	expect(
	    200, change("ann",
		     text("'exdates': ['%s'], 'start_time': '07:00'", day(3))));
	expect(404, as("bob", GET, "/routines/%s/runs/%s", id("r"), day(3)));
	expect(200, as("bob", GET, "/routines/%s/runs/%s", id("r"), day(4)));
	expect_int(720, body_int("/minutes"));
	expect(
	    200, change("ann", text("'exdates': [], 'until': '%s'", day(4))));
	expect(200, as("bob", GET, "/routines/%s/runs/%s", id("r"), day(3)));
	expect(404, as("bob", GET, "/routines/%s/runs/%s", id("r"), day(5)));
	expect_problem(
	    422, "rrule_invalid", change("ann", "'until': '2026-02-01'"));
}

/* Beyond eight weeks runs are worked out when they are asked for. */
Test_engines(api_routine, a_run_far_ahead_is_as_one_that_is_near)
{
	given_routine(
	    ", 'steps': [{'name': 'Fill the can', 'est_minutes': 7}]");
	expect(200, as("bob", GET, "/routines/%s/runs/%s", id("r"), day(300)));
	expect_text("scheduled", body("/status"));
	expect_text("Fill the can", body("/steps/0/name"));
	expect_int(7, body_int("/minutes"));
	expect_int(0, body_count("/assignees"));
	expect_runs(21, 50, 70);
	for (int i = 0; i < 21; i++)
		expect_text(day(50 + i), body(text("/%d/date", i)));
	expect(404, as("bob", GET, "/routines/%s/runs/2025-01-01", id("r")));
	expect(404, as("bob", GET, "/routines/%s/runs/2031-02-30", id("r")));
	expect(404, as("bob", GET, "/routines/%s/runs/9999-12-31", id("r")));
	expect_problem(422, "validation_failed",
	    as("bob", GET, "/routines/%s/runs?from=9999-12-31", id("r")));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/routines {'name': 'x', 'start_time': '18:00', "
		"'end_time': '19:00', 'timezone': 'Europe/Berlin', "
		"'rrule': 'FREQ=MONTHLY;BYMONTHDAY=15', "
		"'starts_on': '9999-12-31'}"));
	expect_problem(422, "validation_failed",
	    as("bob", GET, "/routines/%s/runs?from=2026-01-01&to=2027-02-01",
		id("r")));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/routines/%s/runs/%s/claim", id("r"), day(3)));
	expect(404,
	    as("bob", POST, "/routines/%s/runs/%s/claim", id("r"), day(300)));
}

Test_engines(api_routine, steps_have_an_order_in_which_they_can_be_done)
{
	given_routine(", 'steps': [{'name': 'a'}, {'name': 'b', 'after': [0], "
		      "'est_minutes': 5}]");
	expect(200, as("bob", GET, "/routines/%s/steps", id("r")));
	expect_text("a", body("/0/name"));
	keep_id("a", body("/0/id"));
	keep_id("b", body("/1/id"));
	expect_text(id("a"), body("/1/after/0"));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/routines/%s/steps {'name': 'c'}", id("r")));
	expect(201, as("ann", POST,
			"/routines/%s/steps {'name': 'c', 'required': false, "
			"'after': ['%s']}",
			id("r"), id("b")));
	keep("s");
	expect_int(2, body_int("/position"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/routines/%s/steps/%s {'after': ['%s']}", id("r"),
		id("a"), id("s")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/routines/%s/steps/%s {'after': ['%s']}", id("r"),
		id("a"), id("r")));
	expect(200, as("ann", PATCH, "/routines/%s/steps/%s {'position': 0}",
			id("r"), id("s")));
	expect(404, as("ann", PATCH, "/routines/%s/steps/%s {'position': 0}",
			id("r"), id("r")));
	expect(
	    204, as("ann", DELETE, "/routines/%s/steps/%s", id("r"), id("b")));
	expect(
	    404, as("ann", DELETE, "/routines/%s/steps/%s", id("r"), id("b")));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/routines/%s/steps/%s", id("r"), id("a")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/routines/%s/steps/%s {'required': false}",
		id("r"), id("a")));
	for (int i = 2; i < 50; i++)
		expect(201, as("ann", POST, "/routines/%s/steps {'name': 'x'}",
				id("r")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/routines/%s/steps {'name': 'x'}", id("r")));
}

Test_engines(api_routine, it_goes_with_its_space)
{
	given_routine("");
	as("ann", DELETE, "/clusters/%s", id("c"));
	work_sql("UPDATE space SET closes_at = created_at",
	    "UPDATE space SET closes_at = created_at");
	work();
	expect(404, as("ann", GET, "/routines/%s", id("r")));
}
