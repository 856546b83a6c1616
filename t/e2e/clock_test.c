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
#include <unistd.h>

#include "crypt/jwt.h"
#include "t/lib/answer.h"
#include "t/lib/eml.h"
#include "t/lib/tzif.h"

#include "base/banned.h"

enum { WORKER_MS = 120000 };

/* libfaketime shows the day on the clock alone: no file is older for it, and
 * no pause longer. Without faketime(1), which does not start where a process of
 * its number was once killed. */
static void
start_worker(struct process *p, const char *offset)
{
	setenv("NO_FAKE_STAT", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	process_start(p, text("%s/worker.log", e2e_dir()),
	    (const char *const[]){ "env",
		"LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1",
		text("FAKETIME=%s", offset),
		text("%s/release/hearth-worker", e2e_dir()), "--once", NULL });
}

/* What libfaketime would have taken away at its end goes, too. */
static void
kill_worker(struct process *p)
{
	int pid = (int)p->pid;

	kill(pid, SIGKILL);
	process_wait(p, WORKER_MS);
	unlink(text("/dev/shm/sem.faketime_sem_%d", pid));
	unlink(text("/dev/shm/faketime_shm_%d", pid));
}

/* A worker does all that there is to do, so long from now. */
static void
strike(const char *offset)
{
	struct process p;
	int status;

	start_worker(&p, offset);
	status = process_wait(&p, WORKER_MS);
	cr_assert(status == 0, "%d; see %s", status, e2e_dir());
}

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
	strike("+51h");
	expect_mails(0, "bob", "Do you still come?");
	strike("+52.02h");
	expect_mails(1, "bob", "Do you still come?");
	expect_mails(0, "dan", "Do you still come?");
	expect(200, as("bob", POST, "/events/%s/rsvps/me/reconfirm", id("e")));
	strike("+76.02h");
	expect_answer("attending", "bob");
	expect_answer("not_attending", "cat");
	expect_answer("attending", "dan");
	expect_mails(1, "cat", "Your spot was given up");
	expect_mails(1, "dan", "You have a spot");
	expect_mails(1, "bob", "Soon: Picnic");
	strike("+101h");
	expect_status("published");
	strike("+102.01h");
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
	strike("+4.02h");
	expect_mails(1, "bob", "Do you still come?");
	strike("+31h");
	expect_mails(0, "bob", "Soon");
	expect_answer("attending", "bob");
	strike("+60h");
	expect_status("completed");
	expect_mails(1, "bob", "How was it?");
}

Test_engines(e2e_clock, a_clock_that_goes_back_does_again_what_is_to_come)
{
	given_event("e", .starts_in_h = 100);
	expect(200, attend("bob", "e"));
	strike("+90h"); /* too late to remind */
	expect_mails(0, "bob", "Soon");
	strike("+0h");
	strike("+76.02h");
	expect_mails(1, "bob", "Soon");
	strike("+77h");
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
	start_worker(&a, "+29.02h");
	start_worker(&b, "+29.02h");
	cr_expect(process_wait(&a, WORKER_MS) == 0);
	cr_expect(process_wait(&b, WORKER_MS) == 0);
	strike("+29.02h");
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
	strike("+29.5h");
	expect_problem(409, "rsvp_not_open", attend("cat", "d1"));
	expect_mails(1, "bob", "Soon");
	strike("+30.02h"); /* the first begins */
	expect_standing("bob", "d1");
	expect_problem(409, "event_full", attend("cat", "d1"));
	expect_problem(409, "rsvp_not_open", attend("cat", "d2"));
	strike("+53.02h");
	expect_mails(2, "bob", "Soon");
	strike("+54.02h");
	expect_standing("bob", "d2");
	strike("+82h");
	expect(200, as("ann", GET, "/events/%s", id("d2")));
	expect_text("completed", body("/status"));
	expect_mails(3, "bob", "How was it?"); /* of each date */
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

/* What a killed worker had begun is free when its lease is over, and tried
 * again after a pause: by PostgreSQL's own clock, which shows no other day. */
static void
pass_a_minute(void)
{
	static const char sql[] =
	    "UPDATE job SET lease_until = now() - interval '1 second' "
	    "WHERE state = 'running'; UPDATE job SET run_at = now() "
	    "WHERE state = 'ready' AND attempt > 0";

	if (e2e_engine() == DB_POSTGRESQL)
		cr_assert(process_run(text("%s/psql.log", e2e_dir()), WORKER_MS,
			      (const char *const[]){ "psql", "-qX", "-c", sql,
				  e2e_database_url(), NULL }) == 0);
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

		start_worker(&worker, text("+%d.02h", 30 + i));
		wait_until(
		    has_gone_on, &progress, WORKER_MS, "a date that opens");
		kill_worker(&worker);
	}
	for (int h = 40; h < 50 && count_open() < SERIES; h++) {
		pass_a_minute();
		strike(text("+%dh", h));
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
	strike("+0h");
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

/* A session's token, as it is made so many hours from now. */
static char *
login_at(const char *user, int hours)
{
	struct crypt_claims claims = given_claims(user);
	char token[CRYPT_JWT_SIZE];

	claims.issued_s += hours * 3600;
	claims.expires_s += hours * 3600;
	crypt_jwt_sign(given_keys(), &claims, token);
	return text("Bearer %s", token);
}

/* What a responder answers so many hours from now, executed as a web server
 * does; the status. */
static int
ask_at(int hours, const char *user, const char *method, const char *path,
    const char *json)
{
	static int n;
	const char *out = text("%s/answer%d", e2e_dir(), n++);
	int status = 0;
	FILE *file;

	setenv("REQUEST_METHOD", method, 1);
	setenv("REQUEST_URI", text("/api/v1%s", path), 1);
	setenv("CONTENT_TYPE", "application/json", 1);
	setenv("CONTENT_LENGTH", text("%zu", strlen(json)), 1);
	setenv("HTTP_AUTHORIZATION", login_at(user, hours), 1);
	cr_assert(
	    process_run(out, WORKER_MS,
		(const char *const[]){ "sh", "-c",
		    "printf %s \"$1\" | NO_FAKE_STAT=1 "
		    "FAKETIME_DONT_FAKE_MONOTONIC=1 "
		    "faketime -f \"$2\" \"$3\"",
		    "sh", json, text("+%dh", hours),
		    text("%s/release/hearth.fcgi", e2e_dir()), NULL }) == 0,
	    "%s", out);
	file = fopen(out, "re");
	cr_assert(file);
	cr_expect(fscanf(file, "Status: %d", &status) == 1, "%s", out);
	fclose(file);
	return status;
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
	cr_expect(ask_at(9, "bob", PUT, answer, ATTENDING) == 409);
	cr_expect(ask_at(7, "bob", PUT, answer, ATTENDING) == 200);
	cr_expect(ask_at(9, "ann", POST, complete, "{}") == 409);
	cr_expect(ask_at(9, "bob", POST, feedback, "{\"rating\":5}") == 403);
	cr_expect(ask_at(11, "ann", POST, complete, "{}") == 200);
	cr_expect(ask_at(11, "bob", POST, feedback, "{\"rating\":5}") == 201);
}
