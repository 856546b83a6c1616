/*
 * The words of the mails, with facts that people typed to do harm.
 */
#include "worker/mail_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static struct mail_text t;

static struct mail_facts
all_facts(void)
{
	return (struct mail_facts){ .first_name = "Ann",
		.site = "https://hearth.example",
		.link = "https://hearth.example/x?token=abc&y=1",
		.link_until = "Friday",
		.token = "abc",
		.code = "123456",
		.code_until = "Thursday",
		.title = "Picnic",
		.when = "Sunday",
		.where = "Park",
		.subject = "Bring cups",
		.letter = "We have none.",
		.answer = "you come",
		.space = "Tea house",
		.invited_to = "Tea house",
		.by = "Bob",
		.device = "Firefox on Linux",
		.address = "192.0.2.1" };
}

static void
write_mail(enum rule_notice kind, const struct mail_facts *facts)
{
	mail_text_release(&t);
	mail_text_init(&t);
	cr_assert(mail_text_write(&t, kind, facts));
}

static bool
in_text(const char *needle)
{
	return strstr(buf_text(&t.text), needle) != NULL;
}

static bool
in_html(const char *needle)
{
	return strstr(buf_text(&t.html), needle) != NULL;
}

static void
release(void)
{
	mail_text_release(&t);
}

Test(worker_mail_text, every_mail_is_complete, .fini = release)
{
	struct mail_facts facts = all_facts();

	for (int kind = 0; kind < RULE_NOTICE_KINDS; kind++) {
		write_mail((enum rule_notice)kind, &facts);
		cr_expect(gt(sz, t.subject.len, 5), "%d", kind);
		cr_expect(str_has_prefix(buf_text(&t.text), "Hello Ann,\n\n"));
		cr_expect(in_html(">Hello Ann,</p>"));
		cr_expect(in_html("</html>"));
		cr_expect(not(in_text("{")), "%s", buf_text(&t.text));
		cr_expect(not(in_html("{")), "%s", buf_text(&t.html));
		cr_expect(in_text("https://hearth.example"));
	}
}

Test(worker_mail_text, link_and_code_are_in_both_forms, .fini = release)
{
	struct mail_facts facts = all_facts();

	write_mail(RULE_NOTICE_VERIFY_EMAIL, &facts);
	cr_expect(in_text("\nhttps://hearth.example/x?token=abc&y=1\n"));
	cr_expect(
	    in_html("href=\"https://hearth.example/x?token=abc&amp;y=1\""));
	cr_expect(in_text("    123456\n"));
	cr_expect(in_html(">123456</p>"));
	write_mail(RULE_NOTICE_RESET_PASSWORD, &facts);
	cr_expect(in_text("    abc\n"));
	cr_expect(in_text("    123456\n"));
}

Test(worker_mail_text, parts_without_their_fact_are_left_out, .fini = release)
{
	struct mail_facts facts = all_facts();

	facts.code = facts.code_until = NULL;
	write_mail(RULE_NOTICE_VERIFY_EMAIL, &facts);
	cr_expect(not(in_text("code")), "%s", buf_text(&t.text));
	cr_expect(in_text("token=abc"));
	facts.where = NULL;
	write_mail(RULE_NOTICE_EVENT_CANCELLED, &facts);
	cr_expect(not(in_text("Where")));
	cr_expect(in_text("Picnic"));
}

Test(worker_mail_text, what_people_typed_is_escaped, .fini = release)
{
	struct mail_facts facts = all_facts();

	facts.title = "<script>\"a\" & 'b'</script>";
	facts.where = "x\r\n\r\ny\x7f";
	write_mail(RULE_NOTICE_PROMOTED_FROM_WAITLIST, &facts);
	cr_expect(not(in_html("<script>")));
	cr_expect(in_html("&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;"));
	cr_expect(in_text("<script>\"a\" & 'b'</script>"));
	cr_expect(in_text("Where: x    y \n"));
	facts.title = "a\r\nBcc: x@y";
	write_mail(RULE_NOTICE_PROMOTED_FROM_WAITLIST, &facts);
	cr_expect(eq(
	    str, (char *)buf_text(&t.subject), "You have a spot: a  Bcc: x@y"));
	facts.title = "{token} {link}";
	write_mail(RULE_NOTICE_PROMOTED_FROM_WAITLIST, &facts);
	cr_expect(
	    in_text("\n{token} {link}\n"), "a fact is not looked up in a fact");
}

