/*
 * A line that is longer than one transaction seats, and as many who say nothing
 * when they are asked whether they still come.
 */
#include <string.h>

#include "app/due.h"
#include "app/notice.h"
#include "app/seats.h"

#include "t/unit/app/fixture.h"
#include "generated/query/due.h"
#include "generated/query/event.h"
#include "generated/query/job.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum { LINE = 5200, AT_ONCE = 5000 };

static const struct db_query add_people = {
	.name = "test_people",
	.index = DB_QUERIES_MAX,
	.sql = { [DB_POSTGRESQL] =
		     "INSERT INTO users SELECT (u).* FROM (SELECT "
		     "jsonb_populate_record(u, jsonb_build_object('id', "
		     "gen_random_uuid(), 'email', n, 'email_key', n)) AS u "
		     "FROM users u, generate_series(1, 5200) AS n) AS people",
	    [DB_SQLITE] =
		"INSERT INTO users (id, email, email_key, is_verified, "
		"first_name, last_name, timezone, locale, tags, role, "
		"created_at, updated_at, version) "
		"WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 "
		"FROM c WHERE n < 5200) SELECT randomblob(16), n, n, 1, 'W', "
		"'X', 'UTC', 'en', '[]', 'attendee', 0, 0, 1 FROM c" },
	.is_write = true,
};

static const struct db_query add_line = {
	.name = "test_line",
	.index = DB_QUERIES_MAX + 1,
#define SQL                                                                    \
	"INSERT INTO rsvp (event_id, user_id, status, party_size, queued_at, " \
	"passed, created_at, updated_at, version) "                            \
	"SELECT e.id, u.id, 'waitlisted', 1, u.created_at, 0, u.created_at, "  \
	"u.created_at, 1 FROM users u, event e WHERE u.id <> e.organizer_id"
	.sql = { [DB_POSTGRESQL] = SQL, [DB_SQLITE] = SQL },
#undef SQL
	.is_write = true,
};

static struct event_id event;

static void
given_line(void)
{
	struct user_id ann = { uuid_new() };

	event = (struct event_id){ uuid_new() };
	ok(q_user_add(call.db, .id = ann, .email = "ann", .email_key = "ann",
	    .password_hash = NULL, .is_verified = true, .first_name = "A",
	    .last_name = "B", .words = NULL, .role = USER_ROLE_ORGANIZER,
	    .now = call.now_us, NULL));
	ok(q_event_add_with(call.db,
	    &(struct q_event_add_in){ .id = event,
		.organizer_id = ann,
		.title = "x",
		.start_time = call.now_us + CLOCK_HOUR_US,
		.end_time = call.now_us + 2 * CLOCK_HOUR_US,
		.timezone = "UTC",
		.visibility = EVENT_VISIBILITY_PUBLIC,
		.max_party = 50,
		.attendee_list = ATTENDEE_LIST_EVERYONE,
		.status = EVENT_STATUS_PUBLISHED,
		.category_ids = "[]",
		.tags = "[]",
		.reminders = "[]",
		.now = call.now_us },
	    NULL));
	ok(db_exec(call.db, (struct db_call){ &add_people, NULL }, NULL));
	ok(db_exec(call.db, (struct db_call){ &add_line, NULL }, NULL));
	ok(q_seats_move(
	    call.db, .event = event, .taken = 0, .waiting = LINE, NULL));
}

static void
expect_seats(int64_t taken, int64_t waiting)
{
	struct q_seats_lock_row seats;

	ok(q_seats_lock(call.db, .event = event, &seats));
	cr_expect(seats.taken == taken && seats.waiting == waiting,
	    "%ld taken, %ld wait", (long)seats.taken, (long)seats.waiting);
}

/* Runs the jobs of a kind that are due. */
static int
run_jobs(const char *kind, app_job_fn fn)
{
	struct q_job_claim_row job;
	int n = 0;

	while (app_job_claim(&call, "w", &(struct app_job_limits){ 0 }, &job) ==
	       ERR_OK) {
		if (!str_eq(job.kind, kind))
			continue; /* a mail */
		ok(app_job_perform(&call, &job, fn));
		n++;
	}
	return n;
}

Test_engines(app_seats, a_very_long_line_goes_on_by_a_job)
{
	given_line();
	ok(db_begin(call.db));
	ok(app_seats_give(&call, event));
	ok(db_commit(call.db));
	expect_seats(AT_ONCE, LINE - AT_ONCE);
	cr_expect(run_jobs(APP_SEATS_JOB, app_seats_run) == 1);
	expect_seats(LINE, 0);
	/* what remains of it finds nothing to do */
	ok(db_begin(call.db));
	ok(app_seats_run(
	    &call, app_job_payload_id(&arena, "event_id", uuid_new())));
	db_rollback(call.db);
}

/* All have seats, and were asked until now. */
static void
given_silence(void)
{
	struct user_id nobody = { 0 };
	struct opt_time now = { true, call.now_us };

	given_line();
	ok(db_begin(call.db));
	ok(app_seats_give(&call, event));
	ok(db_commit(call.db));
	run_jobs(APP_SEATS_JOB, app_seats_run);
	ok(q_rsvp_ask(call.db, .event = event, .but = nobody, .is_again = false,
	    .now = call.now_us, NULL));
	ok(q_due_set(call.db, .id = event, .due_at = now,
	    .done_until = call.now_us, .reconfirm_until = now, NULL));
}

static void
expect_lapsed(int64_t left)
{
	size_t n;

	ok(app_due_begin(&call, &n));
	cr_expect(n == 1, "%zu", n);
	cr_expect(run_jobs(APP_DUE_JOB, app_due_run) == 1);
	expect_seats(left, 0);
}

Test_engines(app_seats, so_many_who_are_silent_go_step_by_step)
{
	struct q_due_is_any_row due;

	given_silence();
	expect_lapsed(LINE - AT_ONCE);
	expect_lapsed(0);
	ok(q_due_is_any(call.db, .now = call.now_us, &due));
	cr_expect(due.is_any == false);
}

/* Thousands of mails to them wait when somebody changes a password. */
Test_engines(app_seats, nobody_waits_behind_them_for_an_answer)
{
	static const struct app_job_limits none;
	struct user_id someone = { uuid_new() };
	struct q_job_claim_row job;
	size_t n;

	given_silence();
	ok(app_due_begin(&call, &n));
	ok(app_job_claim(&call, "w", &none, &job));
	ok(app_job_perform(&call, &job, app_due_run));
	ok(app_job_claim(&call, "w", &none, &job));
	ok(app_job_perform(&call, &job, app_notice_run_page));
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, someone));
	ok(app_job_claim(&call, "w", &none, &job));
	cr_expect(
	    strstr(job.payload, "password_changed") != NULL, "%s", job.payload);
	ok(app_job_claim(&call, "w", &none, &job));
	cr_expect(
	    strstr(job.payload, "seat_released") != NULL, "%s", job.payload);
}
