/*
 * Which times of people are taken, and who is told.
 */
#include <string.h>

#include "base/clock.h"
#include "t/api/busy_given.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
ask_own(const char *user)
{
	return as(user, GET, "/users/me/freebusy?from=%s&to=%s", in_hours(0),
	    in_hours(240));
}

static int
agenda(const char *user, const char *more)
{
	return as(user, GET, "/calendar?from=%s&to=%s%s", in_hours(0),
	    in_hours(240), more);
}

static int
ask_about(const char *user, const char *other)
{
	return as(user, POST,
	    "/freebusy {'user_ids': ['%s'], 'from': '%s', 'to': '%s'}",
	    id(other), in_hours(0), in_hours(240));
}

static int
ask_group(const char *user)
{
	return as(user, POST,
	    "/freebusy {'group_id': '%s', 'from': '%s', 'to': '%s'}", id("g"),
	    in_hours(0), in_hours(240));
}

static void
let(const char *user, const char *who)
{
	expect(200, as(user, PATCH, "/users/me {'freebusy': '%s'}", who));
	expect_text(who, body("/freebusy"));
}

/* Bob attends what ann has made. */
static void
given_answer(void)
{
	given_event("e", .starts_in_h = 24);
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me {'status': "
			"'attending'}",
			id("e")));
}

static void
given_group(void)
{
	given("g", "ann", "/groups {'name': 'x', 'join_policy': 'open'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
}

static void
expect_known(const char *user)
{
	expect(200, ask_about(user, "bob"));
	expect_int(0, body_count("/unknown"));
	expect_text(id("bob"), body("/people/0/user_id"));
	expect_int(1, body_count("/people/0/busy"));
}

static void
expect_unknown(const char *user)
{
	expect(200, ask_about(user, "bob"));
	expect_int(0, body_count("/people"));
	expect_text(id("bob"), body("/unknown/0"));
}

Test_engines(api_freebusy, what_one_attends_and_organizes_is_taken)
{
	given_answer();
	expect(200, ask_own("bob"));
	expect_int(1, body_count(""));
	expect_text("false", body("/0/tentative"));
	expect(200, ask_own("ann"));
	expect_int(1, body_count(""));
	expect(200, ask_own("cat"));
	expect_int(0, body_count(""));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect(200, ask_own("bob"));
	expect_text("true", body("/0/tentative"));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect(200, ask_own("bob"));
	expect_int(0, body_count(""));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(200, ask_own("ann"));
	expect_int(0, body_count(""));
}

Test_engines(api_freebusy, whoever_does_a_run_is_taken)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("r", "ann",
	    "/routines {'name': 'x', 'start_time': '00:00', 'end_time': "
	    "'00:00', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY;INTERVAL=5', "
	    "'starts_on': '%.10s', 'cluster_id': '%s', 'assignment': {'mode': "
	    "'fixed', 'pool': ['%s']}}",
	    in_hours(48), id("c"), id("ann"));
	expect(200, ask_own("ann"));
	expect_int(2, body_count(""));
	expect_text("false", body("/0/tentative"));
	expect(200, agenda("ann", "&kinds=routine_run"));
	expect_int(2, body_count(""));
	expect_text("routine_run", body("/0/kind"));
	expect_text(id("r"), body("/0/id"));
	expect_text(text("%.10s", in_hours(48)), body("/0/date"));
	expect_text("x", body("/0/title"));
	expect_text("scheduled", body("/0/status"));
	expect(200, agenda("ann", "&kinds=spark,busy"));
	expect_int(0, body_count(""));
	expect(200, as("ann", POST, "/routines/%s/cancel", id("r")));
	expect(200, ask_own("ann"));
	expect_int(0, body_count(""));
	expect(200, agenda("ann", ""));
	expect_int(0, body_count(""));
}

Test_engines(api_freebusy, times_are_put_together_and_cut_off)
{
	given_event("e", .starts_in_h = -1);
	given_event("f", .starts_in_h = -1);
	given_moved("e", "ann", -1, 3);
	given_moved("f", "ann", 2, 5);
	given_event("g", .starts_in_h = 300);
	expect(200, ask_own("ann"));
	expect_int(1, body_count(""));
	expect_text(in_hours(0), body("/0/start_time"));
}

Test_engines(api_freebusy, others_are_told_only_by_who_lets_them)
{
	given_answer();
	given_group();
	expect_unknown("ann");
	let("bob", "groups");
	expect_known("ann");
	expect_unknown("cat");
	let("bob", "cluster");
	expect_known("ann");
	let("bob", "nobody");
	expect_unknown("ann");
	/* oneself is always told */
	expect_known("bob");
}

Test_engines(api_freebusy, who_is_no_more_in_the_group_is_not_told)
{
	given_answer();
	given_group();
	let("bob", "groups");
	expect_known("ann");
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_unknown("ann");
}

