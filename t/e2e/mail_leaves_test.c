/*
 * Whether mail leaves, and what an operator is told and can do when it does
 * not.
 */
#include <stdlib.h>
#include <sysexits.h>

#include "t/e2e/ctl_fixture.h"
#include "t/lib/process.h"
#include "t/lib/smtp_server.h"

#include "base/banned.h"

static struct smtp_server server;

/* A mail server that takes this step for ever. */
static void
serve(const char *step)
{
	smtp_server_start(
	    &server, &(struct smtp_server_options){ .steps = { step } });
	setenv("MAIL_URL", text("smtp://127.0.0.1:%d", server.port), 1);
}

static void
work_once(void)
{
	int status = process_run(text("%s/log", t.dir), 20000,
	    (const char *const[]){
		TOP_BUILDDIR "/hearth-worker", "--once", NULL });

	cr_assert(status == 0, "the worker ends with %d", status);
}

static void
add_mail(const char *email)
{
	expect_exit(0, ctl_with("Tea-at-4-oclock\n",
			   text("user add --first-name A --last-name B "
				"--password-stdin %s",
			       email)));
}

Test_once(e2e_mail_leaves, test_mail_is_a_real_one)
{
	char *message, *envelope;

	setenv("MAIL_FROM", "Hearth <hearth@example.org>", 1);
	serve("ok");
	expect_exit(0, ctl("mail test bob@example.org"));
	expect_out("the mail was taken: 250 ");
	message = smtp_server_message(&server, 0);
	envelope = smtp_server_envelope(&server, 0);
	cr_assert(message && envelope);
	cr_expect(strstr(message, "<hearth@example.org>"), "%s", message);
	cr_expect(strstr(message, "Subject: Test mail"));
	cr_expect(strstr(envelope, "to=bob@example.org"), "%s", envelope);
	free(message);
	free(envelope);
	smtp_server_stop(&server);
}

Test_once(e2e_mail_leaves, what_the_server_refuses_is_told)
{
	serve("rcpt=550 5.1.1 nobody here");
	expect_exit(EX_UNAVAILABLE, ctl("mail test bob@example.org"));
	expect_err("did not leave: 550 5.1.1 nobody here");
	smtp_server_stop(&server);
	expect_exit(EX_UNAVAILABLE, ctl("mail test bob@example.org"));
	expect_err("did not leave: ");
	expect_exit(EX_DATAERR, ctl("mail test nobody"));
	expect_err("'nobody' is no address");
	setenv("MAIL_URL", "pigeon://127.0.0.1", 1);
	expect_exit(EX_CONFIG, ctl("mail test bob@example.org"));
	expect_err("MAIL_URL");
}

/* It passes by itself: all that is to do is not to wait for that. */
Test_engines(e2e_mail_leaves, what_failed_is_told_and_sent_together)
{
	migrate();
	serve("rcpt=450 4.7.1 come back later");
	add_mail("bob@example.org");
	add_mail("cat@example.org");
	work_once();
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("warn  jobs: failed and tried again: 2, given up: 0; the "
		   "newest: 450 4.7.1 come back later");
	smtp_server_stop(&server);

	serve("ok");
	expect_exit(EX_USAGE, ctl("jobs retry"));
	expect_exit(EX_USAGE, ctl("jobs retry --kind mail"));
	expect_exit(EX_USAGE, ctl("jobs retry --all --kind pigeon"));
	expect_exit(0, ctl("jobs retry --all --kind search"));
	expect_out("jobs that are due now: 0\n");
	expect_exit(0, ctl("jobs retry --all --kind mail"));
	expect_out("jobs that are due now: 2\n");
	work_once();
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("ok    jobs: none fails\n");
	expect_exit(0, ctl("jobs retry --all"));
	expect_out("jobs that are due now: 0\n");
	smtp_server_stop(&server);
}

Test_engines(e2e_mail_leaves, what_was_given_up_is_tried_anew)
{
	migrate();
	serve("rcpt=550 5.1.1 nobody here");
	add_mail("bob@example.org");
	work_once();
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("failed and tried again: 0, given up: 1; the newest: 550 ");
	smtp_server_stop(&server);

	serve("ok");
	expect_exit(0, ctl("jobs retry --all"));
	expect_out("jobs that are due now: 1\n");
	work_once();
	expect_exit(0, ctl("jobs list --state dead"));
	expect_no_out("mail");
	expect_exit(0, ctl("jobs list --state done --json"));
	expect_out("\"last_error\":\"250 ");
	smtp_server_stop(&server);
}
