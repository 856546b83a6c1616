/*
 * What the clock does, by real processes on other days (libfaketime): a worker
 * that comes late, two at once, one that is killed, a clock that goes forth and
 * back, other rules of time zones, a responder in the hour in which answers
 * close.
 */
#define E2E_OPTIONS .no_worker = true
#include "t/lib/e2e_engine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "t/e2e/later.h"
#include "t/lib/answer.h"
#include "t/lib/eml.h"
#include "t/lib/tzif.h"

#include "base/banned.h"

enum { OPENS_MS = 120000 };

static int
mails(const char *user, const char *subject)
{
	const char *mail;
	int n = 0;

	for (int i = 0; (mail = eml_find(text("%s/mail", e2e_dir()),
			     text("%s@example.org", user), i));
	     i++)
		n += strstr(mail, text("Subject: %s", subject)) != NULL;
	return n;
}

static void
expect_mails(int n, const char *user, const char *subject)
{
	int got = mails(user, subject);

	cr_expect(got == n, "%d of \"%s\" to %s instead of %d", got, subject,
	    user, n);
}

static void
expect_answer(const char *status, const char *user)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	expect_text(status, body("/status"));
}

static void
expect_status(const char *status)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text(status, body("/status"));
}

Test_engines(e2e_clock, a_worker_reminds_asks_and_ends_in_time)
{
	given_event("e", .starts_in_h = 100, .capacity = 2, .waitlist = true,
	    .more = ", 'reconfirm': {'before_hours': 48, 'for_hours': 24}");
	expect(200, attend("bob", "e"));
	expect(200, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	later_work("+51h");
	expect_mails(0, "bob", "Do you still come?");
	later_work("+52.02h");
	expect_mails(1, "bob", "Do you still come?");
	expect_mails(0, "dan", "Do you still come?");
	expect(200, as("bob", POST, "/events/%s/rsvps/me/reconfirm", id("e")));
	later_work("+76.02h");
	expect_answer("attending", "bob");
	expect_answer("not_attending", "cat");
	expect_answer("attending", "dan");
	expect_mails(1, "cat", "Your spot was given up");
	expect_mails(1, "dan", "You have a spot");
	expect_mails(1, "bob", "Soon: Picnic");
	later_work("+101h");
	expect_status("published");
	later_work("+102.01h");
	expect_status("completed");
	expect_mails(1, "bob", "How was it?");
	expect_mails(1, "dan", "How was it?");
	expect_mails(0, "cat", "How was it?");
}

/* Nobody is reminded of what was yesterday, nor loses a seat then. */
Test_engines(e2e_clock, a_worker_that_slept_for_a_day_leaves_what_is_late)
{
	given_event("e", .starts_in_h = 30,
	    .more = ", 'reconfirm': {'before_hours': 26, 'for_hours': 3}");
	expect(200, attend("bob", "e"));
	later_work("+4.02h");
	expect_mails(1, "bob", "Do you still come?");
	later_work("+31h");
	expect_mails(0, "bob", "Soon");
	expect_answer("attending", "bob");
	later_work("+60h");
	expect_status("completed");
	expect_mails(1, "bob", "How was it?");
}

Test_engines(e2e_clock, a_clock_that_goes_back_does_again_what_is_to_come)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	later_work("+90h"); /* too late to remind */
	expect_mails(0, "bob", "Soon");
	later_work("+0h");
	later_work("+76.02h");
	expect_mails(1, "bob", "Soon");
	later_work("+77h");
	expect_mails(1, "bob", "Soon");
}

Test_engines(e2e_clock, of_two_workers_one_does_it)
{
	struct process a, b;

	for (int i = 0; i < 40; i++)
		given_event(
		    "e", .starts_in_h = 24 + i, .more = ", 'reminders': [60]");
	expect(200, attend("bob", "e"));
	given_moved("e", "ann", 30, 31);
	later_start_worker(&a, "+29.02h");
	later_start_worker(&b, "+29.02h");
	cr_expect(process_wait(&a, OPENS_MS) == 0);
	cr_expect(process_wait(&b, OPENS_MS) == 0);
	later_work("+29.02h");
	expect_mails(1, "bob", "Soon");
}

