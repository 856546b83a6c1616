/*
 * Changes of series: other times, another zone, another rule, and what becomes
 * of the dates, their ids and their answers.
 */
#include <string.h>

#include "app/series.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* The first n dates of a series as name1, name2, ... */
static void
keep_dates(const char *name, int n)
{
	for (int i = 0; i < n; i++)
		keep_id(text("%s%d", name, i + 1), date(name, i));
}

static void
expect_date(const char *name, const char *member, const char *value)
{
	expect(200, as("ann", GET, "/events/%s", id(name)));
	expect_text(value, body(text("/%s", member)));
}

/* By ann; members with ' for ". */
static void
patch(const char *name, const char *members)
{
	expect(200,
	    as("ann", PATCH, "/events/%s {%s}", id(name), quoted(members)));
}

/* Minutes from when a test asked first. */
static char *
soon(int minutes)
{
	static int64_t second;
	char *out = text("%*s", CLOCK_TEXT_SIZE, "");

	if (!second)
		second = clock_now_us() / CLOCK_SECOND_US;
	clock_format(second * CLOCK_SECOND_US + minutes * CLOCK_MINUTE_US, out);
	return out;
}

Test_engines(api_series_change, dates_move_with_their_start_and_keep_answers)
{
	given_series("s", FIVE);
	keep_dates("s", 5);
	expect(200, attend("bob", "s2"));
	patch(
	    "s", text("'start_time': '%s', 'end_time': '%s'", at(19), at(22)));
	expect_text(at(19), body("/start_time"));
	expect_text("FREQ=DAILY;COUNT=5", body("/rrule"));
	cr_expect(count_dates("s", "") == 5);
	expect_text(id("s5"), body("/4/id"));
	expect_date("s2", "start_time", at(24 + 19));
	expect_text(at(24 + 22), body("/end_time"));
	expect_text(text("%.19s", at(24 + 19)), body("/recurrence_id"));
	expect_int(1, body_int("/spots_taken"));
	expect_text("Choir", body("/title"));
	work();
	expect_int(1, work_mails("bob@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"), "another time"));
}

/* What somebody is told of a change of the one series. */
static void
expect_told(const char *change, const char *said, const char *not_said)
{
	char *mail;

	patch("s", change);
	work();
	mail = work_mail("bob@example.org");
	cr_assert(mail);
	cr_expect(strstr(mail, said), "not \"%s\" in %s", said, mail);
	cr_expect(!not_said || !strstr(mail, not_said), "\"%s\" in %s",
	    not_said, mail);
}

Test_engines(api_series_change, a_mail_says_what_is_otherwise)
{
	given_series("s", FIVE);
	keep_dates("s", 2);
	expect(200, attend("bob", "s1"));
	expect_told("'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'",
	    "event has other days now", "another");
	expect_told("'rrule': 'FREQ=DAILY;INTERVAL=3;COUNT=2'",
	    text("Its next days are: %.10s, %.10s", at(18), at(72 + 18)),
	    "another time");
	expect_told(text("'start_time': '%s'", at(17)),
	    "event has another time now", "Its next days");
	expect_told("'location': 'Yard'", "event has another place now", NULL);
	expect_told(text("'location': 'Hall', 'end_time': '%s', 'online_url': "
			 "'https://x.example/'",
			at(22)),
	    "another time and another place and another link now", "days");
	expect_told("'rrule': 'FREQ=DAILY;INTERVAL=3'", "other days now", NULL);
	expect_told("'timezone': 'Atlantic/Reykjavik'",
	    "event has another time now", "days");
}

Test_engines(api_series_change, nobody_is_told_who_is_not_to_be)
{
	given_series("s", FIVE);
	keep_dates("s", 2);
	expect(200, attend("bob", "s2"));
	expect(200,
	    as("ann", PATCH, "/events/%s?notify=false {'start_time': '%s'}",
		id("s"), at(17)));
	work();
	expect_int(0, work_mails("bob@example.org"));
}

Test_engines(api_series_change, a_date_at_a_time_of_its_own_stays_there)
{
	given_series("s", FIVE);
	keep_dates("s", 3);
	patch("s2", text("'start_time': '%s'", at(24 + 12)));
	patch("s", text("'start_time': '%s'", at(17)));
	expect_date("s2", "start_time", at(24 + 12));
	expect_text(text("%.19s", at(24 + 17)), body("/recurrence_id"));
	expect_date("s3", "start_time", at(48 + 17));
	patch("s2", text("'start_time': '%s', 'end_time': '%s'", at(24 + 17),
			at(24 + 20))); /* as its series has it */
	patch("s", text("'start_time': '%s'", at(16)));
	expect_date("s2", "start_time", at(24 + 16));
}

