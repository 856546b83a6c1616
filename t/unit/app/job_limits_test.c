/*
 * What a worker may take: so many jobs at once to one mail domain, and for one
 * that is reserved only what somebody waits for.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "t/unit/app/fixture.h"
#include "generated/query/job.h"
#include "generated/query/user.h"

#include "base/banned.h"

static struct app_job_limits limits;

static void
add(const char *kind, struct app_job_options options)
{
	ok(app_job_add(&call, kind, "{}", &options));
}

static struct q_job_claim_row
claim(void)
{
	struct q_job_claim_row job;

	ok(app_job_claim(&call, "w", &limits, &job));
	return job;
}

static void
expect_due(bool expected)
{
	bool is_due;
	struct q_job_claim_row job;

	ok(app_job_is_due(&call, &limits, &is_due));
	cr_expect(is_due == expected);
	if (!expected)
		cr_expect(eq(int, (int)app_job_claim(&call, "w", &limits, &job),
		    ERR_NOT_FOUND));
}

static struct user_id
add_user(const char *email)
{
	struct user_id id = { uuid_new() };

	ok(q_user_add(call.db, .id = id, .email = email, .email_key = email,
	    .password_hash = NULL, .is_verified = true, .first_name = "A",
	    .last_name = "B", .words = NULL, .role = USER_ROLE_ATTENDEE,
	    .now = call.now_us, NULL));
	return id;
}

Test_engines(app_job_limits, no_destination_has_more_than_its_share)
{
	struct user_id ann = add_user("ann@Slow.example"),
		       bob = add_user("bob@slow.example"),
		       cat = add_user("cat@other.example");
	struct q_job_claim_row first;
	bool is_dead;
	limits.destination_max = 2;
	add("1", (struct app_job_options){ .recipient = ann });
	add("2", (struct app_job_options){ .recipient = bob });
	add("3", (struct app_job_options){ .recipient = ann });
	first = claim();
	cr_expect(eq(str, (char *)claim().kind, "2"));
	expect_due(false);
	add("4", (struct app_job_options){ .recipient = cat });
	add("5", (struct app_job_options){ .priority = 0 });
	cr_expect(eq(str, (char *)claim().kind, "4"));
	cr_expect(eq(str, (char *)claim().kind, "5"), "it goes nowhere");
	ok(end_job(&first, APP_JOB_DONE, NULL, &is_dead));
	expect_due(true);
	cr_expect(eq(str, (char *)claim().kind, "3"));
}

Test_engines(app_job_limits, a_reserved_worker_takes_only_what_is_waited_for)
{
	limits.priority_max = APP_JOB_FIRST;
	add("mass", (struct app_job_options){ .priority = APP_JOB_MASS });
	expect_due(false);
	add("code", (struct app_job_options){ .priority = APP_JOB_FIRST });
	expect_due(true);
	cr_expect(eq(str, (char *)claim().kind, "code"));
}

/*
 * Workers at once, all after the same destination: each holds what it gets.
 */
enum { WORKERS = 6, TRIES = 20 };

static void
claim_in_child(const char *url, int out)
{
	struct q_job_claim_row job;
	enum err err = ERR_OK;

	call.db = connect_to(url);
	for (int i = 0; i < TRIES && err != ERR_NOT_FOUND; i++) {
		err = app_job_claim(&call, "w", &limits, &job);
		if (!err && write(out, "x", 1) != 1)
			_exit(2);
	}
	db_close(call.db);
	_exit(err == ERR_NOT_FOUND ? 0 : 1);
}

Test_engines(app_job_limits, hold_when_many_claim_at_once, .timeout = 60)
{
	struct user_id ann = add_user("ann@slow.example");
	int ends[2], status;
	char c[32];

	limits.destination_max = 3;
	for (int i = 0; i < 20; i++)
		add("x", (struct app_job_options){ .recipient = ann });
	cr_assert(eq(int, pipe(ends), 0));
	db_close(call.db);
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			claim_in_child(database_url(database), ends[1]);
	call.db = connect_to(database_url(database));
	close(ends[1]);
	for (int i = 0; i < WORKERS; i++) {
		cr_assert(gt(int, wait(&status), 0));
		cr_expect(eq(int, status, 0));
	}
	cr_expect(eq(int, (int)read(ends[0], c, sizeof(c)), 3));
}

Test_engines(app_job_limits, who_asks_for_a_pause_gets_one_up_to_an_hour)
{
	static const int64_t asked_s[] = { 900, INT64_MAX };
	struct app_job_ended end = { .how = APP_JOB_AGAIN };
	struct q_job_get_row row;
	bool is_dead;

	limits.destination_max = 1;
	for (size_t i = 0; i < N_OF(asked_s); i++) {
		int64_t least_s = asked_s[i] < 3600 ? asked_s[i] : 3600, wait;
		struct q_job_claim_row job;

		add("a", (struct app_job_options){ .priority = 0 });
		end.pause_s = asked_s[i];
		job = claim();
		ok(app_job_end(&call, &job, &end, &is_dead));
		ok(q_job_get(call.db, .id = job.id, &row));
		wait = row.run_at - clock_now_us();
		cr_expect(le(i64, wait, least_s * CLOCK_SECOND_US));
		cr_expect(ge(i64, wait, (least_s - 60) * CLOCK_SECOND_US));
	}
}
