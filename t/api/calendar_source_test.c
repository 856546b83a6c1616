/*
 * Calendars elsewhere, on a real web server, and what is kept of them.
 */
#include <string.h>

#include "app/calendar_source.h"
#include "base/clock.h"
#include "t/lib/api.h"
#include "t/lib/http_server.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

static struct http_server server;

/* "20300601T180000Z", so many hours from now. */
static char *
stamp(int hours)
{
	char *t = text("%s", in_hours(hours)), *to = t;

	for (const char *p = t; *p; p++)
		if (!strchr("-:", *p))
			*to++ = *p;
	*to = '\0';
	return t;
}

/* The calendar has an event of an hour then. */
static void
say(int hours, const char *more)
{
	http_server_set(&server, "a",
	    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n"
	    "SUMMARY:secret\nDTSTART:%s\nDURATION:PT1H\n%sEND:VEVENT\n"
	    "END:VCALENDAR\n",
	    stamp(hours), more);
}

static void
given_source(void)
{
	http_server_start(&server);
	api_set("OUTBOUND_ALLOW", server.host);
	http_server_set(&server, "site",
	    "/a.ics give a\n/gone status 404\n/text give text\n");
	http_server_set(&server, "text", "hello");
	say(24, "");
	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'Work', 'url': "
	    "'http://%s/a.ics'}",
	    server.host);
}

static int
asked(void)
{
	char line[256];

	return http_server_asked(&server, line, sizeof(line));
}

/* Time passes until the next look. */
static void
work_again(void)
{
	work_sql("UPDATE calendar_source SET next_at = next_at - interval '25 "
		 "hours', tried_at = tried_at - interval '25 hours'",
	    "UPDATE calendar_source SET next_at = next_at - 90000000000, "
	    "tried_at = tried_at - 90000000000");
	work();
}

static void
look(void)
{
	expect(200, as("ann", GET, "/users/me/calendar-sources"));
}

static int
busy(void)
{
	struct rows rows;

	rows_count(&rows);
	return (int)rows_of(&rows, "busy");
}

static int
move_to(const char *path)
{
	return as("ann", PATCH,
	    "/users/me/calendar-sources/%s {'url': 'http://%s%s'}", id("s"),
	    server.host, path);
}

Test_engines(api_calendar_source, it_is_asked_soon_and_then_when_it_is_time)
{
	given_source();
	expect_text("null", body("/fetched_at"));
	cr_expect(asked() == 0);
	work();
	cr_expect(asked() == 1 && busy() == 1);
	look();
	cr_expect(str_has_prefix(body("/0/fetched_at"), "20"), "%s",
	    response()->body);
	expect_text("null", body("/0/error"));
	work();
	cr_expect(asked() == 1);
	work_again();
	cr_expect(asked() == 2 && busy() == 1);
	http_server_stop(&server);
}

Test_engines(api_calendar_source, what_did_not_change_is_not_sent_again)
{
	char line[256];

	given_source();
	work();
	work_again();
	http_server_asked(&server, line, sizeof(line));
	cr_expect(str_has_prefix(line, "/a.ics \""), "%s", line);
	/* dates come nearer: once a week all is read anew */
	work_sql("UPDATE calendar_source SET read_at = read_at - interval '8 "
		 "days'",
	    "UPDATE calendar_source SET read_at = read_at - 691200000000");
	work_again();
	http_server_asked(&server, line, sizeof(line));
	expect_text("/a.ics", line);
	say(24, "RRULE:FREQ=DAILY;COUNT=3\n");
	work_again();
	cr_expect(busy() == 3);
	say(24, "TRANSP:TRANSPARENT\n");
	work_again();
	cr_expect(busy() == 0);
	http_server_stop(&server);
}