/* The n-th date, from 0, of a series. */
static void
keep_date(const char *name, const char *series, int n)
{
	expect(200, as("ann", GET, "/events/%s/occurrences", id(series)));
	keep_id(name, body(text("/%d/id", n)));
}

static void
expect_standing(const char *user, const char *date)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id(date)));
	expect_text("attending", body("/status"));
	expect_text("true", body("/is_standing"));
}

#define DAILY                                                             \
	", 'rrule': 'FREQ=DAILY;COUNT=3', 'open_dates': 1, 'reminders': " \
	"[60]"

Test_engines(e2e_clock, dates_take_their_turn_and_end)
{
	given_event("e", .starts_in_h = 30, .capacity = 1, .more = DAILY);
	keep_date("d1", "e", 1);
	keep_date("d2", "e", 2);
	expect(200, attend("bob", "e"));
	expect_problem(409, "rsvp_not_open", attend("cat", "d1"));
	later_work("+29.5h");
	expect_problem(409, "rsvp_not_open", attend("cat", "d1"));
	expect_mails(1, "bob", "Soon");
	later_work("+30.02h"); /* the first begins */
	expect_standing("bob", "d1");
	expect_problem(409, "event_full", attend("cat", "d1"));
	expect_problem(409, "rsvp_not_open", attend("cat", "d2"));
	later_work("+53.02h");
	expect_mails(2, "bob", "Soon");
	later_work("+54.02h");
	expect_standing("bob", "d2");
	later_work("+82h");
	expect(200, as("ann", GET, "/events/%s", id("d2")));
	expect_text("completed", body("/status"));
	expect_mails(3, "bob", "How was it?"); /* of each date */
}

enum { HORIZON_D = 400 }; /* that dates are made ahead, unless it is set */

/* How many dates a series has that begin so many days from now or later. */
static int
count_from(const char *series, int days)
{
	expect(200, as("ann", GET, "/events/%s/occurrences?limit=200&from=%s",
			id(series), in_seconds(days * INT64_C(86400))));
	return body_count("");
}

Test_engines(e2e_clock, a_series_without_end_is_made_as_days_pass)
{
	given_event("e", .more = ", 'rrule': 'FREQ=WEEKLY'");
	later_work("+0h");
	cr_expect(count_from("e", HORIZON_D - 6) == 1);
	cr_expect(count_from("e", HORIZON_D + 1) == 0);
	later_work("+70d");
	later_work("+70d");
	given_session("ann"); /* the one before is over by then */
	cr_expect(count_from("e", HORIZON_D + 1) == 10);
	cr_expect(count_from("e", HORIZON_D + 71) == 0);
}

enum { SERIES = 20, KILLS = 4 }; /* more nobody may have */

static int
count_open(void)
{
	int n = 0;

	for (int i = 0; i < SERIES; i++) {
		expect(200, as("ann", GET, "/events/%s", id(text("d%d", i))));
		n += strcmp(body("/is_open"), "true") == 0;
	}
	return n;
}

/* More dates have been opened than when somebody looked, or the worker has
 * ended. */
struct progress {
	const struct process *worker;
	int open;
};

static bool
has_gone_on(void *ctx)
{
	struct progress *p = ctx;

	return !process_is_alive(p->worker) || count_open() > p->open;
}

/* Two who answered each series first have the two seats of each next date; no
 * date is opened twice, or without them. */
