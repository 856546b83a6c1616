/*
 * hearth-worker itself, with a database and a real SMTP server: what is in the
 * queue is sent, and what goes wrong on the way ends as it should.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/export.h"
#include "crypt/token.h"
#include "generated/query/job.h"
#include "generated/query/verification.h"
#include "t/e2e/mail_fixture.h"
#include "t/lib/e2e.h"

#include "base/banned.h"

static struct verification_id
add_verification(const char *purpose)
{
	struct verification_id id = { uuid_new() };

	ok(q_verification_add(call.db, .id = id, .user = ann,
	    .space = { { { 0 } } }, .purpose = purpose,
	    .email = "ann.new@example.org", .now = call.now_us,
	    .expires = call.now_us + CLOCK_HOUR_US,
	    .code_expires = call.now_us + 10 * CLOCK_MINUTE_US, NULL));
	return id;
}

static struct q_job_list_row
the_job(void)
{
	struct q_job_list_row *rows;
	size_t n;

	ok(q_job_list(call.db, .state = NULL, .limit = 2, &rows, &n));
	cr_assert(eq(sz, n, 1));
	return rows[0];
}

/* Waits until the only job is in the state, and returns it. */
static struct q_job_list_row
wait_for_state(const char *state)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);
	struct q_job_list_row job = the_job();

	while (!str_eq(job.state, state)) {
		cr_assert(lt(i64, clock_monotonic_us(), end),
		    "still %s, not %s: %s", job.state, state,
		    job.last_error ? job.last_error : "");
		poll(NULL, 0, 10);
		job = the_job();
	}
	return job;
}

/* What waits becomes due, and leases that run end, as if time had passed. */
static void
pass_time(void)
{
	static const struct db_query queries[] = {
		{ .name = "test_pass_time",
		    .sql = { "UPDATE job SET run_at = 'epoch' "
			     "WHERE state = 'ready'",
			"UPDATE job SET run_at = 0 WHERE state = 'ready'" },
		    .index = DB_QUERIES_MAX,
		    .is_write = true },
		{ .name = "test_end_leases",
		    .sql = { "UPDATE job SET lease_until = 'epoch' "
			     "WHERE state = 'running'",
			"UPDATE job SET lease_until = 0 "
			"WHERE state = 'running'" },
		    .index = DB_QUERIES_MAX + 1,
		    .is_write = true },
	};

	for (size_t i = 0; i < N_OF(queries); i++)
		ok(db_exec(
		    call.db, (struct db_call){ &queries[i], NULL }, NULL));
}

/* The line of the Message-ID, to be freed. */
static char *
message_id(const char *message)
{
	const char *line = strstr(message, "\r\nMessage-ID: ");

	cr_assert(not(zero(ptr, (char *)(uintptr_t)line)));
	return strndup(line + 2, strcspn(line + 2, "\r"));
}

static void
expect_same_message_id(int a, int b)
{
	char *first = smtp_server_message(&server, a);
	char *second = smtp_server_message(&server, b);
	char *first_id = message_id(first), *second_id = message_id(second);

	cr_expect(eq(str, first_id, second_id));
	free(first);
	free(second);
	free(first_id);
	free(second_id);
}

static void
expect_no_message(int n)
{
	char *message = smtp_server_message(&server, n);

	cr_expect(zero(ptr, message));
	free(message);
}

/* Whether the message has text, seen through soft line breaks. */
static bool
has(const char *message, const char *text)
{
	char *plain = strdup(message), *to = plain;
	bool found;

	for (const char *p = message; *p; p++)
		if (strncmp(p, "=\r\n", 3) == 0)
			p += 2;
		else if (strncmp(p, "=3D", 3) == 0) {
			*to++ = '=';
			p += 2;
		} else
			*to++ = *p;
	*to = '\0';
	found = strstr(plain, text) != NULL;
	free(plain);
	return found;
}