/* How often it is asked within so many hours, an even number. */
static int
asked_within(int hours, bool changes)
{
	int before = asked();

	for (int hour = 0; hour < hours; hour += 2) {
		http_server_set(&server, "a",
		    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTAMP:%s\n"
		    "DTSTART:20300601T180000Z\nDURATION:PT%dH\nEND:VEVENT\n"
		    "END:VCALENDAR\n",
		    stamp(hour), changes ? 1 + hour : 1);
		work_sql("UPDATE calendar_source SET next_at = next_at - "
			 "interval '2 hours'",
		    "UPDATE calendar_source SET next_at = next_at - "
		    "7200000000");
		work();
	}
	return asked() - before;
}

/* Also where the server does not tell what has changed. */
Test_engines(api_calendar_source, the_less_it_changes_the_less_it_is_asked)
{
	int n;

	given_source();
	http_server_set(&server, "site", "/a.ics chunked a\n");
	n = asked_within(40, false);
	cr_expect(n >= 4 && n <= 7, "%d", n);
	say(24, "");
	work_again();
	cr_expect(asked_within(12, true) == 6);
	http_server_stop(&server);
}

Test_engines(api_calendar_source, who_owns_it_is_told_why_it_gives_no_answer)
{
	given_source();
	work();
	http_server_set(&server, "site", "/a.ics status 503\n");
	work_again();
	look();
	expect_text("The server answers with status 503.", body("/0/error"));
	expect_int(1, body_int("/0/failures"));
	cr_expect(busy() == 1, "what was read stays");
	http_server_set(&server, "site", "/a.ics give text\n");
	http_server_set(&server, "text", "hello");
	work_again();
	look();
	expect_text("It is no calendar.", body("/0/error"));
	expect_int(2, body_int("/0/failures"));
	http_server_set(&server, "site", "/a.ics give a\n");
	work_again();
	look();
	expect_text("null", body("/0/error"));
	expect_int(0, body_int("/0/failures"));
	http_server_stop(&server);
}

Test_engines(api_calendar_source, after_thirty_failures_it_is_left_alone)
{
	given_source();
	http_server_set(&server, "site", "\n");
	work_sql("UPDATE calendar_source SET failures = 29",
	    "UPDATE calendar_source SET failures = 29");
	work();
	look();
	expect_int(30, body_int("/0/failures"));
	expect_text("null", body("/0/next_at"));
	work_again();
	cr_expect(asked() == 1);
	expect(202,
	    as("ann", POST, "/users/me/calendar-sources/%s/refresh", id("s")));
	http_server_set(&server, "site", "/a.ics give a\n");
	work();
	look();
	expect_int(0, body_int("/0/failures"));
	cr_expect(busy() == 1);
	http_server_stop(&server);
}

/* ... and of the others no failure is counted. */
Test_engines(api_calendar_source, a_server_that_is_down_is_asked_thrice)
{
	int failures = 0, n_soon = 0;

	given_source();
	for (int i = 0; i < 4; i++)
		expect(201, as("ann", POST,
				"/users/me/calendar-sources {'name': 'x', "
				"'url': 'http://%s/b%d.ics'}",
				server.host, i));
	http_server_set(&server, "site",
	    "/a.ics status 502\n/b0.ics status 502\n/b1.ics status 502\n"
	    "/b2.ics status 502\n/b3.ics status 502\n");
	work();
	cr_expect(asked() == 3);
	look();
	for (int i = 0; i < 5; i++) {
		bool is_soon = strcmp(body(text("/%d/next_at", i)),
				   in_seconds(600)) < 0;

		failures += body_int(text("/%d/failures", i));
		n_soon += is_soon;
	}
	cr_expect(failures == 3 && n_soon == 2, "%d %d", failures, n_soon);
	http_server_stop(&server);
}

