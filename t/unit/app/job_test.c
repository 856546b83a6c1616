/*
 * The queue on both engines: who may claim, keep and end a job, and what
 * becomes of one whose worker vanished.
 */
#include "app/job.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "generated/query/job.h"
#include "t/unit/app/fixture.h"

#include "base/banned.h"

static const struct app_job_limits limits; /* none */

static void
add(const char *kind, struct app_job_options options)
{
	ok(app_job_add(&call, kind, "{\"n\": 1}", &options));
}

/* Claims with a lease of so many seconds; -1 has ended already. */
static struct q_job_claim_row
claim_for(int lease_s)
{
	struct q_job_claim_row job;

	ok(q_job_claim(call.db, .lease_token = uuid_new(), .lease_s = lease_s,
	    .worker = "w", .priority_max = INT64_MAX,
	    .destination_max = INT64_MAX, .except = "", &job));
	return job;
}

static struct q_job_claim_row
claim(void)
{
	struct q_job_claim_row job;

	ok(app_job_claim(&call, "w", &limits, &job));
	return job;
}

static bool
has_due(void)
{
	struct q_job_claim_row job;
	enum err err = app_job_claim(&call, "w", &limits, &job);

	if (err != ERR_NOT_FOUND)
		ok(err);
	return !err;
}

static struct q_job_get_row
get(struct job_id id)
{
	struct q_job_get_row row;

	ok(q_job_get(call.db, .id = id, &row));
	return row;
}

static void
expect_state(struct job_id id, const char *state)
{
	cr_expect(eq(str, (char *)get(id).state, (char *)state));
}

static size_t
reap(void)
{
	struct q_job_reap_row *rows;
	size_t n;

	ok(q_job_reap(call.db, &rows, &n));
	return n;
}

/* What waits becomes due, as if time had passed. */
static void
pass_time(void)
{
	static const struct db_query query = {
		.name = "test_pass_time",
		.sql = { "UPDATE job SET run_at = 'epoch' "
			 "WHERE state = 'ready'",
		    "UPDATE job SET run_at = 0 WHERE state = 'ready'" },
		.index = DB_QUERIES_MAX,
		.is_write = true,
	};

	ok(db_exec(call.db, (struct db_call){ &query, NULL }, NULL));
}

static bool
end(const struct q_job_claim_row *job, enum app_job_end how)
{
	bool is_dead;

	ok(end_job(job, how, "why", &is_dead));
	return is_dead;
}

Test_engines(app_job, what_is_rolled_back_was_never_added)
{
	ok(db_begin(call.db));
	add("a", (struct app_job_options){ .priority = 0 });
	db_rollback(call.db);
	cr_expect(not(has_due()));
	ok(db_begin(call.db));
	add("a", (struct app_job_options){ .priority = 0 });
	ok(db_commit(call.db));
	cr_expect(has_due());
}

Test_engines(app_job, the_lowest_priority_goes_first_then_the_oldest)
{
	static const struct {
		char kind[8];
		int64_t priority, run_at_us;
	} jobs[] = { { "c", 100, 2000000 }, { "b", 100, 1000000 },
		{ "a", 1, 3000000 }, { "d", 200, 1 } };
	char order[8] = "";

	for (size_t i = 0; i < N_OF(jobs); i++)
		add(jobs[i].kind,
		    (struct app_job_options){ .priority = jobs[i].priority,
			.run_at_us = jobs[i].run_at_us });
	for (size_t i = 0; i < N_OF(jobs); i++)
		order[i] = claim().kind[0];
	cr_expect(eq(str, order, "abcd"));
	cr_expect(not(has_due()));
}

Test_engines(app_job, the_future_waits)
{
	bool is_due;

	add("a", (struct app_job_options){
		     .run_at_us = call.now_us + CLOCK_HOUR_US });
	ok(app_job_is_due(&call, &limits, &is_due));
	cr_expect(not(is_due));
	cr_expect(not(has_due()));
	pass_time();
	ok(app_job_is_due(&call, &limits, &is_due));
	cr_expect(is_due);
	cr_expect(has_due());
}