Test(worker_mail_text, no_title_turns_the_words_around_it, .fini = release)
{
	struct mail_facts facts = all_facts();

	facts.title = "invoice\u202egpj.exe";
	write_mail(RULE_NOTICE_PROMOTED_FROM_WAITLIST, &facts);
	cr_expect(eq(str, (char *)buf_text(&t.subject),
	    "You have a spot: invoicegpj.exe"));
	facts.title = "\u05e9\u05dc";
	write_mail(RULE_NOTICE_PROMOTED_FROM_WAITLIST, &facts);
	cr_expect(eq(str, (char *)buf_text(&t.subject),
	    "You have a spot: \u2068\u05e9\u05dc\u2069"));
}

Test(worker_mail_text, a_name_that_is_a_message_greets_nobody, .fini = release)
{
	static const char names[][64] = { "Win at http://evil.example",
		"evil.example", "WWW evil", "a@b", "", "<b>Ann</b>",
		"Congratulations you have won a million, call us now",
		"call 0900 1", "you have to call", "evil\u3002com",
		"evil\uff0ecom", "\u202elive", "\u061clive", "a\u1680b",
		"Hello, Ann", "a\u2024b", "Ann\u00a0Lee", "\U0001f525" };
	struct mail_facts facts = all_facts();

	for (size_t i = 0; i < N_OF(names); i++) {
		facts.first_name = names[i];
		write_mail(RULE_NOTICE_VERIFY_EMAIL, &facts);
		cr_expect(str_has_prefix(buf_text(&t.text), "Hello,\n"), "%s",
		    names[i]);
	}
	facts.first_name = "Mar\xc3\xad"
			   "a-Jos\xc3\xa9 O'Neill";
	write_mail(RULE_NOTICE_VERIFY_EMAIL, &facts);
	cr_expect(
	    str_has_prefix(buf_text(&t.text), "Hello Mar\xc3\xad"
					      "a-Jos\xc3\xa9 O'Neill,\n"));
	facts.first_name = "\u8c37\u5ddd"; /* a name of Japan */
	write_mail(RULE_NOTICE_VERIFY_EMAIL, &facts);
	cr_expect(str_has_prefix(buf_text(&t.text), "Hello \u8c37\u5ddd,\n"));
}

Test(worker_mail_text, long_titles_are_cut_in_the_subject_only, .fini = release)
{
	struct mail_facts facts = all_facts();
	char title[301];

	for (int i = 0; i < 300; i += 3)
		memcpy(title + i, "\xe2\x82\xac", 3);
	title[300] = '\0';
	facts.title = title;
	write_mail(RULE_NOTICE_EVENT_CANCELLED, &facts);
	cr_expect(eq(sz, str_utf8_len(buf_text(&t.subject)), 11 + 80 + 1));
	cr_expect(str_is_utf8(t.subject.p, t.subject.len));
	cr_expect(in_text(title));
}

Test(worker_mail_text, a_family_is_not_parted_by_a_cut, .fini = release)
{
	struct mail_facts facts = all_facts();
	char title[128];

	snprintf(title, sizeof(title), "%077d%s", 0,
	    "\U0001f468\u200d\U0001f469\u200d\U0001f467");
	facts.title = title;
	write_mail(RULE_NOTICE_EVENT_CANCELLED, &facts);
	cr_expect(str_has_prefix(buf_text(&t.subject) + 11 + 77, "\u2026"));
}

