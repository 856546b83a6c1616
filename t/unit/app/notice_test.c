/*
 * Notices as jobs: what they hold, in which order they go, and that nothing
 * else is read as one.
 */
#include "app/notice_payload.h"

#include <string.h>

#include "generated/query/job.h"
#include "t/unit/app/fixture.h"

#include "base/banned.h"

static struct q_job_claim_row
claim(void)
{
	static const struct app_job_limits limits;
	struct q_job_claim_row job;

	ok(app_job_claim(&call, "w", &limits, &job));
	return job;
}

static struct app_notice
claim_notice(const char *kind)
{
	struct q_job_claim_row job = claim();
	struct app_notice n;

	cr_expect(eq(str, (char *)job.kind, (char *)kind));
	ok(app_notice_read(&call, job.payload, &n));
	return n;
}

static int64_t
count_ready(void)
{
	struct q_job_counts_row *rows;
	size_t n;

	ok(q_job_counts(call.db, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "ready"))
			return rows[i].count;
	return 0;
}

static struct app_notice
about_event(enum rule_notice kind, const struct user_id *users, size_t n)
{
	return (struct app_notice){ .kind = kind,
		.users = users,
		.n_users = n,
		.event = { .id = { uuid_new() },
		    .title = "Tea \"for\" two",
		    .timezone = "Europe/Berlin",
		    .start_time = 1795171234000000 } };
}

Test_engines(app_notice, jobs_hold_ids_and_what_an_event_was)
{
	struct verification_id verification = { uuid_new() };
	struct user_id user = { uuid_new() };
	struct app_notice n = about_event(
			      RULE_NOTICE_EVENT_CANCELLED, &user, 1),
			  read;

	ok(app_notice(&call, &n));
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, user));
	ok(app_notice_verification(
	    &call, RULE_NOTICE_RESET_PASSWORD, user, verification));

	read = claim_notice("mail");
	cr_expect(eq(int, read.kind, RULE_NOTICE_PASSWORD_CHANGED),
	    "the account goes first");
	read = claim_notice("mail");
	cr_expect(eq(int, read.kind, RULE_NOTICE_RESET_PASSWORD));
	cr_expect(uuid_eq(read.verification.v, verification.v));
	read = claim_notice("mail");
	cr_expect(eq(int, read.kind, RULE_NOTICE_EVENT_CANCELLED));
	cr_assert(eq(sz, read.n_users, 1));
	cr_expect(uuid_eq(read.users[0].v, user.v));
	cr_expect(uuid_eq(read.event.id.v, n.event.id.v));
	cr_expect(eq(str, (char *)read.event.title, "Tea \"for\" two"));
	cr_expect(eq(str, (char *)read.event.timezone, "Europe/Berlin"));
	cr_expect(eq(i64, read.event.start_time, 1795171234000000));
	cr_expect(zero(ptr, (char *)(uintptr_t)read.event.place));
}

Test_engines(app_notice, a_second_one_replaces_the_one_that_waits)
{
	struct user_id user = { uuid_new() };
	struct app_notice n = about_event(
	    RULE_NOTICE_PROMOTED_FROM_WAITLIST, &user, 1);

	ok(app_notice(&call, &n));
	n.event.title = "Coffee";
	ok(app_notice(&call, &n));
	cr_expect(eq(i64, count_ready(), 1));
	cr_expect(eq(str, (char *)claim_notice("mail").event.title, "Coffee"));
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, user));
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, user));
	cr_expect(eq(i64, count_ready(), 2), "each change is told");
}

Test_engines(app_notice, many_are_told_page_by_page_and_behind_the_few)
{
	struct user_id users[250], one = { uuid_new() };
	struct app_notice many = about_event(
			      RULE_NOTICE_EVENT_CANCELLED, users, 250),
			  few = about_event(
			      RULE_NOTICE_PROMOTED_FROM_WAITLIST, &one, 1);
	size_t n = 0;

	for (size_t i = 0; i < 250; i++)
		users[i] = (struct user_id){ uuid_new() };
	call.user = users[7];
	ok(app_notice(&call, &many));
	cr_expect(eq(i64, count_ready(), 3));
	ok(app_notice(&call, &few));
	cr_expect(eq(int, claim_notice("mail").kind, few.kind));
	for (int page = 0; page < 3; page++) {
		struct q_job_claim_row job = claim();

		cr_expect(eq(str, (char *)job.kind, "notice_page"));
		ok(app_job_perform(&call, &job, app_notice_run_page));
	}
	n = (size_t)count_ready();
	cr_expect(eq(sz, n, 249), "all but the one who did it");
	ok(app_notice(&call, &few));
	cr_expect(eq(int, claim_notice("mail").kind, many.kind),
	    "the second one is the first, which runs");
}

Test(app_notice, strange_payloads_are_refused)
{
	static const char bad[][200] = { "", "[]", "{}", "null",
		"{\"notice\": 1}", "{\"notice\": \"spam\"}",
		"{\"notice\": \"password_changed\"}",
		"{\"notice\": \"password_changed\", \"user_ids\": []}",
		"{\"notice\": \"password_changed\", \"user_ids\": [1]}",
		"{\"notice\": \"password_changed\", \"user_ids\": [\"x\"]}",
		"{\"notice\": \"verify_email\", \"user_ids\": "
		"[\"0190b3c0-0000-7000-8000-000000000001\"]}",
		"{\"notice\": \"event_gone\", \"user_ids\": "
		"[\"0190b3c0-0000-7000-8000-000000000001\"], \"event\": {}}" };
	struct app_notice n;

	arena_init(&arena, 1 << 20);
	call = (struct call){ .arena = &arena, .fault = &f };
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(eq(int, (int)app_notice_read(&call, bad[i], &n),
			      ERR_BAD_REQUEST),
		    "%s", bad[i]);
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(app_notice_is_known(&call, bad[i]) ==
			      !strstr(bad[i], "spam"),
		    "%s", bad[i]);
	arena_release(&arena);
}

/* As if the mail server were away all the time. */
Test_engines(app_notice, mail_is_tried_for_three_days)
{
	static const struct db_query make_due = {
		.name = "test_make_due",
		.sql = { "UPDATE job SET run_at = 'epoch'",
		    "UPDATE job SET run_at = 0" },
		.index = DB_QUERIES_MAX,
		.is_write = true,
	};
	struct user_id user = { uuid_new() };
	int64_t waited = 0;
	bool is_dead = false;

	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, user));
	while (!is_dead) {
		int64_t now = clock_now_us();
		struct q_job_claim_row job = claim();
		struct q_job_get_row row;

		ok(end_job(&job, APP_JOB_AGAIN, "away", &is_dead));
		ok(q_job_get(call.db, .id = job.id, &row));
		if (!is_dead)
			waited += row.run_at - now;
		ok(db_exec(call.db, (struct db_call){ &make_due, NULL }, NULL));
	}
	cr_expect(all(gt(i64, waited, 2 * CLOCK_DAY_US + 12 * CLOCK_HOUR_US),
		      lt(i64, waited, 3 * CLOCK_DAY_US + 12 * CLOCK_HOUR_US)),
	    "%lld hours", (long long)(waited / CLOCK_HOUR_US));
}
