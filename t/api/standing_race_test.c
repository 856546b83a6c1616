/*
 * Many processes answer series and their dates at random, on few seats, while
 * dates are cancelled, come back and take their turn, move, and go to series of
 * their own; some are killed. Whatever happens in between, counts are what the
 * rows say, nobody waits who would fit, an answer to a series is found on each
 * date that has a line for it, and an answer to a date is never taken for one
 * that follows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "app/answer.h"
#include "base/bug.h"
#include "base/clock.h"
#include "t/api/invariants.h"
#include "t/api/line.h"
#include "t/api/race.h"
#include "t/api/series_given.h"
#include "t/lib/given.h"
#include "t/lib/in_turn.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PROCESSES = 8,
	MORTALS = 2, /* the first ones */
	USERS = 10,
	SERIES = 2,
	DATES = 4,
	ROUNDS = 8,   /* in one database, at most */
	RUN_MS = 2500 /* a round, unless it is said */
};

static struct {
	char *logins[USERS], *owner, *series[SERIES], *dates[SERIES][DATES];
	char *rsvp_of[SERIES][USERS], *hours[2];
} all;

static int change_for_a_while(int i);

static struct race race = {
	.processes = PROCESSES, .mortals = MORTALS, .change = change_for_a_while
};

static int
path_ask(const char *login, const char *method, const char *of,
    const char *what, const char *json)
{
	char path[200];

	snprintf(path, sizeof(path), "%s%s", of, what);
	return api_ask(login, method, path, json);
}

/* An answer, or none any more, as somebody gives it to a series or a date. */
static int
answer(unsigned *seed, const char *login, const char *of, bool may_take_back)
{
	static const char *const others[] = { "{\"status\":\"maybe\"}",
		"{\"status\":\"not_attending\"}" };
	int kind = rand_r(seed) % 8;
	char json[80];

	if (kind < 2 && may_take_back)
		return path_ask(login, DELETE, of, "/rsvps/me", NULL);
	if (kind < 4)
		return path_ask(login, PUT, of, "/rsvps/me", others[kind % 2]);
	snprintf(json, sizeof(json),
	    "{\"status\":\"attending\",\"party_size\":%d}",
	    1 + rand_r(seed) % 3);
	return path_ask(login, PUT, of, "/rsvps/me", json);
}

/* What who runs them does. */
static int
run(unsigned *seed, int series)
{
	int date = rand_r(seed) % DATES, kind = rand_r(seed) % 11;
	const char *of = all.series[series];
	char json[80];

	if (kind > 8)
		return path_ask(all.owner, PATCH, of, "", all.hours[kind % 2]);
	if (kind == 8)
		return path_ask(all.owner, PATCH, all.dates[series][date],
		    "?apply=following", "{\"title\":\"Band\"}");

	if (kind < 4)
		return path_ask(all.owner, POST, all.dates[series][date],
		    kind % 2 ? "/cancel" : "/reinstate", NULL);
	if (kind < 6)
		return path_ask(all.owner, kind % 2 ? DELETE : PUT,
		    all.rsvp_of[series][rand_r(seed) % USERS], "",
		    kind % 2 ? NULL : "{\"status\":\"attending\"}");
	snprintf(json, sizeof(json), "{\"capacity\":%d}", 3 + rand_r(seed) % 4);
	return path_ask(all.owner, PATCH, of, "", json);
}

static int
change(unsigned *seed)
{
	const char *login = all.logins[rand_r(seed) % USERS];
	int series = rand_r(seed) % SERIES, date = rand_r(seed) % DATES;
	int kind = rand_r(seed) % 10;

	if (kind == 0)
		return run(seed, series);
	return kind < 6 ? answer(seed, login, all.series[series], true)
			: answer(seed, login, all.dates[series][date], date);
}

static bool
is_expected(int status)
{
	/* 503: others were in the way for too long; it is safe to try again */
	return status == 200 || status == 202 || status == 204 ||
	       status == 403 || status == 404 || status == 409 || status == 503;
}

/* How many changes were made; 0 when something else was answered. The last
 * process is the worker. */
static int
change_for_a_while(int i)
{
	int64_t end = clock_monotonic_us() + race.round_ms * INT64_C(1000);
	unsigned seed = race.round * PROCESSES + (unsigned)i + 1;
	int status, done = 0;

	if (i == PROCESSES - 1)
		return work_beside_others(end, NULL);
	if (i < MORTALS)
		race_die(&race, &seed);
	/* on a busy machine it takes longer until something is done */
	while (clock_monotonic_us() < end || !done) {
		status = change(&seed);
		if (!is_expected(status)) {
			fprintf(stderr, "process %d: status %d\n", i, status);
			return 0;
		}
		done += status == 200 || status == 202 || status == 204;
	}
	return done;
}

/* For half an hour. */
static void
sign_in(void)
{
	all.owner = given_login(NULL, "ann");
	for (int i = 0; i < USERS; i++)
		all.logins[i] = given_login(NULL, text("user%d", i));
}

