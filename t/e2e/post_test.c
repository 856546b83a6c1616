/*
 * Invitations by mail to a program, and its answers back, through a real
 * Postfix that pipes them into hearthctl imip as another user. It wants to be
 * root; nothing is tried by anybody else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/e2e/server_fixture.h"
#include "t/lib/answer.h"
#include "t/lib/e2e.h"
#include "t/lib/eml.h"
#include "t/lib/engines.h"
#include "t/lib/memory.h"
#include "t/lib/process.h"
#include "t/lib/smtp_server.h"
#include "t/lib/tree.h"

#include "base/banned.h"

#define IMIP_ADDRESS "rsvp@events.example.org"

enum { WAIT_MS = 60000 };

static struct {
	struct process postfix;
	struct smtp_server mailbox;
	int port;
	char dir[64];
} post;

static void
run(const char *const *argv)
{
	int status = process_run(text("%s/run.log", post.dir), WAIT_MS, argv);

	cr_assert(status == 0, "%s: %d; see %s", argv[0], status, post.dir);
}

/* Where Hearth sends its mails; NULL where there is no Postfix. */
static const char *
start_post(void)
{
	if (geteuid() != 0)
		return NULL;
	snprintf(post.dir, sizeof(post.dir), "/tmp/hearth-post-XXXXXX");
	cr_assert(mkdtemp(post.dir) && chmod(post.dir, 0755) == 0);
	smtp_server_start(&post.mailbox, NULL);
	post.port = free_port();
	process_start(&post.postfix, text("%s/run.log", post.dir),
	    (const char *const[]){ TOP_SRCDIR "/t/e2e/run-postfix",
		text("%s/postfix", post.dir), text("%d", post.port),
		text("%d", post.mailbox.port),
		text("/bin/sh %s/imip", post.dir), NULL });
	setenv("IMIP_ADDRESS", IMIP_ADDRESS, 1);
	setenv("MAIL_FROM", "Hearth <hearth@example.org>", 1);
	return text("smtp://127.0.0.1:%d", post.port);
}

static void
stop_post(void)
{
	if (!post.dir[0])
		return;
	process_stop(&post.postfix, WAIT_MS);
	smtp_server_stop(&post.mailbox);
	tree_remove(post.dir);
}

static void
engine_open(enum db_engine engine)
{
	e2e_start(engine,
	    &(struct e2e_options){ .fast = 2, .mail_url = start_post() });
}

static void
engine_close(void)
{
	e2e_stop();
	stop_post();
}

static void
engine_pass(void)
{
	e2e_pass();
}

static void
write_file(const char *name, const char *what)
{
	FILE *f = fopen(text("%s/%s", post.dir, name), "we");

	cr_assert(f && fputs(what, f) >= 0 && fclose(f) == 0);
}

/* The settings that hearthctl has, of a database that may be away. */
static void
write_settings(const char *database_url)
{
	write_file("hearth.conf", text("DATABASE_URL=%s\nSECRET_KEY=%s\nPUBLIC_"
				       "URL=http://hearth.test\n"
				       "IMIP_ADDRESS=" IMIP_ADDRESS "\n",
				      database_url, GIVEN_SECRET));
}

/* hearthctl where somebody else can run it, with a database of theirs. */
static void
install_ctl(void)
{
	run((const char *const[]){ "install", "-m", "755",
	    TOP_BUILDDIR "/hearthctl", text("%s/hearthctl", post.dir), NULL });
	if (e2e_engine() == DB_SQLITE)
		run((const char *const[]){ "/bin/sh", "-c",
		    "chown -R nobody \"${1%/*}\"", "sh",
		    e2e_database_url() + strlen("sqlite://"), NULL });
	write_settings(e2e_database_url());
	write_file("imip",
	    text("HEARTH_CONF=%s/hearth.conf exec %s/hearthctl imip \"$@\"\n",
		post.dir, post.dir));
}

/* So often Postfix has logged it. */
static int
logged(const char *what)
{
	FILE *f = fopen(text("%s/postfix/log", post.dir), "re");
	char line[2048];
	int n = 0;

	while (f && fgets(line, sizeof(line), f))
		n += strstr(line, what) != NULL;
	if (f)
		fclose(f);
	return n;
}

struct wanted {
	const char *what, *user;
	int n;
	char *path;
};

static bool
is_logged(void *ctx)
{
	struct wanted *w = ctx;

	return logged(w->what) >= w->n;
}

static void
wait_for_log(const char *what, int n)
{
	struct wanted w = { .what = what, .n = n };

	wait_until(is_logged, &w, WAIT_MS, what);
}

/* The last mail of what kind that somebody has got. */
static bool
has_mail(void *ctx)
{
	struct wanted *w = ctx;
	char *mail;

	for (int n = 0; (mail = eml_find(post.mailbox.dir,
			     text("%s@example.org", w->user), n));
	     n++)
		if (strstr(mail, w->what))
			w->path = mail;
	return w->path != NULL;
}

static void
wait_for_mail(const char *user, const char *what)
{
	struct wanted w = { .what = what, .user = user };

	wait_until(has_mail, &w, WAIT_MS, what);
}

/* The file of the invitation that somebody has got. */
static const char *
invitation_of(const char *user)
{
	char *mail;

	wait_for_mail(user, "METHOD:REQUEST");
	for (int n = 0; (mail = smtp_server_message(&post.mailbox, n)); n++) {
		memory_keep(mail);
		if (strstr(mail, text("<%s@example.org>\r\n", user)) &&
		    strstr(mail, "method=REQUEST"))
			return text("%s/%d.eml", post.mailbox.dir, n);
	}
	cr_assert(false, "no invitation to %s", user);
	return NULL;
}

static void
reply(const char *user, const char *answer, const char *times)
{
	run((const char *const[]){ TOP_SRCDIR "/t/e2e/answer-invitation",
	    invitation_of(user), answer, text("%d", post.port), times, NULL });
}

static const char *
answer_of(const char *user)
{
	expect(200, as(user, GET, "/events/%s/rsvps/me", id("e")));
	return body("/status");
}

static void
invite(const char *user)
{
	given_user(user);
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id(user)));
}

Test_once(e2e_post, answers_travel_through_a_mail_server)
{
	if (geteuid() != 0)
		return;
	install_ctl();
	wait_for_log("daemon started", 1);
	given_event("e", .capacity = 1, .waitlist = true);
	invite("cat");
	reply("cat", "ACCEPTED", "1");
	wait_for_log("(it counts", 1);
	expect_text("attending", answer_of("cat"));
	expect(202, attend("dan", "e"));
	expect(202, attend("eve", "e"));
	expect(202, attend("fay", "e"));
	invite("bob");
	reply("bob", "ACCEPTED", "1");
	wait_for_mail("bob", "you are number 4 on the waitlist");

	write_settings("sqlite:///nowhere/hearth.db");
	reply("cat", "DECLINED", "2");
	wait_for_log("status=deferred", 2);
	expect_text("attending", answer_of("cat"));
	write_settings(e2e_database_url());
	run((const char *const[]){
	    "postqueue", "-c", text("%s/postfix/etc", post.dir), "-f", NULL });
	wait_for_log("(it counts", 2);
	wait_for_log("(it came before", 1);
	expect_text("not_attending", answer_of("cat"));
	expect_text("attending", answer_of("dan"));
	expect_text("waitlisted", answer_of("bob"));
	expect_int(3, body_int("/position"));
}