Test_engines(api_calendar_source, it_may_be_somewhere_else_or_gone)
{
	given_source();
	work();
	expect(200, move_to("/gone"));
	expect_text("null", body("/fetched_at"));
	cr_expect(busy() == 0);
	work();
	look();
	expect_text("The server answers with status 404.", body("/0/error"));
	expect(200, move_to("/a.ics"));
	expect(200,
	    as("ann", PATCH, "/users/me/calendar-sources/%s {'name': 'Home'}",
		id("s")));
	expect_text("Home", body("/name"));
	work();
	cr_expect(busy() == 1);
	expect(
	    204, as("ann", DELETE, "/users/me/calendar-sources/%s", id("s")));
	cr_expect(busy() == 0);
	work();
	http_server_stop(&server);
}

Test_engines(api_calendar_source, it_is_asked_now_and_then_and_no_more_often)
{
	given_source();
	work();
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/users/me/calendar-sources/%s/refresh", id("s")));
	work_sql("UPDATE calendar_source SET tried_at = tried_at - interval "
		 "'6 minutes'",
	    "UPDATE calendar_source SET tried_at = tried_at - 360000000");
	expect(202,
	    as("ann", POST, "/users/me/calendar-sources/%s/refresh", id("s")));
	work();
	cr_expect(asked() == 2);
	/* two so far */
	for (int i = 2; i < 30; i++)
		expect(200, move_to(i % 2 ? "/a.ics" : "/gone"));
	expect_problem(429, "rate_limited", move_to("/gone"));
	expect_problem(429, "rate_limited",
	    as("ann", POST,
		"/users/me/calendar-sources {'name': 'x', 'url': "
		"'https://a.example'}"));
	http_server_stop(&server);
}

Test_engines(api_calendar_source, of_very_many_some_are_asked_at_a_time)
{
	static struct arena arena;
	static struct fault f;
	struct call call = { .db = given_db(), .arena = &arena, .fault = &f };
	size_t n;

	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'x', 'url': "
	    "'https://a.example'}");
	work_sql(
	    "INSERT INTO calendar_source (id, user_id, name, url, next_at, "
	    "pause_s, failures, created_at, updated_at, version) SELECT "
	    "gen_random_uuid(), user_id, name, url, next_at, pause_s, 0, "
	    "created_at, updated_at, 1 FROM calendar_source, "
	    "generate_series(1, 1100)",
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 1100) INSERT INTO calendar_source (id, user_id, name, "
	    "url, next_at, pause_s, failures, created_at, updated_at, version) "
	    "SELECT randomblob(16), user_id, name, url, next_at, pause_s, 0, "
	    "created_at, updated_at, 1 FROM calendar_source, n");
	arena_init(&arena, 16 << 20);
	call.now_us = clock_now_us();
	cr_assert(app_calendar_source_begin(&call, &n) == ERR_OK);
	cr_expect(n == 1000, "%zu", n);
	arena_release(&arena);
}

Test_engines(api_calendar_source, a_clock_that_was_ahead_puts_nothing_off)
{
	given_source();
	work();
	work_sql("UPDATE calendar_source SET next_at = next_at + interval '9 "
		 "years'",
	    "UPDATE calendar_source SET next_at = next_at + 283824000000000");
	work();
	work();
	cr_expect(asked() == 2);
	http_server_stop(&server);
}

Test_engines(api_calendar_source, of_who_is_suspended_none_is_asked)
{
	given_source();
	work();
	given_suspended("ann");
	work_again();
	cr_expect(asked() == 1);
	http_server_stop(&server);
}