Test_engines(app_job, a_claim_counts_the_attempt_and_gives_a_minute)
{
	struct q_job_claim_row job;
	struct q_job_get_row row;

	add("a", (struct app_job_options){ .max_attempts = 3 });
	job = claim();
	cr_expect(eq(i64, job.attempt, 1));
	cr_expect(eq(i64, job.max_attempts, 3));
	cr_expect(not(uuid_is_nil(job.lease_token)));
	row = get(job.id);
	cr_expect(eq(str, (char *)row.state, "running"));
	cr_expect(eq(str, (char *)row.worker, "w"));
	cr_expect(all(
	    gt(i64, row.lease_until.v, clock_now_us() + 50 * CLOCK_SECOND_US),
	    lt(i64, row.lease_until.v, clock_now_us() + 70 * CLOCK_SECOND_US)));
	cr_expect(not(has_due()));
}

Test_engines(app_job, done_forgets_the_payload_and_records_the_effect)
{
	struct q_job_claim_row job;
	struct q_job_get_row row;

	add("a", (struct app_job_options){ .priority = 0 });
	job = claim();
	cr_expect(not(end(&job, APP_JOB_DONE)));
	row = get(job.id);
	cr_expect(eq(str, (char *)row.state, "done"));
	cr_expect(eq(str, (char *)row.payload, "{}"));
	cr_expect(row.finished_at.set);
	cr_expect(row.effect_at.set);
}

Test_engines(app_job, what_is_moot_has_no_effect)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .priority = 0 });
	job = claim();
	cr_expect(not(end(&job, APP_JOB_MOOT)));
	cr_expect(not(get(job.id).effect_at.set));
	expect_state(job.id, "done");
}

Test_engines(app_job, a_failure_waits_twice_as_long_each_time)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .max_attempts = 9 });
	for (int i = 1; i < 9; i++) {
		int64_t now = clock_now_us(), wait;

		job = claim();
		cr_expect(eq(i64, job.attempt, i));
		cr_expect(not(end(&job, APP_JOB_AGAIN)));
		wait = get(job.id).run_at - now;
		cr_expect(
		    all(gt(i64, wait, CLOCK_SECOND_US * (1 << i) / 2 - 50000),
			le(i64, wait,
			    CLOCK_SECOND_US * (1 << i) * 3 / 2 +
				5 * CLOCK_SECOND_US)),
		    "attempt %d", i);
		cr_expect(eq(str, (char *)get(job.id).last_error, "why"));
		cr_expect(not(has_due()));
		pass_time();
	}
	job = claim();
	cr_expect(end(&job, APP_JOB_AGAIN));
	expect_state(job.id, "dead");
	cr_expect(eq(str, (char *)get(job.id).payload, "{\"n\": 1}"),
	    "kept for a retry");
}

Test_engines(app_job, no_pause_is_longer_than_an_hour)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .max_attempts = 40 });
	for (int i = 1; i < 40; i++) {
		int64_t now = clock_now_us();

		job = claim();
		cr_expect(not(end(&job, APP_JOB_AGAIN)));
		cr_expect(
		    le(i64, get(job.id).run_at - now, CLOCK_HOUR_US), "%d", i);
		pass_time();
	}
}

Test_engines(app_job, the_hopeless_is_dead_at_once)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .priority = 0 });
	job = claim();
	cr_expect(end(&job, APP_JOB_DEAD));
	expect_state(job.id, "dead");
}

Test_engines(app_job, doubt_is_allowed_once)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .priority = 0 });
	job = claim();
	cr_expect(not(end(&job, APP_JOB_UNCERTAIN)));
	expect_state(job.id, "ready");
	pass_time();
	job = claim();
	cr_expect(eq(i64, job.doubts, 1));
	cr_expect(not(end(&job, APP_JOB_AGAIN)), "a plain failure is no doubt");
	pass_time();
	job = claim();
	cr_expect(end(&job, APP_JOB_UNCERTAIN));
	cr_expect(eq(i64, get(job.id).doubts, 2));
}

