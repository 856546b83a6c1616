/*
 * What the clock does to events: reminders, "still coming?", the end. Time does
 * not pass here: the event is moved towards it, with all that it has of the
 * clock. t/e2e/clock_test.c has real processes on other days.
 */
#include <string.h>

#include "app/due.h"
#include "base/clock.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/work.h"

#include "base/banned.h"

static double struck; /* hours that have passed */

/* All events are made so many minutes older. */
static void
age(int minutes)
{
#define AGED(column, by) #column " = " #column " - " by
#define AGED_ALL(by)                                             \
	AGED(start_time, by)                                     \
	", " AGED(end_time, by) ", " AGED(due_at, by) ", " AGED( \
	    done_until, by) ", " AGED(reconfirm_until, by)
	work_sql(text("UPDATE event SET " AGED_ALL("%d * interval '1 minute'"),
		     minutes, minutes, minutes, minutes, minutes),
	    text("UPDATE event SET " AGED_ALL("%d * 60000000"), minutes,
		minutes, minutes, minutes, minutes));
}

/* It is so many hours after the beginning; whatever is due is done. */
static void
strike(double hours)
{
	age((int)((hours - struck) * 60));
	struck = hours;
	work();
}

static void
expect_mails(int n, const char *user)
{
	int got = work_mails(text("%s@example.org", user));

	cr_expect(got == n, "%d mails to %s instead of %d", got, user, n);
}

static void
expect_last_mail(const char *user, const char *words)
{
	const char *mail = work_mail(text("%s@example.org", user));

	cr_expect(mail && strstr(mail, words), "%s: %s", words,
	    mail ? mail : "no mail");
}

static void
expect_answer(const char *status, const char *user)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	expect_text(status, body("/status"));
}

static void
maybe(const char *user)
{
	expect(200,
	    as(user, PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
}

static int
confirm(const char *user)
{
	return as(user, POST, "/events/%s/rsvps/me/reconfirm", id("e"));
}

/* Two come, who are asked for a day, two days before; and one waits. */
static void
given_asking(void)
{
	given_event("e", .starts_in_h = 100, .capacity = 2, .waitlist = true,
	    .more = ", 'reminders': [], 'reconfirm': {'before_hours': 48, "
		    "'for_hours': 24}");
	expect(200, attend("bob", "e"));
	expect(200, attend("cat", "e"));
	expect(202, attend("dan", "e"));
}

/* Reminders */

Test_engines(api_due, who_comes_is_reminded_a_day_before)
{
	given_event("e", .starts_in_h = 100);
	expect_text("1440", body("/reminders/0"));
	expect(200, attend("bob", "e"));
	maybe("cat");
	strike(75);
	expect_mails(0, "bob");
	strike(76.1);
	expect_mails(1, "bob");
	expect_last_mail("bob", "Subject: Soon: Picnic");
	expect_mails(0, "cat");
	strike(76.2);
	expect_mails(1, "bob");
}

Test_engines(api_due, reminders_are_as_the_organizer_wants_them)
{
	given_event(
	    "e", .starts_in_h = 100, .more = ", 'reminders': [60, 2880]");
	expect(200, attend("bob", "e"));
	strike(52.1);
	strike(76.1);
	expect_mails(1, "bob");
	strike(99.1);
	expect_mails(2, "bob");
	expect(200, as("ann", PATCH, "/events/%s {'reminders': []}", id("e")));
	expect_int(0, body_count("/reminders"));
	strike(99.5);
	expect_mails(2, "bob");
}

Test_engines(api_due, a_late_reminder_is_none)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	strike(78.5);
	strike(79);
	expect_mails(0, "bob");
}

Test_engines(api_due, a_moved_event_reminds_anew)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	strike(76.1);
	expect_mails(1, "bob");
	given_moved("e", "ann", 100, 102);
	strike(77);
	expect_mails(1, "bob");
	strike(76.1 + 76.2);
	expect_mails(2, "bob");
}

Test_engines(api_due, nothing_is_told_of_what_is_off)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	strike(76.1);
	strike(103);
	expect_mails(1, "bob");
	expect_last_mail("bob", "Cancelled");
}

Test_engines(api_due, nothing_is_told_of_what_is_hidden)
{
	given_asking();
	given_suspended("ann");
	strike(52);
	strike(76.1);
	strike(103);
	expect_mails(0, "bob");
	given_admin("root");
	expect(200, as("root", GET, "/events/%s", id("e")));
	expect_text("completed", body("/status"));
}

Test_engines(api_due, a_look_too_early_does_nothing)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	work_sql(
	    "UPDATE event SET due_at = now()", "UPDATE event SET due_at = 1");
	cr_expect(work() == 1);
	expect_mails(0, "bob");
	cr_expect(work() == 0);
	strike(76.1);
	expect_mails(1, "bob");
}

