/*
 * How the words of mails become text and HTML.
 */
#include "worker/mail_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "text/greeting.h"
#include "text/shown.h"
#include "worker/mail_words.h"

#include "base/banned.h"

enum { SUBJECT_TITLE_MAX = 80 };

/* Facts */

static const char *
find_fact(const struct mail_facts *f, const char *name, size_t len)
{
	const struct {
		const char *name, *value;
	} facts[] = {
		{ "name",
		    text_is_greetable(f->first_name) ? f->first_name : "" },
		{ "site", f->site },
		{ "link", f->link },
		{ "link_until", f->link_until },
		{ "token", f->token },
		{ "code", f->code },
		{ "code_until", f->code_until },
		{ "title", f->title },
		{ "subject", f->subject },
		{ "letter", f->letter },
		{ "when", f->when },
		{ "where", f->where },
		{ "space", f->space },
		{ "invited_to", text_looks_like_link(f->invited_to)
				    ? NULL
				    : f->invited_to },
		{ "by", text_is_greetable(f->by) ? f->by : "somebody" },
		{ "answer", f->answer },
		{ "reason", f->reason },
		{ "cancelled", f->cancelled },
		{ "next", f->next },
		{ "changed", f->changed },
		{ "until", f->until },
		{ "answer_link", f->answer_link },
		{ "before", f->before },
		{ "device", f->device },
		{ "address", f->address },
	};

	for (size_t i = 0; i < N_OF(facts); i++)
		if (strlen(facts[i].name) == len &&
		    memcmp(facts[i].name, name, len) == 0)
			return facts[i].value;
	return NULL;
}

/* The next {fact} of words: where it is, and its value. False: no more. */
static bool
next_fact(const char *words, const struct mail_facts *f, const char **open,
    const char **end, const char **value)
{
	const char *close;

	*open = strchr(words, '{');
	close = *open ? strchr(*open, '}') : NULL;
	if (!close)
		return false;
	*end = close + 1;
	*value = find_fact(f, *open + 1, (size_t)(close - *open - 1));
	return true;
}

static bool
has_all_facts(const char *words, const struct mail_facts *f)
{
	const char *open, *end, *value;

	for (; next_fact(words, f, &open, &end, &value); words = end)
		if (!value)
			return false;
	return true;
}

/* Writing */

enum form { PLAIN, HTML };

static void
put_escaped(struct buf *b, char c)
{
	switch (c) {
	case '&':
		buf_lit(b, "&amp;");
		return;
	case '<':
		buf_lit(b, "&lt;");
		return;
	case '>':
		buf_lit(b, "&gt;");
		return;
	case '"':
		buf_lit(b, "&quot;");
		return;
	case '\'':
		buf_lit(b, "&#39;");
		return;
	default:
		buf_char(b, c);
	}
}

/* One line, in its own direction. */
static void
put_line(struct buf *b, const char *s, size_t len, enum form form)
{
	struct buf clean;

	buf_init(&clean, MAIL_TEXT_MAX);
	text_put_isolated(&clean, s, len);
	for (const char *c = buf_text(&clean); *c; c++)
		if (form == HTML)
			put_escaped(b, *c);
		else
			buf_char(b, *c);
	b->failed |= clean.failed;
	buf_release(&clean);
}

/* At most max characters, on one line. */
static void
put_value(struct buf *b, const char *s, enum form form, size_t max)
{
	size_t len = text_cut(s, max);

	put_line(b, s, len, form);
	if (s[len])
		buf_str(b, "\xe2\x80\xa6"); /* an ellipsis */
}

/* The lines that somebody has written, as lines. */
static void
put_letter(struct buf *b, const char *s, enum form form)
{
	size_t len = strcspn(s, "\n");

	put_line(b, s, len, form);
	for (s += len; *s; s += len) {
		buf_str(b, form == HTML ? "<br>\n" : "\n");
		len = strcspn(++s, "\n");
		put_line(b, s, len, form);
	}
}

static void
put_words(struct buf *b, const char *words, const struct mail_facts *f,
    enum form form, size_t max)
{
	const char *open, *end, *value;

	for (; next_fact(words, f, &open, &end, &value); words = end) {
		buf_put(b, words, (size_t)(open - words));
		if (str_has_prefix(open, "{name}") && *value)
			buf_char(b, ' ');
		put_value(b, value, form, max);
	}
	put_value(b, words, form, SIZE_MAX);
}

static void
put_part_words(struct buf *b, const struct mail_part *p,
    const struct mail_facts *f, enum form form)
{
	if (p->kind == MAIL_LETTER)
		put_letter(b, f->letter, form);
	else
		put_words(b, p->words, f, form, SIZE_MAX);
}

static void
put_text_part(
    struct buf *b, const struct mail_part *p, const struct mail_facts *f)
{
	if (p->kind == MAIL_CODE)
		buf_lit(b, "    ");
	put_part_words(b, p, f, PLAIN);
	if (p->kind == MAIL_BUTTON) {
		buf_lit(b, ":\n");
		put_value(b, f->link, PLAIN, SIZE_MAX);
	}
	buf_lit(b, "\n\n");
}

