/*
 * Content lines: what may stand in one, and where it is folded.
 */
#include "ical/line.h"

#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"

#include "base/banned.h"

enum { LINES_MAX = 4096 };

static struct buf lines;

static struct ical_writer
writer(void)
{
	buf_init(&lines, LINES_MAX);
	return ical_writer(&lines);
}

static void
expect_lines(const char *wanted)
{
	cr_expect(not(lines.failed));
	cr_expect(eq(str, (char *)buf_text(&lines), (char *)wanted));
	buf_release(&lines);
}

Test(ical_line, a_component_has_its_lines_between_two)
{
	struct ical_writer w = writer();

	ical_open(&w, "VEVENT");
	ical_put(&w, "STATUS", "CONFIRMED");
	ical_close(&w, "VEVENT");
	expect_lines("BEGIN:VEVENT\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n");
}

Test(ical_line, values_come_after_parameters_with_commas_between)
{
	struct ical_writer w = writer();

	ical_line(&w, "CATEGORIES");
	ical_param(&w, "LANGUAGE", "de");
	ical_text(&w, "Kaffee, Kuchen");
	ical_text(&w, "Spiele");
	ical_end(&w);
	expect_lines("CATEGORIES;LANGUAGE=de:Kaffee\\, Kuchen,Spiele\r\n");
}

Test(ical_line, a_text_keeps_its_lines_and_signs)
{
	struct ical_writer w = writer();

	ical_put_text(&w, "SUMMARY", "a\\b;c,d\ne\r\nf\rg\th");
	expect_lines("SUMMARY:a\\\\b\\;c\\,d\\ne\\nf\\ng\th\r\n");
}

Test(ical_line, nobody_begins_a_line_of_their_own)
{
	struct ical_writer w = writer();

	ical_put(&w, "URL", "https://a.example/\r\nATTENDEE:b");
	ical_put_text(&w, "SUMMARY", "x\x1b[31m\x7f");
	expect_lines("URL:https://a.example/ATTENDEE:b\r\nSUMMARY:x[31m\r\n");
}

Test(ical_line, a_parameter_may_be_any_text)
{
	struct ical_writer w = writer();

	ical_line(&w, "ORGANIZER");
	ical_param(&w, "CN", "Zo\u00eb \"Z\" ^: b,\nc");
	ical_value(&w, "mailto:a@example.org");
	ical_end(&w);
	expect_lines("ORGANIZER;CN=\"Zo\u00eb ^'Z^' ^^: b,^nc\":mailto:"
		     "a@example.org\r\n");
}

Test(ical_line, no_text_means_no_line)
{
	struct ical_writer w = writer();

	ical_put_text(&w, "LOCATION", NULL);
	ical_put_text(&w, "LOCATION", "");
	expect_lines("");
}

/* The longest run of octets without a break, and whether each break is CRLF. */
static size_t
longest_line(const struct buf *b)
{
	size_t longest = 0, octets = 0;

	for (size_t i = 0; i < b->len; i++) {
		if (b->p[i] != '\r') {
			octets++;
			continue;
		}
		cr_assert(eq(chr, b->p[++i], '\n'));
		longest = octets > longest ? octets : longest;
		octets = 0;
	}
	cr_expect(eq(sz, octets, 0), "the last line has no end");
	return longest;
}

/* What a reader does first (RFC 5545, 3.1). */
static void
unfold(const struct buf *b, char *to)
{
	for (size_t i = 0; i < b->len; i++)
		if (b->p[i] == '\r' && i + 2 < b->len && b->p[i + 2] == ' ')
			i += 2;
		else
			*to++ = b->p[i];
	*to = '\0';
}

static void
expect_folded(const char *text)
{
	struct ical_writer w = writer();
	char unfolded[LINES_MAX], wanted[LINES_MAX];

	ical_put_text(&w, "SUMMARY", text);
	cr_expect(eq(sz, longest_line(&lines), 75));
	unfold(&lines, unfolded);
	snprintf(wanted, sizeof(wanted), "SUMMARY:%s\r\n", text);
	cr_expect(eq(str, unfolded, wanted));
	buf_release(&lines);
}

Test(ical_line, a_long_line_is_folded_at_75_octets)
{
	char text[301];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	expect_folded(text);
}

/* Of the characters of three octets none is cut: at 73 they do not fit. */
Test(ical_line, a_fold_is_never_within_a_character)
{
	char text[301];
	struct ical_writer w = writer();

	for (size_t i = 0; i < sizeof(text) - 1; i += 3)
		memcpy(&text[i], "\u65e5", 3);
	text[sizeof(text) - 1] = '\0';
	ical_put_text(&w, "SUMMARY", text);
	for (size_t i = 2; i < lines.len; i++)
		if (lines.p[i] == ' ')
			cr_expect(eq(chr, lines.p[i + 1], '\xe6'));
	cr_expect(le(sz, longest_line(&lines), 75));
	buf_release(&lines);
}

Test(ical_line, times_are_basic_iso_8601)
{
	struct ical_writer w = writer();
	int64_t us;

	cr_assert(clock_parse("2030-06-01T18:05:09.999999Z", &us));
	ical_put_utc(&w, "DTSTAMP", us);
	ical_line(&w, "DTSTART");
	ical_wall(&w, us);
	ical_end(&w);
	ical_put_utc(&w, "DTEND", CLOCK_MIN_US);
	expect_lines("DTSTAMP:20300601T180509Z\r\nDTSTART:20300601T180509\r\n"
		     "DTEND:00010101T000000Z\r\n");
}

Test(ical_line, offsets_have_seconds_only_if_they_must)
{
	struct ical_writer w = writer();

	ical_line(&w, "X");
	ical_offset(&w, 19800);
	ical_offset(&w, -3600);
	ical_offset(&w, -2670);
	ical_end(&w);
	expect_lines("X:+0530,-0100,-004430\r\n");
}

Test(ical_line, what_does_not_fit_is_told_by_the_buffer)
{
	struct ical_writer w;

	buf_init(&lines, 20);
	w = ical_writer(&lines);
	ical_put_text(&w, "SUMMARY", "more than that");
	cr_expect(lines.failed);
	buf_release(&lines);
}