Test(worker_mail_text, times_are_told_in_the_zone_of_the_event)
{
	static const struct {
		int64_t us;
		char zone[24], text[80];
	} cases[] = {
		{ 1795171234000000, "Europe/Berlin",
		    "Friday, 20 November 2026 at 11:40 (Europe/Berlin)" },
		{ 1795171234000000, "Asia/Kolkata",
		    "Friday, 20 November 2026 at 16:10 (Asia/Kolkata)" },
		{ 1782000000000000, "America/New_York",
		    "Saturday, 20 June 2026 at 20:00 (America/New_York)" },
		{ 1795171234000000, "UTC",
		    "Friday, 20 November 2026 at 10:40 (UTC)" },
		{ 1795171234000000, "../../etc/passwd",
		    "Friday, 20 November 2026 at 10:40 (UTC)" },
		{ 1795171234000000, "/etc/localtime",
		    "Friday, 20 November 2026 at 10:40 (UTC)" },
		{ 1795171234000000, ":x",
		    "Friday, 20 November 2026 at 10:40 (UTC)" },
	};
	char text[128];

	for (size_t i = 0; i < N_OF(cases); i++) {
		mail_text_when(cases[i].us, cases[i].zone, text, sizeof(text));
		cr_expect(eq(str, text, (char *)cases[i].text));
	}
	cr_expect(zero(ptr, getenv("TZ")));
}

Test(worker_mail_text, an_hour_that_comes_twice_is_told_apart)
{
	static const struct {
		int64_t s;
		char zone[24], text[80];
	} cases[] = {
		{ 1950739199, "Europe/Berlin",
		    "Sunday, 26 October 2031 at "
		    "01:59 (Europe/Berlin)" },
		{ 1950741000, "Europe/Berlin",
		    "Sunday, 26 October 2031 at "
		    "02:30 (Europe/Berlin, UTC+02:00)" },
		{ 1950744600, "Europe/Berlin",
		    "Sunday, 26 October 2031 at "
		    "02:30 (Europe/Berlin, UTC+01:00)" },
		{ 1950746400, "Europe/Berlin",
		    "Sunday, 26 October 2031 at "
		    "03:00 (Europe/Berlin)" },
		/* by half an hour */
		{ 1933166700, "Australia/Lord_Howe",
		    "Sunday, 6 April 2031 at "
		    "01:45 (Australia/Lord_Howe, UTC+11:00)" },
		{ 1933168500, "Australia/Lord_Howe",
		    "Sunday, 6 April 2031 at "
		    "01:45 (Australia/Lord_Howe, UTC+10:30)" },
		{ 1951363800, "America/New_York",
		    "Sunday, 2 November 2031 at "
		    "01:30 (America/New_York, UTC-04:00)" },
		{ 1951367400, "America/New_York",
		    "Sunday, 2 November 2031 at "
		    "01:30 (America/New_York, UTC-05:00)" },
		/* set forward: no hour comes twice */
		{ 1932600600, "Europe/Berlin",
		    "Sunday, 30 March 2031 at "
		    "03:30 (Europe/Berlin)" },
	};
	char text[128];

	for (size_t i = 0; i < N_OF(cases); i++) {
		mail_text_when(
		    cases[i].s * 1000000, cases[i].zone, text, sizeof(text));
		cr_expect(eq(str, text, (char *)cases[i].text));
	}
}

/* A name that people give a group reaches whom they like, by an invite. */
Test(worker_mail_text, an_invite_carries_no_link_of_others, .fini = release)
{
	static const char *const names[] = { "Win at evil.example",
		"http://evil", "WWW evil", "me@evil", "evil/x" };
	struct mail_facts facts = all_facts();

	for (size_t i = 0; i < N_OF(names); i++) {
		facts.invited_to = names[i];
		facts.by = names[i];
		write_mail(RULE_NOTICE_INVITED, &facts);
		cr_expect(not(in_text("evil")), "%s", buf_text(&t.text));
		cr_expect(in_text("by somebody to join"));
	}
	facts.invited_to = "Dr. Who & co.";
	write_mail(RULE_NOTICE_INVITED, &facts);
	cr_expect(in_text("Dr. Who & co.\n"));
}
