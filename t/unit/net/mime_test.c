/*
 * Messages, byte by byte, and with inputs that want to be more than text.
 */
#include "net/mime.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static struct buf out;
static struct fault f;

static struct net_message
message(void)
{
	struct net_message m = { .subject = "Hello",
		.id = "job-1",
		.date_us = 1795171234000000,
		.text = "text",
		.html = "<p>" };

	cr_assert(net_address_parse("Hearth <hearth@example.org>", &m.from));
	cr_assert(net_address_set(&m.to, "ann@example.org"));
	return m;
}

static enum err
write_message(const struct net_message *m)
{
	buf_init(&out, NET_MESSAGE_MAX);
	return net_mime_write(&out, m, &f);
}

/* Into a member of an address. */
#define set(member, text) str_copy((member), sizeof(member), (text))

/* What in the message breaks RFC 5322 or 2045; NULL when nothing does. */
static const char *
find_flaw(void)
{
	const char *p = buf_text(&out);
	size_t line = 0;

	for (; *p; p++) {
		if (*p == '\r' && p[1] == '\n') {
			p++;
			line = 0;
			continue;
		}
		if (*p < 0x20 || *p >= 0x7f)
			return *p == '\r'   ? "bare CR"
			       : *p == '\n' ? "bare LF"
					    : "not printable";
		if (++line > 76)
			return "a long line";
	}
	return NULL;
}

#define expect_lawful()                                                   \
	cr_expect(zero(ptr, (char *)find_flaw()), "%s:\n%s", find_flaw(), \
	    buf_text(&out))

static size_t
count(const char *needle)
{
	size_t n = 0;

	for (const char *p = buf_text(&out); (p = strstr(p, needle)); p++)
		n++;
	return n;
}

Test(net_mime, an_ordinary_message_looks_like_this)
{
	struct net_message m = message();

	m.text = "One = 1\nand two";
	cr_assert(eq(int, write_message(&m), ERR_OK));
	cr_expect(eq(str, (char *)buf_text(&out),
	    "Date: Fri, 20 Nov 2026 10:40:34 +0000\r\n"
	    "From: \"Hearth\"\r\n <hearth@example.org>\r\n"
	    "To: <ann@example.org>\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <job-1@example.org>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_job-1\"\r\n"
	    "\r\n"
	    "--=_job-1\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "One =3D 1\r\nand two\r\n"
	    "--=_job-1\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<p>\r\n"
	    "--=_job-1--\r\n"));
	buf_release(&out);
}

Test(net_mime, a_header_never_becomes_two)
{
	static const char subjects[][48] = { "a\r\nBcc: x@evil.example",
		"a\nBcc: x@evil.example", "a\rb", "a\tb", "a\x7f", "a\x01",
		"\xff", "a\xed\xa0\x80" };
	struct net_message m = message();

	for (size_t i = 0; i < N_OF(subjects); i++) {
		m.subject = subjects[i];
		cr_expect(
		    eq(int, write_message(&m), ERR_BAD_REQUEST), "%zu", i);
		cr_expect(eq(sz, out.len, 0));
		buf_release(&out);
	}
}

Test(net_mime, addresses_are_checked_once_more)
{
	struct net_message m = message();

	set(m.to.spec, "ann@example.org>\r\nBcc: <x@y");
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
	m = message();
	set(m.to.name, "Ann\r\nBcc: x@y");
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
	m = message();
	m.id = "a>\r\nX: y";
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
	m = message();
	m.id = "";
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
}

Test(net_mime, long_subjects_are_folded_between_words)
{
	struct net_message m = message();

	m.subject = "The quick brown fox jumps over the lazy dog while seven "
		    "wizards quickly mix a potion of considerable strength";
	cr_assert(eq(int, write_message(&m), ERR_OK));
	expect_lawful();
	cr_expect(
	    strstr(buf_text(&out),
		"Subject: The quick brown fox jumps "
		"over the lazy dog while seven wizards\r\n quickly mix") !=
		NULL,
	    "%s", buf_text(&out));
	buf_release(&out);
}

