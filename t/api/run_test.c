/*
 * Runs of routines: their steps, who does them, and what the clock makes of
 * them. Time does not pass here: runs are moved towards it.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"
#include "t/api/busy_given.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Ann's, of an hour every day, for a cluster that bob, cat and dan are in; the
 * next run begins within a day. */
static void
given_routine(const char *format, ...)
{
	va_list args;
	char more[512];

	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	expect(200, as("dan", POST, "/clusters/%s/join", id("c")));
	va_start(args, format);
	vsnprintf(more, sizeof(more), format, args);
	va_end(args);
	given("r", "ann",
	    "/routines {'name': 'Plants', 'start_time': '%.5s', "
	    "'end_time': '%.5s', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s'%s}",
	    in_hours(2) + 11, in_hours(3) + 11, id("c"), quoted(more));
	expect(200, as("ann", GET, "/routines/%s/steps", id("r")));
	for (int i = 0; i < body_count(""); i++)
		keep_id(text("step%d", i), body(text("/%d/id", i)));
}

/* The day of the run that begins in two hours, and so many days behind it. */
static char *
day(int days)
{
	return text("%.10s", in_hours(2 + 24 * days));
}

/* All times of runs are so many minutes earlier; nobody has looked since. */
static void
age(int minutes)
{
#define AGED(column, by) #column " = " #column " - " by
#define AGED_ALL(by)        \
	AGED(starts_at, by) \
	", " AGED(due_at, by) ", " AGED(overdue_at, by) ", " AGED(wake_at, by)
	work_sql(
	    text("UPDATE routine_run SET " AGED_ALL("%d * interval '1 minute'"),
		minutes, minutes, minutes, minutes),
	    text("UPDATE routine_run SET " AGED_ALL("%d * 60000000"), minutes,
		minutes, minutes, minutes));
}

static int
move(const char *who, int step, const char *verb)
{
	return as(who, POST, "/routines/%s/runs/%s/steps/%s/%s", id("r"),
	    day(0), id(text("step%d", step)), verb);
}

static int
run(const char *who, const char *verb)
{
	return as(who, POST, "/routines/%s/runs/%s/%s", id("r"), day(0), verb);
}

static void
expect_run(const char *status, int days)
{
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(days)));
	expect_text(status, body("/status"));
}

#define THREE_STEPS                                                \
	", 'steps': [{'name': 'a'}, {'name': 'b', 'after': [0]}, " \
	"{'name': 'c', 'required': false}]"

Test_engines(api_run, it_is_done_with_its_last_step)
{
	given_routine(THREE_STEPS);
	expect_problem(409, "invalid_transition", move("bob", 0, "start"));
	age(121);
	expect_run("open", 0);
	expect(200, move("bob", 0, "start"));
	expect_text("in_progress", body("/steps/0/state"));
	expect_text(id("bob"), body("/steps/0/by/id"));
	expect_problem(409, "step_blocked", move("bob", 1, "start"));
	expect_problem(409, "step_blocked", move("bob", 1, "complete"));
	expect(200, move("cat", 0, "complete"));
	expect_text(id("cat"), body("/steps/0/by/id"));
	expect_problem(409, "invalid_transition", move("cat", 0, "complete"));
	expect_text("completed", body("/from"));
	expect(200, move("cat", 2, "skip"));
	expect_text("open", body("/status"));
	expect(200, move("cat", 1, "complete"));
	expect_text("completed", body("/status"));
	expect_problem(409, "invalid_transition", move("ann", 1, "reset"));
	expect(404, as("bob", POST, "/routines/%s/runs/%s/steps/%s/start",
			id("r"), day(0), id("r")));
	expect(404, move("eve", 0, "start"));
}