Test_engines(app_job, a_vanished_worker_loses_its_job)
{
	struct q_job_claim_row first, second;

	add("a", (struct app_job_options){ .priority = 0 });
	first = claim();
	cr_expect(eq(sz, reap(), 0), "the lease holds");
	ok(q_job_heartbeat(call.db, .id = first.id,
	    .lease_token = first.lease_token, .lease_s = -1, NULL));
	cr_expect(eq(sz, reap(), 1));
	cr_expect(eq(sz, reap(), 0));
	expect_state(first.id, "ready");
	cr_expect(not(has_due()), "after a pause only");
	pass_time();
	second = claim();
	cr_expect(uuid_eq(second.id.v, first.id.v));
	cr_expect(eq(i64, second.attempt, 2));
}

Test_engines(app_job, a_clock_that_was_ahead_puts_nothing_off)
{
	int64_t now = clock_now_us(), n;
	struct app_job_options ahead = { .run_at_us = now + 5 * CLOCK_DAY_US };

	call.now_us = now;
	add("meant", ahead);
	ok(app_job_set_back(&call, &n));
	cr_expect(eq(i64, n, 0), "what was added now is meant for later");
	call.now_us = now - 5 * CLOCK_DAY_US;
	ok(app_job_set_back(&call, &n));
	cr_expect(eq(i64, n, 1));
	cr_expect(has_due());
	call.now_us = now;
}

Test_engines(app_job, a_worker_without_lease_changes_nothing)
{
	static const enum app_job_end ends[] = { APP_JOB_MOOT, APP_JOB_AGAIN,
		APP_JOB_UNCERTAIN, APP_JOB_DEAD };
	struct q_job_claim_row first, second;
	bool is_dead;

	add("a", (struct app_job_options){ .priority = 0 });
	first = claim_for(-1);
	cr_expect(eq(sz, reap(), 1));
	for (size_t i = 0; i < N_OF(ends); i++)
		cr_expect(eq(int, (int)end_job(&first, ends[i], NULL, &is_dead),
		    ERR_NOT_FOUND));
	cr_expect(eq(int, (int)app_job_keep(&call, &first), ERR_NOT_FOUND));
	expect_state(first.id, "ready");
	pass_time();
	second = claim();
	cr_expect(eq(int, (int)end_job(&first, APP_JOB_DEAD, NULL, &is_dead),
	    ERR_NOT_FOUND));
	cr_expect(eq(int, (int)app_job_keep(&call, &first), ERR_NOT_FOUND));
	expect_state(second.id, "running");
	ok(app_job_keep(&call, &second));
}

Test_engines(app_job, an_effect_is_recorded_even_without_lease)
{
	struct q_job_claim_row first;
	bool is_dead;

	add("a", (struct app_job_options){ .priority = 0 });
	first = claim_for(-1);
	reap();
	cr_expect(eq(int, (int)end_job(&first, APP_JOB_DONE, NULL, &is_dead),
	    ERR_NOT_FOUND));
	pass_time();
	cr_expect(claim().effect_at.set, "so that it is not done again");
}

static enum err
write_another(struct call *c, const char *payload)
{
	ok(app_job_add(c, "written", payload, NULL));
	return ERR_OK;
}

static enum err
write_and_fail(struct call *c, const char *payload)
{
	ok(app_job_add(c, "written", payload, NULL));
	return fault(c->fault, ERR_INTERNAL, "on purpose");
}

Test_engines(app_job, what_a_job_writes_commits_with_its_end)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .priority = 0 });
	job = claim_for(-1);
	reap();
	cr_expect(eq(int, (int)app_job_perform(&call, &job, write_another),
		      ERR_NOT_FOUND),
	    "the lease is lost");
	pass_time();
	job = claim();
	cr_expect(eq(int, (int)app_job_perform(&call, &job, write_and_fail),
	    ERR_INTERNAL));
	expect_state(job.id, "running");
	cr_expect(not(has_due()), "neither left anything");
	ok(app_job_perform(&call, &job, write_another));
	expect_state(job.id, "done");
	cr_expect(eq(str, (char *)claim().kind, "written"));
}

Test_engines(app_job, a_job_that_kills_its_workers_dies)
{
	struct q_job_claim_row job;

	add("a", (struct app_job_options){ .max_attempts = 3 });
	for (int i = 1; i <= 3; i++) {
		job = claim_for(-1);
		cr_expect(eq(i64, job.attempt, i));
		cr_expect(eq(sz, reap(), 1));
		expect_state(job.id, i < 3 ? "ready" : "dead");
		pass_time();
	}
	cr_expect(not(has_due()));
	cr_expect(get(job.id).finished_at.set);
}