Test_engines(e2e_mail, a_verification_arrives_with_link_and_code)
{
	struct verification_id id = add_verification("verify_email");
	char token[CRYPT_TOKEN_SIZE], code[CRYPT_CODE_SIZE], link[160];
	struct q_job_list_row job;
	char *message;

	start_server("ok", NULL);
	ok(app_notice_verification(&call, RULE_NOTICE_VERIFY_EMAIL, ann, id));
	start_worker(&worker);
	message = wait_for_message(0);
	crypt_token_seal(
	    call.keys, CRYPT_MAIL_TOKEN, id.v, APP_NOTICE_SEAL_VERIFY, token);
	crypt_code_make(call.keys, id.v, code);
	snprintf(link, sizeof(link),
	    "\nhttps://hearth.example/api/v1/auth/verify-email?token=%s\r\n",
	    token);
	cr_expect(has(message, link), "%s", message);
	cr_expect(has(message, code));
	cr_expect(has(message, "\r\nTo: <ann.new@example.org>\r\n"));
	cr_expect(has(message, "Hello Ann,"));
	free(message);
	job = wait_for_state("done");
	cr_expect(job.effect_at.set);
	cr_expect(eq(i64, job.attempt, 1));
	cr_expect(eq(int, process_stop(&worker, WAIT_MS), 0));
	expect_no_message(1);
}

Test_engines(e2e_mail, a_reset_leads_to_the_page_for_it)
{
	struct verification_id id = add_verification("reset_password");
	char token[CRYPT_TOKEN_SIZE], link[160];
	char *message;

	start_server("ok", NULL);
	ok(app_notice_verification(&call, RULE_NOTICE_RESET_PASSWORD, ann, id));
	start_worker(&worker);
	message = wait_for_message(0);
	crypt_token_seal(
	    call.keys, CRYPT_MAIL_TOKEN, id.v, APP_NOTICE_SEAL_RESET, token);
	snprintf(link, sizeof(link),
	    "\nhttps://hearth.example/reset-password?token=%s\r\n", token);
	cr_expect(has(message, link), "%s", message);
	free(message);
	wait_for_state("done");
}

Test_engines(e2e_mail, a_mail_without_reason_is_not_sent)
{
	struct verification_id id = add_verification("verify_email");

	start_server("ok", NULL);
	ok(app_notice_verification(&call, RULE_NOTICE_VERIFY_EMAIL, ann, id));
	ok(q_verification_use(call.db, .id = id, .now = call.now_us, NULL));
	start_worker(&worker);
	cr_expect(not(wait_for_state("done").effect_at.set));
	expect_no_message(0);
}

Test_engines(e2e_mail, a_server_that_is_busy_gets_it_later)
{
	struct q_job_list_row job;

	start_server("data=451 4.3.0 Try later", "ok");
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	start_worker(&worker);
	free(wait_for_message(0));
	free(wait_for_message(1));
	job = wait_for_state("done");
	cr_expect(eq(i64, job.attempt, 2));
	expect_same_message_id(0, 1);
}

Test_engines(e2e_mail, a_refused_mail_is_dead_at_once)
{
	struct q_job_list_row job;

	start_server("rcpt=550 5.1.1 No such user", "ok");
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	start_worker(&worker);
	job = wait_for_state("dead");
	cr_expect(eq(i64, job.attempt, 1));
	cr_expect(str_has_prefix(job.last_error, "550 5.1.1 No such user"),
	    "%s", job.last_error);
	expect_no_message(0);
}

Test_engines(e2e_mail, a_lost_response_is_one_more_try_with_the_same_id)
{
	struct q_job_list_row job;

	start_server("lost", "lost");
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	start_worker(&worker);
	free(wait_for_message(1));
	job = wait_for_state("dead");
	cr_expect(eq(i64, job.doubts, 2));
	cr_expect(eq(i64, job.attempt, 2));
	expect_same_message_id(0, 1);
	expect_no_message(2);
}