/* "Still coming?" */

Test_engines(api_due, who_is_silent_gives_the_seat_up)
{
	given_asking();
	strike(51);
	expect_mails(0, "bob");
	strike(52);
	expect_last_mail("bob", "Subject: Do you still come? Picnic");
	expect_last_mail("bob", "You can until");
	expect_mails(0, "dan");
	expect(200, confirm("bob"));
	cr_expect(!str_eq(body("/asked_at"), "null"));
	cr_expect(!str_eq(body("/confirmed_at"), "null"));
	strike(64.5);
	expect_mails(1, "bob");
	expect_mails(2, "cat"); /* at half time */
	strike(75);
	expect_answer("attending", "cat");
	strike(76.1);
	expect_answer("attending", "bob");
	expect_answer("not_attending", "cat");
	expect_text("api", body("/source"));
	expect_last_mail("cat", "Your spot was given up");
	expect_answer("attending", "dan");
	expect_last_mail("dan", "You have a spot");
	strike(77);
	expect_answer("attending", "dan");
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_int(2, body_int("/spots_taken"));
}

Test_engines(api_due, any_answer_says_that_somebody_is_there)
{
	given_asking();
	strike(52);
	expect(200, attend("bob", "e"));
	maybe("cat");
	expect(200, attend("dan", "e"));
	strike(76.1);
	expect_answer("attending", "bob");
	expect_answer("maybe", "cat");
	expect_answer("attending", "dan");
}

Test_engines(api_due, only_who_is_asked_confirms)
{
	given_asking();
	given_user("eve");
	expect_problem(409, "invalid_transition", confirm("bob"));
	expect_problem(409, "invalid_transition", confirm("dan"));
	expect_text("waitlisted", body("/from"));
	expect_problem(404, "not_found", confirm("eve"));
	strike(52);
	maybe("bob");
	expect_problem(409, "invalid_transition", confirm("bob"));
}

Test_engines(api_due, what_they_were_told_holds_when_it_moves)
{
	given_asking();
	strike(52);
	given_moved("e", "ann", 98, 100);
	strike(76.1); /* until when they could */
	expect_answer("not_attending", "cat");
	expect_answer("attending", "dan");
	strike(102.1); /* who has come since is asked, too */
	expect_last_mail("dan", "Do you still come?");
}

Test_engines(api_due, nobody_lapses_once_it_has_begun)
{
	given_asking();
	strike(52);
	strike(100.5);
	expect_answer("attending", "cat");
	strike(103);
	expect_answer("attending", "cat");
}

Test_engines(api_due, an_organizer_asks_again)
{
	given_asking();
	strike(52);
	expect(200, confirm("bob"));
	expect(200, confirm("cat"));
	expect(
	    200, as("ann", PATCH, "/events/%s {'ask_again': true}", id("e")));
	work();
	expect_mails(2, "bob");
	expect(200, confirm("bob"));
	strike(76.1);
	expect_answer("attending", "bob");
	expect_answer("not_attending", "cat");
}

Test_engines(api_due, who_is_asked_answers_in_less_time_than_there_is)
{
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"'reconfirm': {'before_hours': 24, 'for_hours': 24}}",
		in_hours(100), in_hours(101)));
	expect_text("out_of_range", error_at("/reconfirm/for_hours"));
	given_asking();
	expect(200, as("ann", PATCH,
			"/events/%s {'reconfirm': {'for_hours': 2}}", id("e")));
	expect_int(48, body_int("/reconfirm/before_hours"));
	expect_int(2, body_int("/reconfirm/for_hours"));
	expect(
	    200, as("ann", PATCH, "/events/%s {'reconfirm': null}", id("e")));
	expect_text("null", body("/reconfirm"));
}

/* The end */

Test_engines(api_due, an_event_that_ends_has_been)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	maybe("cat");
	strike(101);
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("published", body("/status"));
	strike(102.1);
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("completed", body("/status"));
	expect_last_mail("bob", "Subject: How was it? Picnic");
	expect_mails(0, "cat");
	strike(103);
	expect_mails(1, "bob");
}

static void
arrived(const char *user)
{
	work_sql(
	    text("UPDATE rsvp SET arrived = 1 WHERE user_id = '%s'", id(user)),
	    text("UPDATE rsvp SET arrived = 1 WHERE user_id = "
		 "text_uuid('%s')",
		id(user)));
}

