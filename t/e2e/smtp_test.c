/*
 * Mail by SMTP against a real server: how each way to fail is told, and that
 * what arrives is what was sent.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "net/mailer.h"
#include "net/mime.h"
#include "t/lib/smtp_server.h"

#include "base/banned.h"

static struct smtp_server server;
static struct net_mailer *mailer;
static struct net_report report;

static void
start(const struct smtp_server_options *options)
{
	smtp_server_start(&server, options);
}

static void
stop(void)
{
	net_mailer_free(mailer);
	smtp_server_stop(&server);
}

/* format holds a %d for the port. */
static void
open_mailer_as(const char *helo, const char *format, const char *ca_file)
{
	struct fault f;
	char url[128];

	fault_clear(&f);
	snprintf(url, sizeof(url), format, server.port);
	net_mailer_free(mailer);
	mailer = NULL;
	cr_assert(eq(int,
		      net_mailer_new(
			  &(struct net_options){
			      .url = url, .ca_file = ca_file, .helo = helo },
			  &f, &mailer),
		      ERR_OK),
	    "%s", f.detail);
}

static void
open_mailer(const char *format, const char *ca_file)
{
	open_mailer_as(NULL, format, ca_file);
}

static enum net_outcome
send_to(const char *to, const char *text)
{
	struct net_message m = { .id = "0190-job",
		.subject = "Gr\xc3\xbc\xc3\x9f"
			   "e",
		.date_us = 1795171234000000,
		.text = text,
		.html = text };
	struct net_mail mail = { .id = m.id, .date_us = m.date_us };
	struct fault f;
	struct buf b;

	cr_assert(net_address_parse("Hearth <hearth@example.org>", &m.from));
	cr_assert(net_address_set(&m.to, to));
	buf_init(&b, NET_MESSAGE_MAX);
	cr_assert(eq(int, net_mime_write(&b, &m, &f), ERR_OK));
	mail.from = m.from.spec;
	mail.to = m.to.spec;
	mail.message = b.p;
	mail.len = b.len;
	net_mailer_send(mailer, &mail, &report);
	buf_release(&b);
	return report.outcome;
}

static void
expect_envelope(int n, const char *expected)
{
	char *text = smtp_server_envelope(&server, n);

	cr_assert(not(zero(ptr, text)), "no message %d", n);
	cr_expect(eq(str, text, (char *)expected));
	free(text);
}

Test(e2e_smtp, a_message_arrives_as_it_was_sent, .fini = stop)
{
	char *text;

	start(NULL);
	open_mailer("smtp://127.0.0.1:%d", NULL);
	cr_assert(eq(int, send_to("ann@example.org", ".\r\n..\nQUIT\n.\nlast"),
		      NET_SENT),
	    "%s", report.reason);
	expect_envelope(
	    0, "from=hearth@example.org to=ann@example.org tls=no login=\n");
	text = smtp_server_message(&server, 0);
	cr_expect(not(zero(ptr,
		      strstr(text, "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"))),
	    "%s", text);
	cr_expect(not(
	    zero(ptr, strstr(text, "Message-ID: <0190-job@example.org>\r\n"))));
	cr_expect(
	    not(zero(ptr,
		strstr(text, "\r\n=2E\r\n=2E.\r\nQUIT\r\n=2E\r\nlast\r\n--"))),
	    "%s", text);
	free(text);
}

Test(e2e_smtp, several_messages_share_a_connection, .fini = stop)
{
	start(NULL);
	open_mailer("smtp://127.0.0.1:%d", NULL);
	for (int i = 0; i < 3; i++)
		cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT));
	net_mailer_rest(mailer);
	cr_expect(eq(int, send_to("bob@example.org", "x"), NET_SENT));
	expect_envelope(
	    3, "from=hearth@example.org to=bob@example.org tls=no login=\n");
}

Test(e2e_smtp, starttls_is_used_when_offered_and_needs_a_good_certificate,
    .fini = stop)
{
	start(&(struct smtp_server_options){ .mode = "starttls" });
	open_mailer("smtp://127.0.0.1:%d", server.ca_file);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
	expect_envelope(
	    0, "from=hearth@example.org to=ann@example.org tls=yes login=\n");
	open_mailer("smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	open_mailer("smtp://localhost:%d", server.ca_file);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED),
	    "the certificate is not for localhost");
	cr_expect(zero(ptr, smtp_server_message(&server, 1)));
}

Test(e2e_smtp, require_refuses_to_speak_in_clear, .fini = stop)
{
	start(NULL);
	open_mailer("smtp://127.0.0.1:%d?tls=require", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	cr_expect(zero(ptr, smtp_server_message(&server, 0)));
	open_mailer("smtp://127.0.0.1:%d?tls=off", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT));
}

