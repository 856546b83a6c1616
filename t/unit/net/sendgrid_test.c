/*
 * What SendGrid is sent, and what its answers mean. The network is in
 * t/e2e/sendgrid_test.c.
 */
#include "net/sendgrid.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

static struct net_message message = { .from = { .name = "Gr\xc3\xbc\xc3\x9f"
							"e \"x\"",
					  .spec = "hearth@example.org" },
	.to = { .name = "not shown", .spec = "ann@example.org" },
	.subject = "a\tb",
	.id = "0190-job",
	.text = "one\ntwo\n",
	.html = "<p>one</p>" };

static const char *
write(struct buf *b, size_t max)
{
	buf_init(b, max);
	return net_sendgrid_write(b, &message) ? buf_text(b) : NULL;
}

Test(net_sendgrid, a_mail_is_two_forms_and_nothing_is_tracked)
{
	struct buf b;

	message.to.name[0] = '\0';
	cr_expect(eq(str, (char *)write(&b, NET_MESSAGE_MAX),
	    "{\"personalizations\":[{\"to\":[{\"email\":\"ann@example.org\"}]}]"
	    ","
	    "\"from\":{\"email\":\"hearth@example.org\",\"name\":"
	    "\"Gr\xc3\xbc\xc3\x9f"
	    "e \\\"x\\\"\"},\"subject\":\"a\\tb\",\"content\":["
	    "{\"type\":\"text/plain\",\"value\":\"one\\ntwo\\n\"},"
	    "{\"type\":\"text/html\",\"value\":\"<p>one</p>\"}],"
	    "\"headers\":{\"Message-ID\":\"<0190-job@example.org>\","
	    "\"Auto-Submitted\":\"auto-generated\"},"
	    "\"custom_args\":{\"job\":\"0190-job\"},\"tracking_settings\":{"
	    "\"click_tracking\":{\"enable\":false,\"enable_text\":false},"
	    "\"open_tracking\":{\"enable\":false}}}"));
	buf_release(&b);
}

Test(net_sendgrid, a_calendar_is_a_form_and_a_file)
{
	struct buf b;
	const char *text;

	message.calendar = "BEGIN:VCALENDAR\n";
	message.method = "REQUEST";
	cr_assert(net_address_set(&message.reply_to, "rsvp+1@example.org"));
	text = write(&b, NET_MESSAGE_MAX);
	cr_expect(
	    strstr(text,
		"{\"type\":\"text/calendar; method=REQUEST\",\"value\":"
		"\"BEGIN:VCALENDAR\\n\"}],\"attachments\":[{\"content\":"
		"\"QkVHSU46VkNBTEVOREFSCg==\",\"type\":\"application/ics\","
		"\"filename\":\"invite.ics\",\"disposition\":\"attachment\"}"
		"]") != NULL);
	cr_expect(
	    strstr(text, "\"reply_to\":{\"email\":\"rsvp+1@example.org\"}") !=
	    NULL);
	buf_release(&b);
	cr_expect(write(&b, 300) == NULL);
	buf_release(&b);
}

Test(net_sendgrid, each_status_means_one_thing)
{
	static const struct {
		long status;
		enum net_outcome outcome;
		char why[32];
	} rows[] = {
		{ 202, NET_SENT, "accepted" },
		{ 200, NET_FAILED, "no answer of SendGrid" },
		{ 302, NET_FAILED, "no answer of SendGrid" },
		{ 400, NET_REFUSED, "does not like" },
		{ 401, NET_FAILED, "SENDGRID_API_KEY" },
		{ 403, NET_FAILED, "SENDGRID_API_KEY" },
		{ 404, NET_FAILED, "no answer of SendGrid" },
		{ 413, NET_REFUSED, "too large" },
		{ 429, NET_FAILED, "no more for now" },
		{ 500, NET_FAILED, "cannot take mail now" },
		{ 503, NET_FAILED, "cannot take mail now" },
		{ 999, NET_FAILED, "no answer of SendGrid" },
	};
	const char *why;

	for (size_t i = 0; i < N_OF(rows); i++) {
		cr_expect(
		    net_sendgrid_judge(rows[i].status, &why) == rows[i].outcome,
		    "%ld", rows[i].status);
		cr_expect(strstr(why, rows[i].why) != NULL, "%ld: %s",
		    rows[i].status, why);
	}
}
