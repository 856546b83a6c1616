/*
 * The alert of a new spark on its whole way: asked for and made over HTTP
 * through nginx, decided by workers that run by themselves, taken by a mail
 * server.
 */
#include <stdio.h>
#include <stdlib.h>

#include "t/lib/smtp_server.h"

static struct smtp_server server;
static char mail_url[64];

/* Two that may take the same job. */
static void
begin(void)
{
	smtp_server_start(&server, NULL);
	snprintf(
	    mail_url, sizeof(mail_url), "smtp://127.0.0.1:%d", server.port);
	setenv("WORKER_PROCESSES", "2", 1);
}

#define E2E_OPTIONS .mail_url = mail_url
#define E2E_BEFORE  begin()
#define E2E_AFTER   smtp_server_stop(&server)
#include "t/lib/e2e_engine.h"

#include <string.h>

#include "t/lib/answer.h"
#include "t/lib/eml.h"
#include "t/lib/rows.h"

#include "base/banned.h"

enum { WAIT_MS = 20000, MAILS_MAX = 16 };

/* A member of the cluster or not, who likes something, is free all day, and
 * asks to be told of sparks or not. */
static void
given_person(
    const char *who, const char *likes, bool is_member, const char *alerts)
{
	if (is_member)
		expect(200, as(who, POST, "/clusters/%s/join", id("c")));
	expect(200, as(who, PUT,
			"/users/me/interests {'interests': "
			"[{'tag': '%s', 'weight': 80}]}",
			likes));
	expect(200, as(who, PUT,
			"/users/me/availability {'timezone': 'UTC', "
			"'windows': [{'days': ['monday', 'tuesday', "
			"'wednesday', 'thursday', 'friday', 'saturday', "
			"'sunday'], 'from': '00:00', 'to': '00:00'}]}"));
	expect(200, as(who, PUT,
			"/users/me/match-settings {'is_on': true, "
			"'spark_alerts': %s}",
			alerts));
}

static void
given_people(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	given_person("ann", "rowing", false, "true");
	given_person("bob", "rowing", true, "true");
	given_person("cat", "rowing", true, "false");
	given_person("dan", "chess", true, "true");
	given_person("eve", "rowing", false, "true");
	given_person("fay", "rowing", true, "true");
}

static void
given_spark(void)
{
	char *day = text("%.10s", in_hours(24));

	given("s", "ann",
	    "/sparks {'name': 'Eights', 'total_spots': 4, 'cluster_id': '%s', "
	    "'tags': ['Rowing'], 'start_time': '%sT10:00:00Z', 'end_time': "
	    "'%sT12:00:00Z', 'location': {'label': 'Lake', 'detail': "
	    "'Second jetty', 'lat': 48.137154, 'lon': 11.576124}}",
	    id("c"), day, day);
}

/* Nothing is being done, or could be, or is to be tried again. */
#define UNSETTLED(now)                                           \
	"SELECT count(*) AS n FROM job WHERE state = 'running' " \
	"OR (state = 'ready' AND (run_at <= " now                \
	" OR attempt > 0 OR last_error IS NOT NULL))"

static bool
is_settled(void *ctx)
{
	(void)ctx;
	return rows_n(UNSETTLED("statement_timestamp()"),
		   UNSETTLED("(julianday('now') - 2440587.5) * 86400000000")) ==
	       0;
}

/* All that have come. */
struct mails {
	char *message[MAILS_MAX], *envelope[MAILS_MAX];
	int n;
};

static struct mails
mails(void)
{
	struct mails m = { 0 };

	wait_until(is_settled, NULL, WAIT_MS, "that nothing is to be done");
	while ((m.envelope[m.n] = smtp_server_envelope(&server, m.n))) {
		m.message[m.n] = smtp_server_message(&server, m.n);
		eml_decode(m.message[m.n]);
		cr_assert(++m.n < MAILS_MAX);
	}
	return m;
}

static void
forget(struct mails *m)
{
	for (int i = 0; i < m->n; i++) {
		free(m->message[i]);
		free(m->envelope[i]);
	}
}

static int
mails_to(const struct mails *m, const char *who)
{
	int n = 0;

	for (int i = 0; i < m->n; i++)
		n += strstr(m->envelope[i], text("to=%s@example.org", who)) !=
		     NULL;
	return n;
}

/* Once, by mail, and nobody else. */
static void
expect_told(const struct mails *m)
{
	expect_int(2, m->n);
	expect_int(1, mails_to(m, "bob"));
	expect_int(1, mails_to(m, "fay"));
}

static void
expect_no_exact_place(const char *said)
{
	cr_expect(!strstr(said, "jetty") && !strstr(said, "48.137154") &&
		      !strstr(said, "11.576124"),
	    "%s", said);
}

Test_engines(e2e_spark_alert, whom_it_suits_gets_one_mail, .timeout = 90)
{
	struct mails m;

	given_people();
	given_spark();
	m = mails();
	expect_told(&m);
	for (int i = 0; i < m.n; i++) {
		cr_expect(strstr(m.message[i], "plans what you like") &&
			      strstr(m.message[i], "Eights") &&
			      strstr(m.message[i], "Where: Lake"),
		    "%s", m.message[i]);
		expect_no_exact_place(m.message[i]);
	}
	forget(&m);

	/* what the mail leads to says no more */
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text("false", body("/location/is_exact"));
	expect_no_exact_place(response()->body);

	/* it is the same one, with another name */
	expect(200, as("ann", PATCH, "/sparks/%s {'name': 'Fours'}", id("s")));
	m = mails();
	expect_told(&m);
	forget(&m);
}