Test_engines(app_job, one_unfinished_job_for_each_dedupe_key)
{
	struct app_job_options keyed = { .dedupe_key = "k" };
	struct q_job_claim_row job;
	struct q_job_list_row *rows;
	size_t n;

	add("a", keyed);
	add("a", keyed);
	job = claim();
	add("a", keyed);
	cr_expect(not(has_due()), "also while it runs");
	end(&job, APP_JOB_DONE);
	add("a", keyed);
	add("a", (struct app_job_options){ .dedupe_key = "other" });
	add("a", (struct app_job_options){ .priority = 0 });
	add("a", (struct app_job_options){ .priority = 0 });
	ok(q_job_list(call.db, .state = "ready", .limit = 10, &rows, &n));
	cr_expect(eq(sz, n, 4));
}

Test_engines(app_job, the_newest_payload_of_a_dedupe_key_counts)
{
	struct app_job_options keyed = { .dedupe_key = "k" };
	struct q_job_claim_row job;

	add("a", keyed);
	ok(app_job_add(&call, "a", "{\"n\": 2}", &keyed));
	job = claim();
	cr_expect(eq(str, (char *)job.payload, "{\"n\": 2}"));
	ok(app_job_add(&call, "a", "{\"n\": 3}", &keyed));
	end(&job, APP_JOB_AGAIN);
	pass_time();
	cr_expect(eq(str, (char *)claim().payload, "{\"n\": 3}"),
	    "of the next attempt too");
}

Test_engines(app_job, a_key_keeps_quiet_after_its_effect)
{
	struct app_job_options keyed = { .dedupe_key = "k", .quiet_s = 3600 };
	struct q_job_claim_row job;
	struct q_job_list_row *rows;
	size_t n;

	add("a", keyed);
	job = claim();
	end(&job, APP_JOB_MOOT);
	add("a", keyed);
	job = claim(); /* what had no effect counts for nothing */
	end(&job, APP_JOB_DONE);
	add("a", keyed);
	cr_expect(not(has_due()));
	ok(q_job_list(call.db, .state = "ready", .limit = 10, &rows, &n));
	cr_assert(eq(sz, n, 1));
	cr_expect(all(
	    gt(i64, rows[0].run_at, clock_now_us() + 59 * CLOCK_MINUTE_US),
	    lt(i64, rows[0].run_at, clock_now_us() + 61 * CLOCK_MINUTE_US)));
	add("b",
	    (struct app_job_options){ .dedupe_key = "other", .quiet_s = 3600 });
	cr_expect(has_due(), "another key is not concerned");
}

Test_engines(app_job, only_what_waits_can_be_cancelled)
{
	struct q_job_claim_row job;
	struct q_job_list_row *rows;
	size_t n;
	int64_t changed;

	add("a", (struct app_job_options){ .priority = 0 });
	job = claim();
	ok(q_job_cancel(call.db, .id = job.id, &changed));
	cr_expect(eq(i64, changed, 0));
	expect_state(job.id, "running");
	add("b", (struct app_job_options){ .priority = 0 });
	ok(q_job_list(call.db, .state = "ready", .limit = 10, &rows, &n));
	cr_assert(eq(sz, n, 1));
	ok(q_job_cancel(call.db, .id = rows[0].id, &changed));
	cr_expect(eq(i64, changed, 1));
	expect_state(rows[0].id, "cancelled");
	cr_expect(not(has_due()));
}