Test_engines(api_freebusy, a_cluster_is_told_when_that_is_meant)
{
	given_answer();
	given("c", "ann", "/clusters {'name': 'x', 'join_policy': 'open'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	let("bob", "groups");
	expect_unknown("ann");
	let("bob", "cluster");
	expect_known("ann");
}

Test_engines(api_freebusy, who_is_blocked_or_suspended_is_unknown)
{
	given_answer();
	given_group();
	let("bob", "groups");
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect_unknown("ann");
	expect(204, as("bob", DELETE, "/users/me/blocks/%s", id("ann")));
	/* the answer went with that */
	expect(200, ask_about("ann", "bob"));
	expect_int(0, body_count("/people/0/busy"));
	expect_int(0, body_count("/unknown"));
	given_suspended("bob");
	expect_unknown("ann");
}

Test_engines(api_freebusy, members_ask_about_a_group)
{
	given_answer();
	given_group();
	let("bob", "groups");
	expect(200, ask_group("ann"));
	expect_int(2, body_count("/people"));
	let("bob", "nobody");
	expect(200, ask_group("ann"));
	expect_int(1, body_count("/people"));
	expect_text(id("bob"), body("/unknown/0"));
	expect(403, ask_group("cat"));
	given("g", "ann", "/groups {'name': 'y', 'is_private': true}");
	expect(404, ask_group("cat"));
}

Test_engines(api_freebusy, what_is_asked_has_bounds)
{
	given_user("bob");
	expect_problem(422, "validation_failed",
	    as("ann", GET, "/users/me/freebusy?from=%s&to=%s", in_hours(0),
		in_hours(0)));
	expect_problem(422, "validation_failed",
	    as("ann", GET, "/users/me/freebusy?from=%s&to=%s", in_hours(0),
		in_hours(93 * 24)));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/freebusy {'user_ids': ['%s'], 'from': '%s', 'to': '%s'}",
		id("bob"), in_hours(0), in_hours(32 * 24)));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/freebusy {'from': '%s', 'to': '%s'}", in_hours(0),
		in_hours(24)));
}

Test_engines(api_freebusy, calendars_elsewhere_count_too)
{
	const char *start = in_hours(30);

	given_busy("bob", start, in_hours(31));
	expect(200, ask_own("bob"));
	expect_int(1, body_count(""));
	expect_text(start, body("/0/start_time"));
	expect(
	    204, as("bob", DELETE, "/users/me/calendar-sources/%s", id("s")));
	expect(200, ask_own("bob"));
	expect_int(0, body_count(""));
}

Test_engines(api_freebusy, a_calendar_has_all_that_one_has_by_start)
{
	given_answer();
	given_busy("bob", in_hours(10), in_hours(11));
	expect(200, agenda("bob", ""));
	expect_int(2, body_count(""));
	expect_text("busy", body("/0/kind"));
	expect_text("null", body("/0/title"));
	expect_text("event", body("/1/kind"));
	expect_text(id("e"), body("/1/id"));
	expect_text("Picnic", body("/1/title"));
	expect_text("published", body("/1/status"));
	expect_text("attending", body("/1/my_status"));
	expect(200, agenda("bob", "&kinds=busy"));
	expect_int(1, body_count(""));
	expect(200, agenda("bob", "&kinds=event,spark"));
	expect_int(1, body_count(""));
	expect(422, agenda("bob", "&kinds=other"));
	expect(200, agenda("ann", ""));
	expect_int(1, body_count(""));
	expect_text("null", body("/0/my_status"));
}

/* Also what began long ago, and still lasts. */
Test_engines(api_freebusy, a_calendar_has_what_lasts_for_months)
{
	given_answer();
	given_moved("e", "ann", -24 * 60, 24 * 60);
	expect(200, agenda("cat", ""));
	expect_int(0, body_count(""));
	expect(200,
	    as("cat", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("e"), id("cat")));
	for (size_t i = 0; i < 3; i++) {
		static const char who[3][4] = { "ann", "bob", "cat" };

		expect(200, agenda(who[i], ""));
		expect_int(1, body_count(""));
	}
	given_moved("e", "ann", -24 * 60, -1);
	expect(200, agenda("ann", ""));
	expect_int(0, body_count(""));
}

Test_engines(api_freebusy, a_calendar_has_nothing_that_its_owner_does_not_see)
{
	given_answer();
	expect(200, agenda("bob", ""));
	expect_int(1, body_count(""));
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	expect(200, agenda("bob", ""));
	expect_int(0, body_count(""));
	expect(200, agenda("cat", ""));
	expect_int(0, body_count(""));
}

Test_engines(api_freebusy, a_calendar_has_the_dates_of_series_and_sparks)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;COUNT=3'}",
	    in_hours(24), in_hours(25));
	expect(200, agenda("ann", ""));
	expect_int(3, body_count(""));
	expect_text("x", body("/2/title"));
}

/* A run is there, and is taken, between two times from that of the answer. */
static void
expect_run(const char *path, int from_s, int to_s)
{
	char *of = text("%s", body(path)), from[CLOCK_TEXT_SIZE],
	     to[CLOCK_TEXT_SIZE];
	int64_t us;

	cr_assert(clock_parse(of, &us));
	clock_format(us + from_s * CLOCK_SECOND_US, from);
	clock_format(us + to_s * CLOCK_SECOND_US, to);
	expect(
	    200, as("ann", GET, "/users/me/freebusy?from=%s&to=%s", from, to));
	expect_int(1, body_count(""));
	expect(200, as("ann", GET, "/calendar?from=%s&to=%s", from, to));
	expect_int(1, body_count(""));
}

/* Its day is that of its zone, which begins many hours before or after. */
Test_engines(api_freebusy, a_run_is_there_from_its_first_second_to_its_last)
{
	static const char *const zones[] = { "Pacific/Kiritimati",
		"Etc/GMT+12" };

	given("c", "ann", "/clusters {'name': 'x'}");
	for (size_t i = 0; i < N_OF(zones); i++) {
		given("r", "ann",
		    "/routines {'name': 'x', 'start_time': '00:01', "
		    "'end_time': '00:01', 'timezone': '%s', 'rrule': "
		    "'FREQ=WEEKLY', 'starts_on': '%.10s', 'cluster_id': "
		    "'%s', 'assignment': {'mode': 'fixed', 'pool': ['%s']}}",
		    zones[i], in_hours(72), id("c"), id("ann"));
		expect(200, agenda("ann", ""));
		expect_run("/0/start_time", 0, 1);
		expect(200, agenda("ann", ""));
		expect_run("/0/end_time", -1, 0);
		expect(200, as("ann", POST, "/routines/%s/cancel", id("r")));
	}
}