Test(net_mime, what_cannot_be_folded_or_is_not_ascii_is_encoded)
{
	static const struct {
		char subject[64], start[48];
	} cases[] = {
		{ "Gr\xc3\xbc\xc3\x9f"
		  "e",
		    "Subject: =?UTF-8?B?R3LDvMOfZQ==?=" },
		{ "=?UTF-8?Q?fake?=",
		    "Subject: =?UTF-8?B?PT9VVEYtOD9RP2Zha2U/" },
		{ " led", "Subject: =?UTF-8?B?IGxlZA==?=" },
		{ "two  spaces", "Subject: =?UTF-8?B?dHdvICBzcGFjZXM=?=" },
	};
	struct net_message m = message();
	char word[NET_SUBJECT_MAX + 1];

	for (size_t i = 0; i < N_OF(cases); i++) {
		m.subject = cases[i].subject;
		cr_assert(eq(int, write_message(&m), ERR_OK));
		expect_lawful();
		cr_expect(strstr(buf_text(&out), cases[i].start) != NULL, "%s",
		    buf_text(&out));
		buf_release(&out);
	}
	memset(word, 'x', NET_SUBJECT_MAX);
	word[NET_SUBJECT_MAX] = '\0';
	m.subject = word;
	cr_assert(eq(int, write_message(&m), ERR_OK));
	expect_lawful();
	buf_release(&out);
}

Test(net_mime, encoded_words_hold_whole_characters)
{
	char subject[NET_SUBJECT_MAX + 1];
	struct net_message m = message();

	/* characters of 3 bytes after 0..2 bytes: 45 is cut at each offset */
	for (size_t shift = 0; shift < 3; shift++) {
		size_t n = shift;

		memset(subject, 'x', shift);
		for (; n + 3 < 200; n += 3)
			memcpy(subject + n, "\xe2\x82\xac", 3);
		subject[n] = '\0';
		m.subject = subject;
		cr_assert(eq(int, write_message(&m), ERR_OK));
		expect_lawful();
		/* 4 base64 digits for each euro sign when words are aligned:
		 * no word may begin with a continuation byte (10xxxxxx) */
		cr_expect(eq(sz, count("?B?g"), 0));
		cr_expect(eq(sz, count("?B?r"), 0));
		cr_expect(gt(sz, count("?B?"), 3));
		buf_release(&out);
	}
}

Test(net_mime, names_are_quoted_or_encoded)
{
	struct net_message m = message();

	set(m.to.name, "Ann \"A\" B\\C");
	cr_assert(eq(int, write_message(&m), ERR_OK));
	cr_expect(strstr(buf_text(&out), "To: \"Ann \\\"A\\\" B\\\\C\"\r\n "
					 "<ann@example.org>\r\n") != NULL);
	buf_release(&out);
	set(m.to.name, "J\xc3\xbcrgen");
	cr_assert(eq(int, write_message(&m), ERR_OK));
	cr_expect(strstr(buf_text(&out), "To: =?UTF-8?B?SsO8cmdlbg==?=\r\n "
					 "<ann@example.org>\r\n") != NULL);
	expect_lawful();
	buf_release(&out);
}

Test(net_mime, bodies_are_lawful_whatever_they_hold)
{
	static const struct {
		char body[64], shows[48];
	} cases[] = {
		{ ".\r\nRCPT TO:<x@y>", "=2E\r\nRCPT" },
		{ "a\n.\nb", "a\r\n=2E\r\nb" },
		{ "..", "=2E." },
		{ "From here", "=46rom here" },
		{ "a\rb", "a=0Db" },
		{ "a\r\r\nb", "a=0D\r\nb" },
		{ "end \nof", "end=20\r\nof" },
		{ "tab\t", "tab=09\r\n" },
		{ "--=_job-1--", "--=3D_job-1--" },
		{ "\x01\x7f", "=01=7F" },
		{ "\xf0\x9f\x8e\x89", "=F0=9F=8E=89" },
	};
	struct net_message m = message();

	for (size_t i = 0; i < N_OF(cases); i++) {
		m.text = cases[i].body;
		cr_assert(eq(int, write_message(&m), ERR_OK));
		expect_lawful();
		cr_expect(strstr(buf_text(&out), cases[i].shows) != NULL,
		    "%zu: %s", i, buf_text(&out));
		buf_release(&out);
	}
	m.text = "\xff";
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
}