Test_engines(api_due, who_did_not_come_is_not_asked_how_it_was)
{
	given_event("e", .starts_in_h = 1);
	expect(200, attend("bob", "e"));
	expect(200, attend("cat", "e"));
	given_moved("e", "ann", -1, 1);
	arrived("bob");
	expect(200, as("ann", POST, "/events/%s/complete", id("e")));
	work();
	expect_mails(1, "bob");
	expect_mails(0, "cat");
	expect(200, as("ann", POST,
			"/events/%s/notify {'subject': 'x', 'body': 'Sorry!', "
			"'audience': 'no_show'}",
			id("e")));
	expect_int(1, body_int("/recipients"));
	work();
	expect_mails(1, "bob");
	expect_last_mail("cat", "Sorry!");
	expect(200, as("cat", GET, "/events/%s/notices", id("e")));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/events/%s/notices", id("e")));
	expect_int(0, body_count(""));
	expect(200, as("ann", POST,
			"/events/%s/notify {'subject': 'x', 'body': 'Thanks!', "
			"'audience': 'attended'}",
			id("e")));
	work();
	expect_last_mail("bob", "Thanks!");
}

Test_engines(api_due, what_is_over_does_not_come_again)
{
	given_event("e");
	given_moved("e", "ann", -3, -2);
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/events/%s {'end_time': '%s'}", id("e"),
		in_hours(1)));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
}

/* When answers end */

static void
change(const char *members)
{
	expect(200, as("ann", PATCH, "/events/%s {%s}", id("e"), members));
}

static void
move_to(const char *hour)
{
	change(text("\"start_time\": \"2031-01-01T%s:00:00Z\", "
		    "\"end_time\": \"2031-01-01T23:00:00Z\"",
	    hour));
}

static void
expect_closing(const char *hour)
{
	expect_text(
	    text("2031-01-01T%s:00:00Z", hour), body("/rsvp_closes_at"));
}

Test_engines(api_due, the_end_of_answers_follows_the_start)
{
	given_event("e", .more = ", 'rsvp_closes_before': 60");
	move_to("10");
	expect_closing("09");
	move_to("12");
	expect_closing("11");
	change("\"rsvp_closes_at\": \"2031-01-01T08:00:00Z\"");
	expect_text("null", body("/rsvp_closes_before"));
	move_to("14");
	expect_closing("08");
	change("\"rsvp_closes_before\": 0");
	expect_closing("14");
	change("\"rsvp_closes_before\": null");
	expect_text("null", body("/rsvp_closes_at"));
}

Test_engines(api_due, answers_end_so_long_before_the_start)
{
	given_event(
	    "e", .starts_in_h = 3, .more = ", 'rsvp_closes_before': 60");
	expect(200, attend("bob", "e"));
	given_moved("e", "ann", 1, 2);
	expect_problem(409, "rsvp_closed", attend("cat", "e"));
}

/* The queue */

/* What a clock did that was a day ahead. */
Test_engines(api_due, a_clock_that_was_ahead_does_no_harm)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	strike(80); /* it says that the time for reminding is over */
	expect_mails(0, "bob");
	strike(0); /* the clock is right again */
	strike(76.1);
	expect_mails(1, "bob");
}

/* The clock has found that it is time to remind bob; what that leaves behind
 * has not run yet. */
static void
given_job(void)
{
	struct arena arena;
	struct fault fault = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &fault,
		.now_us = clock_now_us() };
	size_t n = 0;

	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	age(76 * 60 + 1);
	struck = 76;
	arena_init(&arena, 1 << 20);
	cr_assert(app_due_begin(&call, &n) == ERR_OK);
	arena_release(&arena);
	cr_expect(n == 1, "%zu events", n);
}

Test_engines(api_due, what_is_moved_before_its_job_runs_reminds_later)
{
	given_job();
	given_moved("e", "ann", 100, 102);
	work();
	expect_mails(0, "bob");
	strike(76 + 76.1);
	expect_mails(1, "bob");
}

Test_engines(api_due, what_is_cancelled_before_its_job_runs_reminds_nobody)
{
	given_job();
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	work();
	expect_mails(1, "bob");
	expect_last_mail("bob", "Cancelled");
}

Test_engines(api_due, what_is_gone_before_its_job_runs_reminds_nobody)
{
	given_job();
	expect(204, as("ann", DELETE, "/events/%s?notify=false", id("e")));
	cr_expect(work() == 1);
	expect_mails(0, "bob");
}

static int
events_due(void)
{
	return jobs_with(text("{\"event_id\":\"%s\"}", id("e")), NULL);
}

Test_engines(api_due, an_event_gets_one_job_when_it_is_due)
{
	given_event("e");
	given_moved("e", "ann", -3, -2);
	work();
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("completed", body("/status"));
	expect_int(0, events_due()); /* done: its payload is forgotten */
}