Test_engines(e2e_mail, a_killed_workers_mail_is_sent_by_another)
{
	struct q_job_list_row job;

	start_server("hold", "ok");
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	start_worker(&worker);
	free(wait_for_message(0));
	kill(worker.pid, SIGKILL);
	cr_expect(eq(int, process_wait(&worker, WAIT_MS), 128 + SIGKILL));
	cr_expect(eq(str, (char *)the_job().state, "running"));

	start_worker(&other);
	cr_expect(
	    eq(str, (char *)the_job().state, "running"), "the lease holds");
	process_stop(&other, WAIT_MS);
	pass_time();
	start_worker(&other);
	free(wait_for_message(1));
	job = wait_for_state("done");
	cr_expect(eq(i64, job.attempt, 2));
	expect_same_message_id(0, 1);
}

Test_engines(e2e_mail, a_worker_told_to_stop_ends_its_mail_first)
{
	setenv("WORKER_PROCESSES", "1", 1);
	start_server("hold", "ok");
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	ok(app_notice_account(&call, RULE_NOTICE_REFRESH_REUSED, ann));
	start_worker(&worker);
	free(wait_for_message(0));
	stop_worker(1);
	cr_expect(process_is_alive(&worker));
	smtp_server_go(&server);
	cr_expect(eq(int, process_wait(&worker, WAIT_MS), 0));
	expect_no_message(1);
	{
		struct q_job_counts_row *counts;
		size_t n;

		ok(q_job_counts(call.db, &counts, &n));
		cr_assert(eq(sz, n, 2));
		cr_expect(eq(str, (char *)counts[0].state, "done"));
		cr_expect(eq(str, (char *)counts[1].state, "ready"));
	}
}

#ifdef WITH_POSTGRESQL

static void
allow_connections(const char *word)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "ALTER DATABASE %s ALLOW_CONNECTIONS %s",
	    database_name(database), word);
	database_server(database, sql);
}

/* This program's, too: a read makes it anew. */
static void
end_connections(void)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
	    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
	    "WHERE datname = '%s'",
	    database_name(database));
	database_server(database, sql);
}

static void
take_database_away(void)
{
	allow_connections("false");
	end_connections();
}

/* One that is being made when no more are allowed shows only later. */
static bool
has_lost_it(void *ctx)
{
	(void)ctx;
	end_connections();
	return count_logged("\"database: ") > 0;
}

Test(e2e_mail, a_database_that_went_away_is_waited_for, .fini = engine_close)
{
	bool is_due;

	engine_open(DB_POSTGRESQL);
	setenv("WORKER_PROCESSES", "1", 1);
	start_server("ok", NULL);
	start_worker(&worker);
	wait_for_log("ready", 1);
	take_database_away();
	wait_until(has_lost_it, NULL, WAIT_MS, "the loss of the database");
	wait_for_log("\"database: ", 3); /* so often it tried */
	cr_expect(process_is_alive(&worker));
	allow_connections("true");
	wait_for_log("answers again", 1);
	cr_expect(eq(int, count_logged("trying again"), 1));
	ok(app_job_is_due(&call, &(struct app_job_limits){ 0 }, &is_due));
	ok(app_job_add(&call, APP_EXPORT_JOB, "{}", NULL));
	wait_for_state("dead");
}

Test(e2e_mail, a_sent_mail_is_recorded_when_the_database_is_back,
    .fini = engine_close)
{
	engine_open(DB_POSTGRESQL);
	start_server("hold", "ok");
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	start_worker(&worker);
	free(wait_for_message(0));
	take_database_away();
	smtp_server_go(&server);
	wait_for_log("cannot record the end", 1);
	allow_connections("true");
	wait_for_log("done", 1);
	cr_expect(eq(int, process_stop(&worker, WAIT_MS), 0));
	expect_no_message(1);
}

#endif

#define LEFT "is left to other workers"

static void
pass_a_day(void)
{
	static const struct db_query query = {
		.name = "test_pass_a_day",
		.sql = { "UPDATE job SET created_at = created_at - "
			 "interval '1 day'",
		    "UPDATE job SET created_at = created_at - 86400000000" },
		.index = DB_QUERIES_MAX + 2,
		.is_write = true,
	};

	ok(db_exec(call.db, (struct db_call){ &query, NULL }, NULL));
}