Test(net_mime, long_lines_of_a_body_are_broken)
{
	struct net_message m = message();
	char *body = calloc(1, 5001);

	for (int i = 0; i < 5000; i++)
		body[i] = "abc .=\x01"[i * 7 % 31 % 7];
	m.text = m.html = body;
	cr_assert(eq(int, write_message(&m), ERR_OK));
	expect_lawful();
	buf_release(&out);
	free(body);
}

Test(net_mime, a_message_too_large_is_refused)
{
	struct net_message m = message();
	char *body = malloc(NET_MESSAGE_MAX);

	memset(body, 'x', NET_MESSAGE_MAX - 1);
	body[NET_MESSAGE_MAX - 1] = '\0';
	m.text = body;
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
	buf_release(&out);
	free(body);
}

Test(net_mime, the_same_message_gives_the_same_bytes)
{
	struct net_message m = message();
	struct buf first;

	cr_assert(eq(int, write_message(&m), ERR_OK));
	first = out;
	cr_assert(eq(int, write_message(&m), ERR_OK));
	cr_expect(eq(sz, first.len, out.len));
	cr_expect(eq(int, memcmp(first.p, out.p, out.len), 0));
	buf_release(&first);
	buf_release(&out);
}

/* Programs answer the form, people save the file. */
Test(net_mime, a_calendar_is_a_form_and_a_file)
{
	struct net_message m = message();
	const char *p;

	m.calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX:=\r\n"
		     "END:VCALENDAR\r\n";
	m.method = "REQUEST";
	cr_assert(net_address_set(&m.reply_to, "rsvp+abc@example.org"));
	cr_assert(eq(int, write_message(&m), ERR_OK));
	expect_lawful();
	cr_expect(eq(sz, count("\r\nReply-To: <rsvp+abc@example.org>\r\n"), 1));
	cr_expect(eq(sz, count("--=m_job-1"), 3));
	cr_expect(eq(sz, count("--=_job-1"), 4));
	p = strstr(buf_text(&out), "text/calendar");
	cr_assert(p != NULL);
	cr_expect(
	    str_has_prefix(p,
		"text/calendar; method=REQUEST; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX:=3D\r\n"
		"END:VCALENDAR\r\n\r\n--=_job-1--\r\n--=m_job-1\r\n"
		"Content-Type: application/ics; name=\"invite.ics\"\r\n"
		"Content-Disposition: attachment; filename=\"invite.ics\"\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n"
		"QkVHSU46VkNBTEVOREFSDQpNRVRIT0Q6UkVRVUVTVA0KWDo9DQpFTkQ6VkNBTE"
		"V"
		"OREFSDQo=\r\n--=m_job-1--\r\n"),
	    "%s", p);
	buf_release(&out);
}

Test(net_mime, a_calendar_with_a_strange_method_is_refused)
{
	static const char methods[][24] = { "", "A\r\nB", "A;B", "request",
		"ABCDEFGHIJKLMNOPQRSTU" };
	struct net_message m = message();

	m.calendar = "x";
	for (size_t i = 0; i < N_OF(methods); i++) {
		m.method = methods[i];
		cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
		buf_release(&out);
	}
	m.method = "CANCEL";
	m.calendar = "\xff";
	cr_expect(eq(int, write_message(&m), ERR_BAD_REQUEST));
	buf_release(&out);
}
