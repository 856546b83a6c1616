/*
 * Mail jobs: what they hold, and that nothing else is read as one.
 */
#include "app/mail.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "app/job.h"
#include "base/clock.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"

#include "base/banned.h"

static struct database *database;
static struct arena arena;
static struct fault f;
static struct call call;

static struct db *
connect_to(const char *url)
{
	struct db *db;

	cr_assert(eq(int,
		      db_open(&(struct db_options){ .url = url,
				  .prepare = true,
				  .connect_ms = 5000,
				  .statement_ms = 10000,
				  .program = "test" },
			  &f, &db),
		      ERR_OK),
	    "%s", f.detail);
	db_bind(db, &arena, &f);
	return db;
}

static void
engine_open(enum db_engine engine)
{
	database = database_new(engine);
	arena_init(&arena, 64 << 20);
	call = (struct call){ .arena = &arena,
		.fault = &f,
		.now_us = clock_now_us(),
		.db = connect_to(database_url(database)) };
}

static void
engine_close(void)
{
	if (!database)
		return;
	db_close(call.db);
	arena_release(&arena);
	database_free(database);
}

static void
engine_pass(void)
{
}

#define ok(call) \
	cr_assert(eq(int, (int)(call), ERR_OK), "%s %s", f.detail, f.internal)

static struct q_job_claim_row
claim(void)
{
	struct q_job_claim_row job;

	ok(app_job_claim(&call, "w", &job));
	return job;
}

Test_engines(app_mail, jobs_hold_ids_and_no_address)
{
	struct verification_id verification = { uuid_new() };
	struct user_id user = { uuid_new() };
	struct event_id event = { uuid_new() };
	struct q_job_claim_row job;
	struct app_mail mail;

	ok(app_mail_reset(&call, verification));
	ok(app_mail_reset(&call, verification));
	ok(app_mail_account(&call, APP_MAIL_PASSWORD_CHANGED, user));
	ok(app_mail_event(&call, APP_MAIL_EVENT_CANCELLED, user, event));

	job = claim();
	cr_expect(eq(str, (char *)job.kind, APP_MAIL_JOB));
	ok(app_mail_read(&call, job.payload, &mail));
	cr_expect(eq(int, mail.kind, APP_MAIL_RESET_PASSWORD));
	cr_expect(uuid_eq(mail.verification.v, verification.v));
	job = claim();
	ok(app_mail_read(&call, job.payload, &mail));
	cr_expect(eq(int, mail.kind, APP_MAIL_PASSWORD_CHANGED));
	cr_expect(uuid_eq(mail.user.v, user.v));
	job = claim();
	ok(app_mail_read(&call, job.payload, &mail));
	cr_expect(eq(int, mail.kind, APP_MAIL_EVENT_CANCELLED));
	cr_expect(uuid_eq(mail.user.v, user.v));
	cr_expect(uuid_eq(mail.event.v, event.v));
	cr_expect(eq(int, (int)app_job_claim(&call, "w", &job), ERR_NOT_FOUND),
	    "one mail for each verification");
}

Test(app_mail, strange_payloads_are_refused)
{
	static const char bad[][96] = { "", "[]", "{}", "null", "{\"mail\": 1}",
		"{\"mail\": \"spam\"}", "{\"mail\": \"verify_email\"}",
		"{\"mail\": \"verify_email\", \"verification_id\": \"x\"}",
		"{\"mail\": \"verify_email\", \"verification_id\": 1}",
		"{\"mail\": \"password_changed\", \"event_id\": "
		"\"0190b3c0-0000-7000-8000-000000000001\"}" };
	struct app_mail mail;

	arena_init(&arena, 1 << 20);
	call = (struct call){ .arena = &arena, .fault = &f };
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(eq(int, (int)app_mail_read(&call, bad[i], &mail),
			      ERR_BAD_REQUEST),
		    "%s", bad[i]);
	arena_release(&arena);
}