Test_engines(api_series_change, over_midnight_dates_go_along)
{
	given_series("s", FIVE);
	keep_dates("s", 5);
	patch(
	    "s", text("'start_time': '%s', 'end_time': '%s'", at(25), at(27)));
	expect_date("s1", "start_time", at(25));
	expect_date("s5", "start_time", at(4 * 24 + 25));
	cr_expect(count_dates("s", "") == 5);
}

Test_engines(api_series_change, dates_left_over_are_cancelled_or_go)
{
	given_series("s", FIVE);
	keep_dates("s", 5);
	expect(200, attend("bob", "s2"));
	expect(200, attend("bob", "s3"));
	patch("s", "'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'");
	expect_date("s2", "status", "cancelled");
	expect_int(1, body_int("/spots_taken"));
	expect(404, as("ann", GET, "/events/%s", id("s4")));
	expect_date("s3", "status", "published");
	expect_date("s5", "status", "published");
	cr_expect(count_dates("s", "&status=published") == 3);
	cr_expect(count_dates("s", "") == 4);
	work();
	expect_int(1, work_mails("bob@example.org")); /* for both */
	cr_expect(strstr(work_mail("bob@example.org"),
	    text("cancelled: %.10s", at(24 + 18))));
}

Test_engines(api_series_change, another_rule_makes_what_is_missing)
{
	given_series("s", ", \"rrule\": \"FREQ=DAILY;INTERVAL=2;COUNT=3\"");
	keep_dates("s", 3);
	patch("s", "'rrule': 'FREQ=DAILY;COUNT=5'");
	cr_expect(count_dates("s", "") == 5);
	expect_text(id("s2"), body("/2/id"));
	expect_text("true", body("/1/is_open"));
	expect_text(at(24 + 18), body("/1/start_time"));
	expect_date("s1", "rrule", "FREQ=DAILY;COUNT=5");
	patch("s", text("'rrule': null, 'rdates': ['%.19s']", at(30)));
	cr_expect(count_dates("s", "") == 2);
	expect(200, as("ann", GET, "/events/%s/recurrence", id("s")));
	expect_text("null", body("/rrule"));
	expect_int(1, body_count("/rdates"));
}

Test_engines(api_series_change, what_is_left_out_moves_with_the_series)
{
	given_series("s", text(FIVE ", \"exdates\": [\"%.19s\"]", at(42)));
	cr_expect(count_dates("s", "") == 4);
	patch("s", text("'start_time': '%s'", at(17)));
	cr_expect(count_dates("s", "") == 4);
	expect_text(at(48 + 17), body("/1/start_time"));
	patch("s", "'exdates': []");
	cr_expect(count_dates("s", "") == 5);
}

Test_engines(api_series_change, a_date_that_has_a_file_is_not_removed)
{
	api_files();
	given_series("s", FIVE);
	keep_dates("s", 5);
	with_body("application/pdf", "x", 1);
	with("Content-Disposition", "attachment; filename=\"a.pdf\"");
	expect(201, as("ann", POST, "/events/%s/files", id("s4")));
	patch("s4", "'title': 'Concert'");
	patch("s5", "'title': 'Concert'");
	patch("s", "'rrule': 'FREQ=DAILY;COUNT=3'");
	expect_date("s4", "status", "cancelled");
	expect_text("Concert", body("/title"));
	expect(404, as("ann", GET, "/events/%s", id("s5")));
}

Test_engines(api_series_change, a_cancelled_date_stays_cancelled)
{
	given_series("s", FIVE);
	keep_dates("s", 2);
	expect(200, as("ann", POST, "/events/%s/cancel", id("s2")));
	patch("s", text("'start_time': '%s'", at(17)));
	expect_date("s2", "status", "cancelled");
	expect_text(at(24 + 17), body("/start_time"));
	cr_expect(count_dates("s", "") == 5);
}

Test_engines(api_series_change, what_an_earlier_change_cancelled_is_no_date)
{
	given_series("s", FIVE);
	keep_dates("s", 5);
	expect(200, attend("bob", "s2"));
	patch("s", "'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'");
	expect_date("s2", "status", "cancelled");
	patch("s", text("'start_time': '%s', 'end_time': '%s'", at(24 + 19),
		       at(24 + 21)));
	expect_date("s1", "start_time", at(24 + 19));
	expect_date("s5", "start_time", at(5 * 24 + 19));
	expect_date("s2", "status", "cancelled");
	patch("s", text("'start_time': '%s', 'end_time': '%s'", at(24 + 18),
		       at(24 + 21)));
	expect_date("s2", "status", "cancelled"); /* until it is reinstated */
	expect(200, as("ann", POST, "/events/%s/reinstate", id("s2")));
}

