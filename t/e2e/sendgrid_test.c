/*
 * Mail by SendGrid's API against a web server by https: how each way to fail is
 * told; and what arrives is what the clients of SendGrid send, by the program
 * that SENDGRID_CLIENT names (contrib/counterparts does).
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/mailer.h"
#include "t/lib/http_server.h"

#include "base/banned.h"

#define API "/v3/mail/send"

enum { LINE_SIZE = 16384, CLIENT_MS = 60000, SHORT_MS = 700 };

static struct http_server server;
static struct net_mailer *mailer;
static struct net_report report;
static char ca_file[96];

static void
start(void)
{
	http_server_start_tls(&server, "IP:127.0.0.1", ca_file);
}

static void
stop(void)
{
	net_mailer_free(mailer);
	http_server_stop(&server);
}

static void
open_mailer(const char *trusted, int64_t total_ms)
{
	struct fault f;
	char url[64];

	fault_clear(&f);
	snprintf(url, sizeof(url), "sendgrid://%s", server.host);
	net_mailer_free(mailer);
	mailer = NULL;
	cr_assert(eq(int,
		      net_mailer_new(&(struct net_options){ .url = url,
					 .api_key = "SG.s3cret",
					 .ca_file = trusted,
					 .total_ms = total_ms },
			  &f, &mailer),
		      ERR_OK),
	    "%s", f.detail);
}

static struct net_message
example(bool has_calendar)
{
	struct net_message m = { .id = "0190-job",
		.subject = "Gr\xc3\xbc\xc3\x9f"
			   "e",
		.text = "one\ntwo \"three\"\n",
		.html = "<p>one</p>\n" };

	cr_assert(net_address_parse("Hearth <hearth@example.org>", &m.from));
	cr_assert(net_address_set(&m.to, "ann@example.org"));
	if (has_calendar) {
		m.calendar = "BEGIN:VCALENDAR\nEND:VCALENDAR\n";
		m.method = "REQUEST";
		cr_assert(net_address_set(&m.reply_to, "rsvp@example.org"));
	}
	return m;
}

static enum net_outcome
send_one(bool has_calendar)
{
	struct net_message m = example(has_calendar);
	struct net_mail mail = { .id = m.id, .parts = &m };

	return net_mailer_send(mailer, &mail, &report);
}

/* How many were posted, and the last of them. */
static int
posted(char line[LINE_SIZE])
{
	return http_server_posted(&server, line, LINE_SIZE);
}

Test(e2e_sendgrid, each_way_to_fail_is_told_apart, .init = start, .fini = stop)
{
	static const struct {
		char step[64];
		enum net_outcome outcome;
		char reason[48];
		int64_t pause_s;
	} cases[] = {
		{ "status 202 X-Message-Id m1", NET_SENT,
		    "202 X-Message-Id: m1", 0 },
		{ "status 429 Retry-After 120", NET_FAILED, "429 (it takes",
		    120 },
		{ "status 503 Retry-After 7", NET_FAILED, "503 (it cannot", 7 },
		{ "status 503 Retry-After x", NET_FAILED, "503", 0 },
		{ "status 401", NET_FAILED, "401 (see SENDGRID_API_KEY", 0 },
		{ "refuse 400 error", NET_REFUSED,
		    "400 Does not contain a valid", 0 },
		{ "refuse 400 site", NET_REFUSED, "400 (it does not like", 0 },
		{ "redirect https://127.0.0.1:PORT/other", NET_FAILED, "302",
		    0 },
		{ "close", NET_UNCERTAIN, "no answer after", 0 },
		{ "silent", NET_UNCERTAIN, "no answer after", 0 },
		{ "headers", NET_FAILED, "200", 0 },
		{ "endless", NET_FAILED, "200", 0 },
	};
	char line[LINE_SIZE];

	http_server_set(&server, "error",
	    "{\"errors\":[{\"message\":\"Does not contain a valid address.\","
	    "\"field\":null}]}");
	for (size_t i = 0; i < N_OF(cases); i++) {
		bool waits = str_eq(cases[i].step, "silent");

		open_mailer(ca_file, waits ? SHORT_MS : 0);
		http_server_set(&server, "site", API " %s\n", cases[i].step);
		cr_expect(send_one(false) == cases[i].outcome, "%s: %s",
		    cases[i].step, report.reason);
		cr_expect(str_has_prefix(report.reason, cases[i].reason),
		    "%s: %s", cases[i].step, report.reason);
		cr_expect(report.pause_s == cases[i].pause_s, "%s: %lld",
		    cases[i].step, (long long)report.pause_s);
		cr_expect(
		    eq(int, posted(line), (int)i + 1), "%s", cases[i].step);
		cr_expect(zero(ptr, strstr(report.reason, "s3cret")));
	}
}

Test(
    e2e_sendgrid, the_end_of_a_limit_may_be_a_time, .init = start, .fini = stop)
{
	open_mailer(ca_file, 0);
	http_server_set(&server, "site",
	    API " status 429 X-RateLimit-Reset %lld\n",
	    (long long)(clock_now_us() / CLOCK_SECOND_US + 100));
	cr_expect(eq(int, send_one(false), NET_FAILED));
	cr_expect(report.pause_s > 60 && report.pause_s <= 100, "%lld",
	    (long long)report.pause_s);
}

Test(e2e_sendgrid, a_server_that_proves_nothing_is_told_nothing, .init = start,
    .fini = stop)
{
	char line[LINE_SIZE];

	http_server_set(&server, "site", API " status 202\n");
	open_mailer(NULL, 0);
	cr_expect(eq(int, send_one(false), NET_FAILED), "%s", report.reason);
	cr_expect(eq(int, posted(line), 0));
	process_stop(&server.process, 5000);
	open_mailer(ca_file, 0);
	cr_expect(eq(int, send_one(false), NET_FAILED), "%s", report.reason);
}

/* The same mail by a client of SendGrid's is the same request. */
static void
expect_same(bool has_calendar)
{
	char ours[LINE_SIZE], theirs[LINE_SIZE], url[64], log[96];
	int n;

	snprintf(url, sizeof(url), "https://%s", server.host);
	snprintf(log, sizeof(log), "%s/log", server.dir);
	cr_assert(eq(int, send_one(has_calendar), NET_SENT));
	n = posted(ours);
	cr_assert(eq(int,
	    process_run(log, CLIENT_MS,
		(const char *const[]){ "/bin/sh", "-c",
		    "$SENDGRID_CLIENT \"$@\"", "sh", url, "SG.s3cret",
		    has_calendar ? "calendar" : "plain", NULL }),
	    0));
	cr_expect(eq(int, posted(theirs), n + 1));
	cr_expect(eq(str, ours, theirs));
}

Test(e2e_sendgrid, a_client_of_theirs_sends_the_same, .init = start,
    .fini = stop)
{
	if (!getenv("SENDGRID_CLIENT"))
		return;
	http_server_set(&server, "site", API " status 202\n");
	setenv("SSL_CERT_FILE", ca_file, 1);
	setenv("NODE_EXTRA_CA_CERTS", ca_file, 1);
	open_mailer(ca_file, 0);
	expect_same(false);
	expect_same(true);
}