/* Everybody has answered the first date of each series by itself. */
static void
prepare(void)
{
	sign_in();
	for (int i = 0; i < 2; i++)
		all.hours[i] = text(
		    "{\"start_time\":\"%s\",\"end_time\":\"%s\"}", at(18 + i),
		    at(20 + i));
	for (int s = 0; s < SERIES; s++) {
		given_series(
		    "s", text(FIVE ", \"open_dates\": 3, \"capacity\": 3, "
				   "\"waitlist\": %s",
			     s ? "true" : "false"));
		all.series[s] = text("/api/v1/events/%s", id("s"));
		for (int d = 0; d < DATES; d++)
			all.dates[s][d] = text(
			    "/api/v1/events/%s", date("s", d));
		for (int i = 0; i < USERS; i++) {
			all.rsvp_of[s][i] = text("%s/rsvps/%s", all.series[s],
			    id(text("user%d", i)));
			cr_assert(
			    path_ask(all.logins[i], PUT, all.dates[s][0],
				"/rsvps/me", "{\"status\":\"maybe\"}") == 200);
		}
	}
}

/* Of all kinds, those that were given up too. */
static int64_t
count_jobs(void)
{
	return rows_where("job", "state <> 'done'");
}

static const char *
id_in(const char *path)
{
	return path + sizeof("/api/v1/events/") - 1;
}

static void
check(const char *date, bool is_first)
{
	expect_line(id_in(date));
	if (!is_first)
		return;
	expect(200, as("ann", GET, "/%s/rsvps?limit=200",
			date + sizeof("/api/v1/") - 1));
	for (int i = 0; i < body_count(""); i++)
		expect_text("false", body(text("/%d/is_standing", i)));
}

/* Also what found a row that somebody else had for too long, which is put off:
 * after about one round of a hundred there is such a job. */
static void
work_all(void)
{
#define NOW "UPDATE job SET run_at = created_at WHERE state = 'ready'"
	work();
	work_sql(NOW, NOW);
	work();
#undef NOW
	cr_expect(count_jobs() == 0, "some jobs are left");
}

static void
check_round(void)
{
	for (int s = 0; s < SERIES; s++)
		for (int d = 0; d < DATES; d++)
			path_ask(all.owner, POST, all.dates[s][d], "/reinstate",
			    NULL);
	work_all();
	for (int s = 0; s < SERIES; s++)
		for (int d = 0; d < DATES; d++)
			check(all.dates[s][d], d == 0);
	expect_invariant("answers that follow from none to the series");
	expect_invariant(
	    "dates with a waitlist that an answer to the series missed");
}

/* By hand RACE_CHANGES=1000000 (t/api/race.h): each few rounds in a database of
 * its own. */
Test_engines(api_standing_race, is_found_wherever_it_stands, .timeout = 36000)
{
	race_begin(&race, RUN_MS);
	while (race_goes_on(&race)) {
		if (race.rounds % ROUNDS == 0) {
			if (race.rounds)
				api_anew();
			prepare();
		}
		sign_in();
		race_round(&race);
		check_round();
		race_expect_no_deadlocks();
	}
}

/*
 * Somebody answers a series in one process, and takes an answer back in
 * another: that to one of its dates, or that to the series, which was not there
 * yet when it was looked for.
 */

static struct {
	struct event_id series;
	char *login, *answer;
	bool holds_blocks;
} both;

/* Whoever asks who has blocked whom waits from here on, on PostgreSQL; on
 * SQLite they wait anyway. */
static void
hold_blocks(struct db *db)
{
	static const struct db_query query = { .name = "test_hold_blocks",
		.index = DB_QUERIES_MAX + 10,
		.sql = { "LOCK TABLE block IN ACCESS EXCLUSIVE MODE",
		    "DELETE FROM block WHERE FALSE" },
		.is_write = true };

	bug_if(db_exec(db, (struct db_call){ &query, NULL }, NULL));
}

/* In a transaction that is open until the other waits for it: 1; 0 when it does
 * not. */
static int
answer_series(struct call *call)
{
	const struct app_rsvp rsvp = { .status = RSVP_STATUS_ATTENDING,
		.party_size = 1,
		.source = RSVP_SOURCE_API };
	struct app_rsvp_outcome outcome;
	bool is_waited;

	call->user = given_user_id("bob");
	bug_if(db_begin(call->db));
	if (both.holds_blocks)
		hold_blocks(call->db);
	bug_if(app_answer_set(call, both.series, &rsvp, &outcome));
	is_waited = in_turn_let_wait(call);
	bug_if(db_commit(call->db));
	return is_waited;
}

static int
take_back(void)
{
	return api_ask(both.login, DELETE, both.answer, NULL);
}

/* Bob answers the series and takes the answer to an event back. */
static void
answer_and_take_back(const char *event)
{
	int results[2];

	cr_assert(uuid_parse(id("s"), &both.series.v));
	both.login = given_login(NULL, "bob");
	both.answer = text("/api/v1/events/%s/rsvps/me", id(event));
	in_turn(answer_series, take_back, results);
	cr_expect(results[0] == 1, "the one did not wait for the other");
	expect_int(204, results[1]);
}

Test_engines(
    api_standing_race, what_is_taken_back_meanwhile_follows, .timeout = 60)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 0));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("d")));
	answer_and_take_back("d");
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("d")));
	expect_text("standing", body("/source"));
}

Test_engines(api_standing_race, what_is_answered_meanwhile_goes_with_its_dates,
    .timeout = 60)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 0));
	given_user("bob");
	both.holds_blocks = true;
	answer_and_take_back("s");
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("s")));
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("d")));
	expect_invariant("answers that follow from none to the series");
}