static struct q_job_list_row
wait_until_left(void)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);
	struct q_job_list_row job = the_job();

	while (!str_eq(job.state, "ready") || job.run_at <= clock_now_us()) {
		cr_assert(lt(i64, clock_monotonic_us(), end));
		poll(NULL, 0, 10);
		job = the_job();
	}
	return job;
}

static void
expect_left(const char *kind, const char *payload)
{
	const struct app_job_options once = { .max_attempts = 1 };
	struct q_job_list_row job;

	start_server("ok", NULL);
	setenv("WORKER_PROCESSES", "1", 1); /* each says it once */
	ok(app_job_add(&call, kind, payload, &once));
	start_worker(&worker);
	for (int i = 0; i < 3; i++) {
		job = wait_until_left();
		cr_expect(has(job.last_error, "does not know"));
		cr_expect(eq(i64, job.attempt, 0));
		pass_time();
	}
	pass_a_day();
	pass_time();
	cr_expect(has(wait_for_state("dead").last_error, "does not know"));
	wait_for_log("is dead after", 1);
	cr_expect(eq(int, count_logged(LEFT), 1));
	cr_expect(eq(int, process_stop(&worker, WAIT_MS), 0));
}

Test_engines(e2e_mail, an_unknown_kind_is_left_to_others_for_a_day)
{
	expect_left("no such kind", "{}");
}

Test_engines(e2e_mail, so_is_an_unknown_notice)
{
	expect_left(
	    "mail", "{\"notice\": \"no such notice\", \"user_ids\": []}");
}

/* Runs the program; what it prints is in *out, to be freed. */
static int
run_worker(const char *argument, char **out)
{
	char log[] = "/tmp/hearth-worker-XXXXXX";
	int status, fd = mkstemp(log);
	ssize_t n;

	cr_assert(ge(int, fd, 0));
	status = process_run(log, WAIT_MS,
	    (const char *const[]){
		TOP_BUILDDIR "/hearth-worker", argument, NULL });
	*out = calloc(1, 8192);
	n = pread(fd, *out, 8191, 0);
	cr_assert(ge(int, (int)n, 0));
	close(fd);
	unlink(log);
	return status;
}

Test(e2e_mail, wrong_settings_are_one_line_and_78)
{
	static const struct {
		char name[24], value[48];
	} cases[] = {
		{ "MAIL_URL", "" },
		{ "MAIL_URL", "pigeon://loft" },
		{ "MAIL_URL", "file:/nowhere/at/all" },
		{ "MAIL_FROM", "not an address" },
		{ "MAIL_FROM", "Foo, Inc. <foo@example.org>" },
		{ "MAIL_HELO", "box" },
		{ "SECRET_KEY", "short" },
		{ "DATABASE_URL", "mysql://x" },
	};
	char *out;

	for (size_t i = 0; i < N_OF(cases); i++) {
		setenv("HEARTH_CONF", "/dev/null", 1);
		setenv("DATABASE_URL", "sqlite:////tmp/never.db", 1);
		setenv("SECRET_KEY", SECRET, 1);
		setenv("MAIL_URL", "file:/tmp", 1);
		setenv("MAIL_FROM", "a@b", 1);
		setenv(cases[i].name, cases[i].value, 1);
		cr_expect(eq(int, run_worker("--once", &out), 78), "%s: %s",
		    cases[i].value, out);
		cr_expect(not(zero(ptr, strstr(out, cases[i].name))), "%s: %s",
		    cases[i].name, out);
		cr_expect(eq(sz, strcspn(out, "\n") + 1, strlen(out)),
		    "one line: %s", out);
		free(out);
	}
}

Test(e2e_mail, the_program_explains_itself)
{
	char *out;

	cr_expect(eq(int, run_worker("--help", &out), 0));
	cr_expect(str_has_prefix(out, "usage: hearth-worker"));
	free(out);
	cr_expect(eq(int, run_worker("--version", &out), 0));
	cr_expect(str_has_prefix(out, "hearth-worker "));
	free(out);
	cr_expect(eq(int, run_worker("--nonsense", &out), 64));
	free(out);
}