Test_engines(
    api_series_change, a_date_that_was_brought_forward_is_not_left_over)
{
	given_series("s", FIVE);
	keep_dates("s", 5);
	expect(200, attend("bob", "s2"));
	patch("s2",
	    text("'start_time': '%s', 'end_time': '%s'", soon(60), soon(180)));
	work_sql("UPDATE event SET start_time = start_time - interval '2 hours'"
		 " WHERE overrides <> 0",
	    "UPDATE event SET start_time = start_time - 7200000000"
	    " WHERE overrides <> 0");
	patch("s", "'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'");
	expect_date("s2", "status", "published");
}

Test_engines(api_series_change, another_zone_is_read_at_the_start)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '2030-10-22T16:00:00Z', "
	    "'end_time': '2030-10-22T18:00:00Z', 'rrule': 'FREQ=WEEKLY'}");
	keep_dates("s", 2);
	patch("s", "'timezone': 'Europe/Berlin'");
	expect_date("s1", "start_time", "2030-10-22T16:00:00Z");
	expect_date("s2", "start_time", "2030-10-29T17:00:00Z");
	expect_text("2030-10-29T18:00:00", body("/recurrence_id"));
	expect_text("Europe/Berlin", body("/timezone"));
	patch("s2", "'title': 'y'");
	expect_text("Europe/Berlin", body("/timezone"));
}

Test_engines(api_series_change, a_start_in_a_gap_is_not_moved_by_a_title)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '2030-03-30T01:30:00Z', "
	    "'end_time': '2030-03-30T02:30:00Z', 'timezone': 'Europe/Berlin', "
	    "'rrule': 'FREQ=DAILY;COUNT=3'}");
	keep_dates("s", 2);
	expect_date("s2", "recurrence_id", "2030-03-31T02:30:00");
	patch("s2", "'title': 'y'");
	patch("s", "'start_time': '2030-03-30T01:00:00Z'");
	expect_date("s2", "start_time", "2030-03-31T01:00:00Z");
}

Test_engines(api_series_change, count_is_what_is_left)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=5'}",
	    at(-30), at(-28));
	keep_dates("s", 4);
	patch("s", text("'start_time': '%s'", at(-31)));
	expect_text("FREQ=DAILY;INTERVAL=2;COUNT=4", body("/rrule"));
	expect_text(at(17), body("/start_time"));
	expect_date("s1", "start_time", at(17));
	cr_expect(count_dates("s", "") == 4);
}

Test_engines(api_series_change, what_has_begun_stays_and_is_not_there_twice)
{
	char *began = soon(-60), *next;

	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'}",
	    began, soon(60));
	keep_dates("s", 3);
	patch("s", text("'start_time': '%s'", soon(30)));
	next = body("/start_time");
	cr_expect(count_dates("s", "") == 3);
	expect_date("s1", "start_time", began);
	expect_date("s2", "start_time", next);
}

/* What has been was at an instant, whatever clocks elsewhere showed then. */
Test_engines(api_series_change, what_has_been_stays_when_it_was_in_another_zone)
{
	given_series("s", FIVE);
	keep_dates("s", 3);
#define MOVE(earlier)                                            \
	"UPDATE event SET start_time = start_time - " earlier    \
	", end_time = end_time - " earlier                       \
	", start_wall = start_wall - " earlier                   \
	", end_wall = end_wall - " earlier                       \
	", recurrence_id = recurrence_id - " earlier             \
	" WHERE id = (SELECT id FROM event WHERE NOT is_series " \
	"ORDER BY start_time LIMIT 1)"
	work_sql(MOVE("interval '10 days'"), MOVE("864000000000"));
#undef MOVE
	patch("s", text("'timezone': 'Asia/Tokyo', 'start_time': '%s', "
			"'end_time': '%s'",
		       at(20), at(21)));
	expect_date("s1", "start_time", at(18 - 240));
	expect_date("s1", "end_time", at(20 - 240));
	expect_text("Asia/Tokyo", body("/timezone"));
	expect_date("s2", "start_time", at(24 + 20));
}

Test_engines(api_series_change, what_would_have_begun_stays_where_it_is)
{
	char *at_first = soon(60);

	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;INTERVAL=2;COUNT=3'}",
	    at_first, soon(90));
	keep_dates("s", 3);
	patch("s", text("'start_time': '%s'", soon(-10)));
	cr_expect(count_dates("s", "") == 3);
	expect_date("s1", "start_time", at_first);
	expect_date("s2", "start_time", soon(2 * 24 * 60 - 10));
}

Test_engines(api_series_change, how_many_dates_take_answers_can_be_said)
{
	given_series("s", FIVE ", \"open_dates\": 1");
	keep_dates("s", 2);
	patch("s", "'open_dates': 2");
	expect(200, attend("bob", "s2"));
	expect(200, as("ann", GET, "/events/%s/recurrence", id("s")));
	expect_int(2, body_int("/open_dates"));
}