static const struct {
	const char *before, *after;
} html_parts[] = {
	[MAIL_SAY] = { "<p style=\"margin:0 0 1em\">", "</p>\n" },
	[MAIL_BUTTON] = { "<p style=\"margin:1.5em 0\"><a "
			  "style=\"background:#b3401c;"
			  "color:#fff;padding:.7em 1.2em;border-radius:.4em;"
			  "text-decoration:none;display:inline-block\" href=\"",
	    "</a></p>\n" },
	[MAIL_CODE] = { "<p style=\"margin:0 0 1em;font:bold 1.3em monospace;"
			"overflow-wrap:anywhere\">",
	    "</p>\n" },
	[MAIL_LETTER] = { "<p style=\"margin:0 0 1em "
			  "1em;overflow-wrap:anywhere\">",
	    "</p>\n" },
	[MAIL_SMALL] = { "<p style=\"margin:0 0 "
			 "1em;color:#666;font-size:.9em\">",
	    "</p>\n" },
};

static void
put_html_part(
    struct buf *b, const struct mail_part *p, const struct mail_facts *f)
{
	buf_str(b, html_parts[p->kind].before);
	if (p->kind == MAIL_BUTTON) {
		put_value(b, f->link, HTML, SIZE_MAX);
		buf_lit(b, "\">");
	}
	put_part_words(b, p, f, HTML);
	buf_str(b, html_parts[p->kind].after);
}

static const char html_head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Hearth</title></head>\n"
    "<body style=\"margin:0;background:#f6f2ec\">\n"
    "<div style=\"max-width:34em;margin:0 auto;padding:2em;background:#fff;"
    "color:#222;font:1em/1.5 sans-serif\">\n";
static const char html_tail[] = "</div>\n</body></html>\n";
static const struct mail_part answer = { MAIL_SMALL,
	"See or change your answer: {answer_link}" };
static const struct mail_part footer = { MAIL_SMALL, "Sent by Hearth, {site}" };

static bool
is_wanted(const struct mail_part *p, const struct mail_facts *f)
{
	return (p->kind != MAIL_BUTTON || f->link) &&
	       has_all_facts(p->words, f);
}

static void
put_part(
    struct mail_text *t, const struct mail_part *p, const struct mail_facts *f)
{
	if (!is_wanted(p, f))
		return;
	put_text_part(&t->text, p, f);
	put_html_part(&t->html, p, f);
}

bool
mail_text_write(
    struct mail_text *t, enum rule_notice kind, const struct mail_facts *facts)
{
	const struct mail_words *words = mail_words_of(kind);
	const struct mail_part *p = words->parts;

	put_words(&t->subject, words->subject, facts, PLAIN, SUBJECT_TITLE_MAX);
	buf_str(&t->html, html_head);
	for (size_t i = 0; i < MAIL_PARTS_MAX && p[i].kind != MAIL_END; i++)
		put_part(t, &p[i], facts);
	put_part(t, &answer, facts);
	buf_lit(&t->text, "-- \n");
	put_part(t, &footer, facts);
	buf_str(&t->html, html_tail);
	return !t->subject.failed && !t->text.failed && !t->html.failed;
}

void
mail_text_init(struct mail_text *t)
{
	buf_init(&t->subject, MAIL_TEXT_MAX);
	buf_init(&t->text, MAIL_TEXT_MAX);
	buf_init(&t->html, MAIL_TEXT_MAX);
}

void
mail_text_release(struct mail_text *t)
{
	buf_release(&t->subject);
	buf_release(&t->text);
	buf_release(&t->html);
}

/* Time */

/* The offset too, where the name of the zone leaves open which hour it is. */
static void
format_zone(const struct zone *zone, int64_t us, const char *name, char *out,
    size_t size)
{
	int offset_s = zone_offset_s(zone, us);
	int minutes = abs(offset_s) / 60;

	if (zone_is_repeated(zone, us))
		snprintf(out, size, "%s, UTC%c%02d:%02d", name,
		    offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
	else
		str_copy(out, size, name);
}

void
mail_text_when(int64_t us, const char *zone_name, char *out, size_t size)
{
	static const char weekdays[][10] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };
	static const char months[][10] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	const struct zone *zone = timezone_find(zone_name);
	const char *name = zone ? zone_name : "UTC";
	int64_t days, year, time_us;
	unsigned month, day, minutes;
	char where[TIMEZONE_NAME_MAX + sizeof(", UTC+00:00")];

	if (!zone)
		zone = timezone_find("UTC");
	format_zone(zone, us, name, where, sizeof(where));
	days = clock_split(zone_to_wall(zone, us), &time_us);
	clock_civil_from_days(days, &year, &month, &day);
	minutes = (unsigned)(time_us / CLOCK_MINUTE_US);
	snprintf(out, size, "%s, %u %s %lld at %02u:%02u (%s)",
	    weekdays[clock_weekday(days)], day, months[month - 1],
	    (long long)year, minutes / 60, minutes % 60, where);
}

const char *
mail_when(int64_t us, const char *zone_name, char out[MAIL_WHEN_SIZE])
{
	mail_text_when(us, zone_name, out, MAIL_WHEN_SIZE);
	return out;
}