Test_engines(api_run, who_manages_it_decides_about_what_failed)
{
	given_routine(THREE_STEPS);
	age(121);
	expect_problem(403, "forbidden", move("bob", 0, "skip"));
	expect_problem(409, "invalid_transition", move("bob", 0, "fail"));
	expect(200, move("bob", 2, "start"));
	expect(200, as("bob", POST,
			"/routines/%s/runs/%s/steps/%s/fail {'note': 'It "
			"leaks.'}",
			id("r"), day(0), id("step2")));
	expect_text("It leaks.", body("/steps/2/note"));
	expect(200, move("ann", 0, "skip"));
	expect_problem(409, "invalid_transition", move("ann", 0, "skip"));
	expect(200, move("ann", 1, "skip"));
	expect_text("open", body("/status"));
	expect_problem(403, "forbidden", move("bob", 2, "reset"));
	expect(200, move("ann", 2, "reset"));
	expect_text("pending", body("/steps/2/state"));
	expect_text("null", body("/steps/2/by"));
	expect_text("completed", body("/status"));
}

Test_engines(api_run, it_keeps_the_steps_that_it_opened_with)
{
	given_routine(THREE_STEPS);
	age(121);
	expect(200, move("bob", 0, "start"));
	expect(204,
	    as("ann", DELETE, "/routines/%s/steps/%s", id("r"), id("step1")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_int(3, body_count("/steps"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_int(2, body_count("/steps"));
}

/* Whether a worker is there, slow, or comes twice. */
Test_engines(api_run, what_nobody_does_is_overdue_and_then_missed)
{
	given_routine(", 'grace_s': 600, 'missed_policy': 'carry'");
	age(180);
	expect_run("open", 0);
	expect_text("false", body("/is_overdue"));
	age(11);
	expect_run("open", 0);
	expect_text("true", body("/is_overdue"));
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	expect_text("overdue", body("/status"));
	expect(200, as("bob", GET, "/routines?status=overdue"));
	expect_int(1, body_count(""));
	work();
	work();
	expect_run("open", 0);
	age(3 * 24 * 60);
	work();
	expect_run("open", 0);
	expect(200, move("bob", 0, "complete"));
	expect_run("completed", 0);
	age(5 * 24 * 60);
	work();
	expect_run("missed", 1);
	expect_run("open", 2);
}

Test_engines(api_run, what_is_overdue_is_skipped_when_the_next_one_begins)
{
	given_routine(", 'grace_s': 600");
	age(2 * 60 + 24 * 60 - 1);
	work();
	expect_run("open", 0);
	age(2);
	work();
	expect_run("missed", 0);
	expect_run("open", 1);
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	expect_text("active", body("/status"));
}

Test_engines(api_run, a_routine_is_over_with_its_last_run)
{
	given_routine("");
	expect(200,
	    as("ann", PATCH, "/routines/%s {'until': '%s'}", id("r"), day(1)));
	age(24 * 60 + 121);
	expect_problem(409, "invalid_transition", move("bob", 0, "complete"));
	work();
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	expect_text("active", body("/status"));
	expect(200, as("bob", POST, "/routines/%s/runs/%s/steps/%s/complete",
			id("r"), day(1), id("step0")));
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	expect_text("completed", body("/status"));
}

#define POOL_OF(mode) \
	", 'assignment': {'mode': '" mode "', 'pool': ['%s', '%s']}"

Test_engines(api_run, those_who_take_turns_do_as_much_each)
{
	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("rotate"), id("bob"), id("cat"));
	expect(200, as("ann", GET, "/routines/%s/fairness", id("r")));
	expect_int(2, body_count(""));
	expect_int(28 * 60,
	    body_int("/0/minutes_planned") + body_int("/1/minutes_planned"));
	expect_int(14 * 60, body_int("/0/minutes_planned"));
	age(121);
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_int(1, body_count("/assignees"));
	expect_text("rotation", body("/assignees/0/source"));
	expect_problem(403, "forbidden",
	    move(
		str_eq(body("/assignees/0/user/id"), id("bob")) ? "cat" : "bob",
		0, "start"));
	expect_problem(403, "forbidden", move("dan", 0, "start"));
	expect(200, move("ann", 0, "start"));
}

Test_engines(api_run, who_comes_later_need_not_catch_up)
{
	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("rotate"), id("bob"), id("cat"));
	expect_problem(403, "forbidden",
	    as("bob", PUT, "/routines/%s/pool {'user_ids': []}", id("r")));
	expect_problem(422, "validation_failed",
	    as("ann", PUT, "/routines/%s/pool {'user_ids': ['%s']}", id("r"),
		id("r")));
	expect(200,
	    as("ann", PUT, "/routines/%s/pool {'user_ids': ['%s', '%s', '%s']}",
		id("r"), id("bob"), id("cat"), id("dan")));
	expect_int(3, body_count(""));
	for (int i = 0; i < 3; i++)
		cr_expect(body_int(text("/%d/minutes_planned", i)) <= 16 * 60,
		    "%s", response()->body);
	expect(204, as("bob", DELETE, "/routines/%s/pool/me", id("r")));
	expect_problem(409, "not_member",
	    as("bob", DELETE, "/routines/%s/pool/me", id("r")));
	expect(200, as("ann", GET, "/routines/%s/pool", id("r")));
	expect_int(2, body_count(""));
	expect_int(28 * 60,
	    body_int("/0/minutes_planned") + body_int("/1/minutes_planned"));
	expect(200, as("ann", GET, "/routines/%s/runs", id("r")));
	cr_expect(!response_contains(id("bob")));
}

Test_engines(api_run, who_leaves_the_space_takes_no_turns)
{
	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("fixed"), id("bob"), id("cat"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_int(2, body_count("/assignees"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_int(1, body_count("/assignees"));
	given_suspended("cat");
	work();
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_int(0, body_count("/assignees"));
	expect(200, as("ann", GET, "/routines/%s/pool", id("r")));
	expect_int(0, body_count(""));
}

/* Who attends something then does not do it, if somebody else can. */
Test_engines(api_run, who_is_somewhere_else_is_passed_over)
{
	given_user("bob");
	given_user("cat");
	given_event("e", .by = "ann", .starts_in_h = 2, .capacity = 9);
	as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}", id("e"));
	given_routine(POOL_OF("rotate"), id("bob"), id("cat"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_text(id("cat"), body("/assignees/0/user/id"));
	expect_text("false", body("/has_conflict"));
	expect(200, as("ann", PUT, "/routines/%s/pool {'user_ids': ['%s']}",
			id("r"), id("bob")));
	expect(200, as("ann", PATCH,
			"/routines/%s {'assignment': {'mode': 'rotate', "
			"'per_run': 2}}",
			id("r")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_text(id("bob"), body("/assignees/0/user/id"));
	expect_text("true", body("/has_conflict"));
	/* and stays so, as long as nobody else can */
	expect(200, as("ann", PATCH, "/routines/%s {'name': 'x'}", id("r")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_text("true", body("/has_conflict"));
}

static void
expect_turn(const char *who)
{
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	expect_text(id(who), body("/assignees/0/user/id"));
}

/* Whether that is known here is theirs to say. */
Test_engines(api_run, what_calendars_elsewhere_say_counts_where_it_is_told)
{
	given_user("bob");
	given_user("cat");
	given_busy("bob", in_hours(1), in_hours(4));
	expect(200, as("bob", PATCH, "/users/me {'freebusy': 'groups'}"));
	given_routine(POOL_OF("rotate"), id("bob"), id("cat"));
	expect_turn("bob");
	expect(200, as("bob", PATCH, "/users/me {'freebusy': 'cluster'}"));
	expect(
	    200, as("ann", PATCH,
		     "/routines/%s {'assignment': {'mode': 'none'}}", id("r")));
	expect(200,
	    as("ann", PATCH, "/routines/%s {'assignment': {'mode': 'rotate'}}",
		id("r")));
	expect_turn("cat");
}

Test_engines(api_run, whom_a_manager_names_is_not_joined_by_others)
{
	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("fixed"), id("bob"), id("cat"));
	expect(200, as("ann", PUT,
			"/routines/%s/runs/%s/assignees {'user_ids': ['%s']}",
			id("r"), day(1), id("dan")));
	expect(200, as("ann", PATCH, "/routines/%s {'name': 'x'}", id("r")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_int(1, body_count("/assignees"));
	expect_text(id("dan"), body("/assignees/0/user/id"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(2)));
	expect_int(2, body_count("/assignees"));
	/* neither is nobody */
	expect(200,
	    as("ann", PUT, "/routines/%s/runs/%s/assignees {'user_ids': []}",
		id("r"), day(2)));
	expect(200,
	    as("ann", PATCH, "/routines/%s {'assignment': {'mode': 'rotate'}}",
		id("r")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(2)));
	expect_int(0, body_count("/assignees"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(3)));
	expect_int(1, body_count("/assignees"));
	/* until whoever was named has gone */
	expect(204, as("dan", POST, "/clusters/%s/leave", id("c")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_int(1, body_count("/assignees"));
	expect_text("rotation", body("/assignees/0/source"));
}

/* Others may take turns by a change, too; what begins soon stays. */
Test_engines(api_run, who_takes_turns_changes_with_the_rest)
{
	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("rotate"), id("bob"), id("cat"));
	expect(200,
	    as("ann", PATCH, "/routines/%s {'assignment': {'pool': ['%s']}}",
		id("r"), id("dan")));
	expect(200, as("ann", GET, "/routines/%s/pool", id("r")));
	expect_int(1, body_count(""));
	expect_text(id("dan"), body("/0/user/id"));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(0)));
	cr_expect(!response_contains(id("dan")));
	expect(200, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(3)));
	expect_text(id("dan"), body("/assignees/0/user/id"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/routines/%s {'assignment': {'pool': ['%s']}}",
		id("r"), id("r")));
	expect_text("unknown", error_at("/assignment/pool/0"));
}

Test_engines(api_run, how_turns_are_given_changes_in_part)
{
	char *pool;

	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("claim") ", 'grace_s': 5", id("bob"), id("cat"));
	expect(
	    200, as("ann", PATCH, "/routines/%s {'assignment': {'per_run': 3}}",
		     id("r")));
	expect_text("claim", body("/assignment/mode"));
	expect(200,
	    as("ann", PATCH, "/routines/%s {'assignment': {'mode': 'rotate'}}",
		id("r")));
	expect_int(3, body_int("/assignment/per_run"));
	pool = text("\"%s\"", id("bob"));
	for (int i = 0; i < 10; i++) {
		const char *name = text("p%d", i);

		expect(200, as(name, POST, "/clusters/%s/join", id("c")));
		pool = text("%s, \"%s\"", pool, id(name));
	}
	expect(200, as("ann", PUT, "/routines/%s/pool {'user_ids': [%s]}",
			id("r"), pool));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/routines/%s {'assignment': {'mode': 'fixed'}}",
		id("r")));
	expect_text("too_many_items", error_at("/assignment/mode"));
	expect(200,
	    as("ann", PATCH, "/routines/%s {'assignment': null}", id("r")));
	expect_text("none", body("/assignment/mode"));
}

/* Whoever changes it after that finds it over. */
Test_engines(api_run, a_routine_is_over_when_its_last_run_is_missed)
{
	given_routine("");
	expect(200,
	    as("ann", PATCH, "/routines/%s {'until': '%s'}", id("r"), day(1)));
	age(9 * 24 * 60);
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/routines/%s/complete", id("r")));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/routines/%s {'until': null}", id("r")));
}

Test_engines(api_run, who_wants_to_claims_it)
{
	given_user("bob");
	given_user("cat");
	given_routine(POOL_OF("claim"), id("bob"), id("cat"));
	expect_problem(403, "forbidden", run("dan", "claim"));
	expect(200, run("bob", "claim"));
	expect_text("claim", body("/assignees/0/source"));
	expect_problem(409, "invalid_transition", run("bob", "claim"));
	expect_problem(409, "run_taken", run("cat", "claim"));
	expect_problem(409, "invalid_transition", run("cat", "release"));
	expect(200, run("bob", "release"));
	expect(200, run("cat", "claim"));
	/* what somebody has arranged something for stays, beside the rule */
	expect(200, as("ann", PATCH, "/routines/%s {'exdates': ['%s', '%s']}",
			id("r"), day(0), day(1)));
	expect(404, as("ann", GET, "/routines/%s/runs/%s", id("r"), day(1)));
	expect_run("scheduled", 0);
	expect_text("true", body("/is_extra"));
	expect_problem(403, "forbidden",
	    as("cat", PUT, "/routines/%s/runs/%s/assignees {'user_ids': []}",
		id("r"), day(0)));
	expect_problem(422, "validation_failed",
	    as("ann", PUT,
		"/routines/%s/runs/%s/assignees {'user_ids': ['%s']}", id("r"),
		day(0), id("r")));
	expect(200, as("ann", PUT,
			"/routines/%s/runs/%s/assignees {'user_ids': ['%s']}",
			id("r"), day(0), id("dan")));
	expect_text("manager", body("/assignees/0/source"));
	age(121);
	expect_problem(403, "forbidden", move("cat", 0, "complete"));
	expect_problem(403, "forbidden", move("cat", 0, "fail"));
	expect_problem(409, "invalid_transition", run("bob", "claim"));
	expect_problem(409, "invalid_transition", run("cat", "release"));
	expect_problem(409, "invalid_transition",
	    as("ann", PUT, "/routines/%s/runs/%s/assignees {'user_ids': []}",
		id("r"), day(0)));
	expect(200, move("dan", 0, "complete"));
}

/* As if eight weeks had passed, and a worker came. */
Test_engines(api_run, runs_are_planned_on)
{
	given_routine("");
	work_sql("UPDATE routine SET planned_until = planned_until - "
		 "interval '50 days'",
	    "UPDATE routine SET planned_until = planned_until - 4320000000000");
	work_sql("DELETE FROM routine_run", "DELETE FROM routine_run");
	expect(200, as("ann", GET, "/routines/%s/runs?from=%s&to=%s", id("r"),
			day(0), day(3)));
	expect_int(0, body_count(""));
	/* one in a zone that is gone does not stand in the way, nor does one
	 * that cannot be read at all */
	for (int i = 0; i < 2; i++)
		given("lost", "bob",
		    "/routines {'name': '%d', 'start_time': '18:00', "
		    "'end_time': '19:00', 'timezone': 'Europe/Paris', "
		    "'rrule': 'FREQ=DAILY', 'starts_on': '2026-01-01'}",
		    i);
#define LOSE(what, name)                                                     \
	"UPDATE routine SET planned_until = created_at, " what " WHERE name" \
	" = '" name "'"
	work_sql(LOSE("timezone = 'Nowhere/Else'", "0"),
	    LOSE("timezone = 'Nowhere/Else'", "0"));
	work_sql(
	    LOSE("exdates = '[\"x\"]'", "1"), LOSE("exdates = '[\"x\"]'", "1"));
	work();
	expect(200, as("ann", GET, "/routines/%s/runs?from=%s&to=%s", id("r"),
			day(0), day(3)));
	expect_int(4, body_count(""));
}

/* A run that cannot be moved is tried again later, and not each second. */
Test_engines(api_run, what_fails_keeps_nothing_else_waiting)
{
	given_routine("");
	given("q", "ann",
	    "/routines {'name': 'Bins', 'start_time': '%.5s', "
	    "'end_time': '%.5s', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s'}",
	    in_hours(2) + 11, in_hours(3) + 11, id("c"));
	work_sql(text("ALTER TABLE routine_run ADD CONSTRAINT no CHECK "
		      "(routine_id <> '%s' OR status = 'scheduled')",
		     id("r")),
	    text("CREATE TRIGGER no BEFORE UPDATE ON routine_run WHEN "
		 "uuid_text(NEW.routine_id) = '%s' AND "
		 "NEW.status <> 'scheduled' "
		 "BEGIN SELECT RAISE(ABORT, 'no'); END",
		id("r")));
	age(24 * 60 + 121);
	work();
	work_sql(
	    "ALTER TABLE routine_run DROP CONSTRAINT no", "DROP TRIGGER no");
#define DONE                                                    \
	"UPDATE routine SET name = 'done' WHERE id IN (SELECT " \
	"r.routine_id FROM routine_run r WHERE r.status <> 'scheduled')"
	work();
	work_sql(DONE, DONE);
	expect(200, as("ann", GET, "/routines/%s", id("q")));
	expect_text("done", body("/name"));
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	expect_text("Plants", body("/name"));
	work_sql("UPDATE routine SET put_off_until = put_off_until - "
		 "interval '11 minutes'",
	    "UPDATE routine SET put_off_until = put_off_until - 660000000");
	work();
	work_sql(DONE, DONE);
	expect(200, as("ann", GET, "/routines/%s", id("r")));
	expect_text("done", body("/name"));
}