Test_engines(api_series_change, impossible_ones_change_nothing)
{
	given_series("s", FIVE);
	keep_dates("s", 2);
	expect_problem(422, "rrule_invalid",
	    as("ann", PATCH, "/events/%s {'rrule': 'FREQ=HOURLY'}", id("s")));
	expect_problem(422, "rrule_invalid",
	    as("ann", PATCH, "/events/%s {'rrule': null}", id("s")));
	expect_problem(422, "rrule_invalid",
	    as("ann", PATCH,
		"/events/%s {'rrule': 'FREQ=YEARLY;BYMONTH=2;"
		"BYMONTHDAY=30'}",
		id("s")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'exdates': ['soon']}", id("s")));
	expect_problem(422, "rrule_invalid",
	    as("ann", PATCH,
		"/events/%s {'start_time': '2020-01-01T10:00:00Z', "
		"'end_time': '2020-01-01T11:00:00Z'}",
		id("s")));
	expect_text("All dates of the series are over.", body("/detail"));
	expect_problem(422, "end_before_start",
	    as("ann", PATCH, "/events/%s {'end_time': '%s'}", id("s"), at(1)));
	expect_problem(422, "rrule_invalid",
	    as("ann", PATCH, "/events/%s {'rrule': 'FREQ=WEEKLY'}", id("s2")));
	cr_expect(count_dates("s", "") == 5);
	expect_date("s2", "start_time", at(24 + 18));
}

Test_engines(api_series_change, a_date_closes_its_answers_when_it_says)
{
	given_series("s", text(FIVE ", \"rsvp_closes_at\": \"%s\"", at(17)));
	keep_dates("s", 3);
	expect_date("s2", "rsvp_closes_at", at(24 + 17));
	patch("s2", text("'rsvp_closes_at': '%s'", at(12)));
	patch("s", "'title': 'Band', 'max_party': 4");
	expect_date("s2", "rsvp_closes_at", at(12));
	expect_date("s3", "rsvp_closes_at", at(48 + 17));
	patch("s", text("'start_time': '%s'", at(19)));
	expect_text(at(18), body("/rsvp_closes_at"));
	expect_date("s3", "rsvp_closes_at", at(48 + 18));
	expect_date("s2", "rsvp_closes_at", at(12));
	patch("s3", text("'start_time': '%s', 'end_time': '%s'", at(48 + 20),
			at(48 + 21)));
	expect_text(at(48 + 19), body("/rsvp_closes_at"));
	patch("s", "'rsvp_closes_before': 30");
	expect_date("s2", "rsvp_closes_at", at(12));
	expect_date("s3", "rsvp_closes_before", "30");
	patch("s2",
	    text("'rsvp_closes_at': '%s', 'rsvp_closes_before': 30", at(12)));
	patch("s", "'rsvp_closes_before': 60");
	expect_date("s2", "rsvp_closes_before", "60");
}

Test_engines(api_series_change, who_comes_is_asked_again_once_for_each_date)
{
	given_series("s", FIVE);
	keep_dates("s", 3);
	expect(200, attend("bob", "s1"));
	expect(200, attend("bob", "s3"));
	expect(200, as("ann", PATCH,
			"/events/%s?notify=false {'start_time': '%s', "
			"'ask_again': true}",
			id("s"), at(17)));
	work();
	expect_int(2, work_mails("bob@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"), "still"));
}

static void
expect_out_of_range(const char *pointer, int status)
{
	expect_problem(422, "validation_failed", status);
	expect_text("out_of_range", error_at(pointer));
}

#define FOR_EVER "'end_time': '9999-12-31T23:59:59Z'"
#define TILL	 "'rsvp_closes_at': '9999-12-31T23:59:59Z'"

/* What one date has at a distance from its start, later ones have, too. */
Test_engines(api_series_change, dates_end_and_close_in_reach_of_their_start)
{
	expect_out_of_range("/end_time",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', " FOR_EVER
		", 'rrule': 'FREQ=DAILY;COUNT=3'}",
		at(18)));
	expect_out_of_range("/rsvp_closes_at",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': "
		"'%s', " TILL ", 'rrule': 'FREQ=DAILY;COUNT=3'}",
		at(18), at(19)));
	given_series("s", FIVE);
	keep_dates("s", 2);
	expect_out_of_range("/end_time",
	    as("ann", PATCH, "/events/%s {" FOR_EVER "}", id("s")));
	expect_out_of_range("/end_time",
	    as("ann", PATCH, "/events/%s?apply=following {" FOR_EVER "}",
		id("s2")));
	expect_out_of_range("/rsvp_closes_at",
	    as("ann", PATCH, "/events/%s?apply=all {" TILL "}", id("s2")));
	expect_out_of_range("/end_time",
	    as("ann", PUT,
		"/events/%s {'title': 'x', 'start_time': '%s', " FOR_EVER "}",
		id("s"), at(18)));
	expect_date("s2", "end_time", at(24 + 20));
}