Test_engines(e2e_clock, a_worker_that_is_killed_loses_no_date, .timeout = 120)
{
	for (int i = 0; i < SERIES; i++) {
		given_event(text("s%d", i), .starts_in_h = 30, .capacity = 2,
		    .more = DAILY);
		keep_date(text("d%d", i), text("s%d", i), 1);
		expect(200, attend("bob", text("s%d", i)));
		expect(200, attend("cat", text("s%d", i)));
		expect(200, attend("dan", text("s%d", i)));
	}
	for (int i = 0; i < KILLS; i++) {
		struct process worker;
		struct progress progress = { &worker, count_open() };

		later_start_worker(&worker, text("+%d.02h", 30 + i));
		wait_until(
		    has_gone_on, &progress, OPENS_MS, "a date that opens");
		later_kill_worker(&worker);
	}
	for (int h = 40; h < 50 && count_open() < SERIES; h++) {
		later_end_leases();
		later_work(text("+%dh", h));
	}
	cr_expect(count_open() == SERIES);
	for (int i = 0; i < SERIES; i++) {
		expect_standing("bob", text("d%d", i));
		expect_standing("cat", text("d%d", i));
		expect(404,
		    as("dan", GET, "/events/%s/rsvps/me", id(text("d%d", i))));
		expect(200, as("ann", GET, "/events/%s", id(text("d%d", i))));
		expect_int(2, body_int("/spots_taken"));
	}
}

/* A database of time zones, in which Berlin is so far east of UTC. */
static char *
make_zones(const char *version, int32_t offset_s)
{
	char *dir = text("%s/zones-%s", e2e_dir(), version);
	FILE *f;

	cr_assert(mkdir(dir, 0755) == 0);
	cr_assert(mkdir(text("%s/Europe", dir), 0755) == 0);
	f = fopen(text("%s/tzdata.zi", dir), "we");
	cr_assert(f);
	fprintf(f, "# version %s\n", version);
	fclose(f);
	tzif_install(text("%s/Europe/Berlin", dir), offset_s);
	return dir;
}

static void
strike_in(const char *zones)
{
	setenv("TZDIR", zones, 1);
	later_work("+0h");
	unsetenv("TZDIR");
}

Test_engines(e2e_clock, workers_with_other_rules_move_what_is_ahead_once)
{
	char *old = make_zones("2090a", 3600), *new = make_zones("2090b", 7200);

	strike_in(old); /* the rules that were known when it was made */
	given("e", "ann",
	    "/events {'title': 'Choir', 'timezone': 'Europe/Berlin', "
	    "'start_time': '2031-01-07T17:00:00Z', 'end_time': "
	    "'2031-01-07T18:00:00Z', 'rrule': 'FREQ=WEEKLY;COUNT=2'}");
	keep_date("d1", "e", 1);
	expect(200, attend("bob", "d1"));
	strike_in(new);
	strike_in(new);
	strike_in(old); /* one that is not upgraded yet takes nothing back */
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("2031-01-07T16:00:00Z", body("/start_time"));
	expect(200, as("ann", GET, "/events/%s", id("d1")));
	expect_text("2031-01-14T16:00:00Z", body("/start_time"));
	expect_text("2031-01-14T17:00:00Z", body("/end_time"));
	expect_mails(1, "bob", "Changed: Choir");
}

Test_engines(e2e_clock, answers_close_and_open_by_the_hour)
{
	const char *answer, *complete, *feedback;

	given_event(
	    "e", .starts_in_h = 10, .more = ", 'rsvp_closes_before': 120");
	given_user("bob");
	answer = text("/events/%s/rsvps/me", id("e"));
	complete = text("/events/%s/complete", id("e"));
	feedback = text("/events/%s/feedback", id("e"));
#define ATTENDING "{\"status\":\"attending\"}"
	later_expect(409, 9 * 60, "bob", PUT, answer, ATTENDING);
	later_expect(200, 7 * 60, "bob", PUT, answer, ATTENDING);
	later_expect(409, 9 * 60, "ann", POST, complete, "{}");
	later_expect(403, 9 * 60, "bob", POST, feedback, "{\"rating\":5}");
	later_expect(200, 11 * 60, "ann", POST, complete, "{}");
	later_expect(201, 11 * 60, "bob", POST, feedback, "{\"rating\":5}");
}