Test_engines(api_calendar_source, only_calendars_on_the_internet_are_taken)
{
	static const char *const none[] = { "a.example", "/x", "https:a",
		"https://b\xc3\xbc\x63her.example", "https://a b" };
	static const char *const bad[] = { "http://a.example/x",
		"https://a.example:8443/", "https://u@a.example/",
		"ftp://a.example", "file:///etc/passwd", "https://a.example/#x",
		"http://127.0.0.1:1/" };

	for (size_t i = 0; i < N_OF(none); i++)
		expect_problem(422, "validation_failed",
		    as("ann", POST,
			"/users/me/calendar-sources {'name': 'x', 'url': "
			"'%s'}",
			none[i]));
	for (size_t i = 0; i < N_OF(bad); i++) {
		expect_problem(422, "validation_failed",
		    as("ann", POST,
			"/users/me/calendar-sources {'name': 'x', 'url': "
			"'%s'}",
			bad[i]));
		expect_text("format", error_at("/url"));
	}
	given("w", "ann",
	    "/users/me/calendar-sources {'name': 'x', 'url': "
	    "'webcal://a.example/x?y=z'}");
	expect_text("https://a.example/x?y=z", body("/url"));
	/* it may be typed, and leads nowhere */
	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'x', 'url': "
	    "'https://169.254.169.254/'}");
	expect(
	    204, as("ann", DELETE, "/users/me/calendar-sources/%s", id("w")));
	work();
	look();
	expect_text(
	    "Its host has no address on the Internet.", body("/0/error"));
}

Test_engines(api_calendar_source, it_is_its_owners_alone_and_one_of_ten)
{
	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'x', 'url': "
	    "'https://a.example'}");
	expect(200, as("bob", GET, "/users/me/calendar-sources"));
	expect_int(0, body_count(""));
	expect(
	    404, as("bob", PATCH, "/users/me/calendar-sources/%s {'name': 'y'}",
		     id("s")));
	expect(404,
	    as("bob", POST, "/users/me/calendar-sources/%s/refresh", id("s")));
	expect(
	    404, as("bob", DELETE, "/users/me/calendar-sources/%s", id("s")));
	expect(
	    401, anonymous(PATCH, "/users/me/calendar-sources/%s {'name': 'y'}",
		     id("s")));
	expect(401,
	    anonymous(POST, "/users/me/calendar-sources/%s/refresh", id("s")));
	expect(
	    401, anonymous(DELETE, "/users/me/calendar-sources/%s", id("s")));
	for (int i = 1; i < 10; i++)
		expect(201, as("ann", POST,
				"/users/me/calendar-sources {'name': 'x', "
				"'url': 'https://a.example'}"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST,
		"/users/me/calendar-sources {'name': 'x', 'url': "
		"'https://a.example'}"));
}

/* What its server says when the row has changed meanwhile. */
static enum err
answer_late(const char *method, const char *format)
{
	static struct arena arena;
	static struct fault f;
	static struct conf conf = { .outbound_allow = "" };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &f,
		.conf = &conf,
		.now_us = clock_now_us() };
	struct app_calendar_asked a;
	struct calendar_source_id source;
	enum err err;

	arena_init(&arena, 64 << 20);
	cr_assert(uuid_parse(id("s"), &source.v));
	cr_assert(app_calendar_source_ask(&call, source, &a) == ERR_OK);
	expect(str_eq(method, DELETE) ? 204 : 200,
	    as("ann", method, "%s", text(format, id("s"))));
	cr_assert(app_begin(&call) == ERR_OK);
	err = app_calendar_source_answered(&call, &a,
	    &(struct app_calendar_answer){ .text = "BEGIN:VCALENDAR\nA:1\n",
		.etag = "",
		.last_modified = "" },
	    &arena);
	db_rollback(call.db);
	arena_release(&arena);
	return err;
}

Test_engines(api_calendar_source, what_comes_too_late_is_not_written)
{
	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'x', 'url': "
	    "'https://a.example'}");
	/* a name is no other place, nor is the same one */
	cr_expect(answer_late(PATCH,
		      "/users/me/calendar-sources/%s {\"name\":\"y\",\"url\":"
		      "\"webcal://a.example\"}") == ERR_OK);
	cr_expect(
	    answer_late(PATCH, "/users/me/calendar-sources/%s "
			       "{\"url\":\"https://b.example\"}") == ERR_RETRY);
	cr_expect(answer_late(DELETE, "/users/me/calendar-sources/%s") ==
		  ERR_NOT_FOUND);
}