Test_engines(app_job, a_retry_starts_over)
{
	struct q_job_claim_row job;
	int64_t changed;

	add("a",
	    (struct app_job_options){ .max_attempts = 1, .dedupe_key = "k" });
	job = claim();
	ok(q_job_retry(call.db, .id = job.id, &changed));
	cr_expect(eq(i64, changed, 0), "not while it runs");
	cr_expect(end(&job, APP_JOB_UNCERTAIN));
	add("b", (struct app_job_options){ .dedupe_key = "k",
		     .run_at_us = call.now_us + CLOCK_HOUR_US });
	ok(q_job_retry(call.db, .id = job.id, &changed));
	cr_expect(eq(i64, changed, 1), "though its key is taken by now");
	job = claim();
	cr_expect(eq(str, (char *)job.kind, "a"));
	cr_expect(eq(i64, job.attempt, 1));
	cr_expect(eq(i64, job.doubts, 0));
	cr_expect(eq(str, (char *)job.payload, "{\"n\": 1}"));
	end(&job, APP_JOB_DONE);
	ok(q_job_retry(call.db, .id = job.id, &changed));
	cr_expect(eq(i64, changed, 0), "not what is done");
}

static int64_t
purge(int64_t done_before, int64_t dead_before, int64_t limit)
{
	int64_t n;

	ok(q_job_purge(call.db, .done_before = done_before,
	    .dead_before = dead_before, .limit = limit, &n));
	return n;
}

Test_engines(app_job, what_is_finished_goes_in_batches)
{
	int64_t later = call.now_us + CLOCK_HOUR_US;
	struct q_job_claim_row job;
	struct q_job_counts_row *counts;
	size_t n;

	for (int i = 0; i < 7; i++) {
		add("a", (struct app_job_options){ .priority = 0 });
		job = claim();
		end(&job, i < 5 ? APP_JOB_DONE : APP_JOB_DEAD);
	}
	add("a", (struct app_job_options){ .priority = 0 });
	claim();
	add("a", (struct app_job_options){ .priority = 0 });
	cr_expect(eq(i64, purge(0, 0, 100), 0));
	cr_expect(eq(i64, purge(later, 0, 3), 3));
	cr_expect(eq(i64, purge(later, 0, 3), 2));
	cr_expect(eq(i64, purge(later, 0, 3), 0));
	ok(q_job_counts(call.db, &counts, &n));
	cr_assert(eq(sz, n, 3));
	cr_expect(eq(str, (char *)counts[0].state, "dead"));
	cr_expect(eq(i64, counts[0].count, 2));
	cr_expect(eq(i64, purge(later, later, 3), 2));
	cr_expect(eq(i64, purge(later, later, 3), 0), "the rest lives");
}

/*
 * Workers at once. Each claims until nothing is left and writes one byte per
 * claim, the number of the job, into a pipe: no number may come twice.
 */
enum { WORKERS = 4, JOBS = 120 };

static void
claim_all(const char *url, int out)
{
	struct q_job_claim_row job;
	bool is_dead;
	enum err err = ERR_OK;

	call.db = connect_to(url);
	while (err == ERR_OK || err == ERR_BUSY || err == ERR_RETRY) {
		err = app_job_claim(&call, "w", &limits, &job);
		if (err)
			continue;
		if (write(out, job.kind, 1) != 1)
			_exit(2);
		err = end_job(&job, APP_JOB_DONE, NULL, &is_dead);
	}
	db_close(call.db);
	_exit(err == ERR_NOT_FOUND ? 0 : 1);
}

Test_engines(app_job, no_two_workers_run_the_same_job, .timeout = 60)
{
	unsigned char seen[JOBS + 1] = { 0 }, c;
	char kind[2] = "";
	int ends[2], status;

	for (int i = 1; i <= JOBS; i++) {
		kind[0] = (char)i;
		add(kind, (struct app_job_options){ .priority = i });
	}
	cr_assert(eq(int, pipe(ends), 0));
	db_close(call.db);
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			claim_all(database_url(database), ends[1]);
	call.db = connect_to(database_url(database));
	close(ends[1]);
	for (int i = 0; i < WORKERS; i++) {
		cr_assert(gt(int, wait(&status), 0));
		cr_expect(eq(int, status, 0));
	}
	while (read(ends[0], &c, 1) == 1) {
		cr_assert(all(ge(int, c, 1), le(int, c, JOBS)));
		cr_expect(zero(int, seen[c]), "job %d ran twice", c);
		seen[c]++;
	}
	for (int i = 1; i <= JOBS; i++)
		cr_expect(eq(int, seen[i], 1), "job %d did not run", i);
}
