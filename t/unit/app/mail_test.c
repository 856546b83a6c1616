/*
 * Mail jobs: what they hold, and that nothing else is read as one.
 */
#include "app/mail.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "app/job.h"
#include "base/clock.h"
#include "t/unit/app/fixture.h"

#include "base/banned.h"

static struct q_job_claim_row
claim(void)
{
	struct q_job_claim_row job;

	ok(app_job_claim(&on.call, "w", &job));
	return job;
}

Test_engines(app_mail, jobs_hold_ids_and_no_address)
{
	struct verification_id verification = { uuid_new() };
	struct user_id user = { uuid_new() };
	struct event_id event = { uuid_new() };
	struct q_job_claim_row job;
	struct app_mail mail;

	ok(app_mail_reset(&on.call, verification));
	ok(app_mail_reset(&on.call, verification));
	ok(app_mail_account(&on.call, APP_MAIL_PASSWORD_CHANGED, user));
	ok(app_mail_event(&on.call, APP_MAIL_EVENT_CANCELLED, user, event));

	job = claim();
	cr_expect(eq(str, (char *)job.kind, APP_MAIL_JOB));
	ok(app_mail_read(&on.call, job.payload, &mail));
	cr_expect(eq(int, mail.kind, APP_MAIL_RESET_PASSWORD));
	cr_expect(uuid_eq(mail.verification.v, verification.v));
	job = claim();
	ok(app_mail_read(&on.call, job.payload, &mail));
	cr_expect(eq(int, mail.kind, APP_MAIL_PASSWORD_CHANGED));
	cr_expect(uuid_eq(mail.user.v, user.v));
	job = claim();
	ok(app_mail_read(&on.call, job.payload, &mail));
	cr_expect(eq(int, mail.kind, APP_MAIL_EVENT_CANCELLED));
	cr_expect(uuid_eq(mail.user.v, user.v));
	cr_expect(uuid_eq(mail.event.v, event.v));
	cr_expect(
	    eq(int, (int)app_job_claim(&on.call, "w", &job), ERR_NOT_FOUND),
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

	arena_init(&on.arena, 1 << 20);
	on.call = (struct call){ .arena = &on.arena, .fault = &on.fault };
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(eq(int, (int)app_mail_read(&on.call, bad[i], &mail),
			      ERR_BAD_REQUEST),
		    "%s", bad[i]);
	arena_release(&on.arena);
}