Test(e2e_smtp, smtps_works_with_its_authority_only, .fini = stop)
{
	start(&(struct smtp_server_options){ .mode = "smtps" });
	open_mailer("smtps://127.0.0.1:%d", server.ca_file);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
	expect_envelope(
	    0, "from=hearth@example.org to=ann@example.org tls=yes login=\n");
	open_mailer("smtps://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
}

Test(e2e_smtp, a_password_is_given_and_a_wrong_one_is_not_the_mails_fault,
    .fini = stop)
{
	start(&(struct smtp_server_options){
	    .mode = "starttls", .login = "ann:s:cret@" });
	open_mailer("smtp://ann:s%%3Acret%%40@127.0.0.1:%d", server.ca_file);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
	expect_envelope(0,
	    "from=hearth@example.org to=ann@example.org tls=yes login=ann\n");
	open_mailer("smtp://ann:wrong@127.0.0.1:%d", server.ca_file);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	cr_expect(
	    zero(ptr, strstr(report.reason, "wrong")), "%s", report.reason);
	open_mailer("smtp://127.0.0.1:%d", server.ca_file);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED), "%s",
	    report.reason);
}

Test(e2e_smtp, each_way_to_fail_is_told_apart, .fini = stop)
{
	static const struct {
		char step[40];
		enum net_outcome outcome;
		char reason[32];
	} cases[] = {
		{ "rcpt=550 5.1.1 No such user", NET_REFUSED, "550 5.1.1 No" },
		{ "rcpt=450 4.2.1 Try later", NET_FAILED, "450 4.2.1 Try" },
		{ "data=554 5.6.0 Looks like spam", NET_REFUSED, "554 5.6.0" },
		{ "data=451 4.3.0 Disk full", NET_FAILED, "451 4.3.0 Disk" },
		{ "rcpt=552 5.2.2 Over quota", NET_FAILED, "552 5.2.2" },
		{ "lost", NET_UNCERTAIN, "no reply after" },
		{ "cut", NET_UNCERTAIN, "no reply after" },
		{ "ok", NET_SENT, "" },
	};

	start(&(struct smtp_server_options){
	    .steps = { cases[0].step, cases[1].step, cases[2].step,
		cases[3].step, cases[4].step, cases[5].step, cases[6].step,
		cases[7].step } });
	open_mailer("smtp://127.0.0.1:%d", NULL);
	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(
		    eq(int, send_to("ann@example.org", "x"), cases[i].outcome),
		    "%s: %s", cases[i].step, report.reason);
		cr_expect(str_has_prefix(report.reason, cases[i].reason),
		    "%s: %s", cases[i].step, report.reason);
	}
}

Test(e2e_smtp, a_strict_server_is_given_the_name_that_was_set, .fini = stop)
{
	start(&(struct smtp_server_options){ .steps = { "strict" } });
	open_mailer_as("box", "smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	cr_expect(str_has_prefix(report.reason, "504 5.5.2 <box>"), "%s",
	    report.reason);
	cr_expect(not(zero(ptr, strstr(report.reason, "MAIL_HELO"))), "%s",
	    report.reason);
	open_mailer_as("hearth.example.org", "smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
	open_mailer_as("[IPv6:2001:db8::1]", "smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	cr_expect(
	    str_has_prefix(report.reason, "504 5.5.2 <[IPv6:2001:db8::1]>"),
	    "%s", report.reason);
	open_mailer("smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
}

Test(e2e_smtp, a_refusal_on_a_kept_connection_is_final_too, .fini = stop)
{
	start(&(struct smtp_server_options){
	    .steps = { "ok", "rcpt=550 No such user" } });
	open_mailer("smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT));
	cr_expect(eq(int, send_to("bob@example.org", "x"), NET_REFUSED), "%s",
	    report.reason);
}

Test(e2e_smtp, a_server_that_refuses_to_talk_is_tried_again, .fini = stop)
{
	start(&(struct smtp_server_options){
	    .steps = { "greet=554 No service", "greet=421 Busy", "ok" } });
	open_mailer("smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
}

Test(e2e_smtp, nobody_there_is_tried_again, .fini = stop)
{
	start(NULL);
	open_mailer("smtp://127.0.0.1:%d", NULL);
	process_stop(&server.process, 5000);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
	open_mailer("smtp://no-such-host.invalid:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_FAILED));
}

Test(e2e_smtp, no_proxy_is_used, .fini = stop)
{
	start(NULL);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	setenv("smtp_proxy", "http://127.0.0.1:1", 1);
	open_mailer("smtp://127.0.0.1:%d", NULL);
	cr_expect(eq(int, send_to("ann@example.org", "x"), NET_SENT), "%s",
	    report.reason);
}
