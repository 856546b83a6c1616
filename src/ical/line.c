#include "ical/line.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

enum { OCTETS_MAX = 75, STAMP_SIZE = sizeof("99991231T235959") };

/* What stands for a character, of one octet, that cannot stand for itself: ""
 * for one that is left out; else NULL. */
typedef const char *escape_fn(const char *s);

static const char *
escape_control(const char *s)
{
	bool is_control = (unsigned char)*s < 0x20 || *s == 0x7f;

	return is_control && *s != '\t' ? "" : NULL;
}

static const char *
escape_text(const char *s)
{
	switch (*s) {
	case '\\':
		return "\\\\";
	case ';':
		return "\\;";
	case ',':
		return "\\,";
	case '\n':
		return "\\n";
	case '\r':
		return s[1] == '\n' ? "" : "\\n";
	default:
		return escape_control(s);
	}
}

/* RFC 6868, 3. */
static const char *
escape_param(const char *s)
{
	switch (*s) {
	case '^':
		return "^^";
	case '"':
		return "^'";
	case '\n':
		return "^n";
	default:
		return escape_control(s);
	}
}

/* What stays together in one line. */
static void
put_unit(struct ical_writer *w, const char *unit, size_t len)
{
	if (w->octets + len > OCTETS_MAX) {
		buf_lit(w->buf, "\r\n ");
		w->octets = 1;
	}
	buf_put(w->buf, unit, len);
	w->octets += len;
}

static bool
is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '\\' && c != ';' && c != ',' &&
	       c != '"' && c != '^';
}

/* How many characters stand for themselves whatever the escapes, and fit. */
static size_t
count_plain(const struct ical_writer *w, const char *s)
{
	size_t n = 0;

	while (w->octets + n < OCTETS_MAX && is_plain(s[n]))
		n++;
	return n;
}

static void
put(struct ical_writer *w, const char *s, escape_fn *escape)
{
	size_t left = strlen(s), len;

	for (; left > 0; s += len, left -= len) {
		const char *escaped;

		len = count_plain(w, s);
		if (len == 0)
			len = str_utf8_sequence(s, left);
		if (len == 0)
			return; /* no UTF-8 */
		escaped = len == 1 ? escape(s) : NULL;
		if (escaped)
			put_unit(w, escaped, strlen(escaped));
		else
			put_unit(w, s, len);
	}
}

void
ical_line(struct ical_writer *w, const char *name)
{
	w->octets = 0;
	w->has_value = false;
	put(w, name, escape_control);
}

void
ical_param(struct ical_writer *w, const char *name, const char *value)
{
	bool is_quoted = strpbrk(value, ":;,") != NULL;

	put_unit(w, ";", 1);
	put(w, name, escape_control);
	put_unit(w, is_quoted ? "=\"" : "=", is_quoted ? 2 : 1);
	put(w, value, escape_param);
	if (is_quoted)
		put_unit(w, "\"", 1);
}

void
ical_end(struct ical_writer *w)
{
	buf_lit(w->buf, "\r\n");
}

static void
begin_value(struct ical_writer *w)
{
	put_unit(w, w->has_value ? "," : ":", 1);
	w->has_value = true;
}

void
ical_value(struct ical_writer *w, const char *value)
{
	begin_value(w);
	put(w, value, escape_control);
}

void
ical_text(struct ical_writer *w, const char *text)
{
	begin_value(w);
	put(w, text, escape_text);
}

void
ical_int(struct ical_writer *w, int64_t v)
{
	char text[sizeof("-9223372036854775808")];

	snprintf(text, sizeof(text), "%lld", (long long)v);
	ical_value(w, text);
}

/* The last two digits. */
static void
put_two(char *out, unsigned n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

/* A calendar has thousands of them. */
static void
format_stamp(int64_t us, char out[STAMP_SIZE])
{
	int64_t time_us, year, days = clock_split(us, &time_us);
	unsigned s = (unsigned)(time_us / CLOCK_SECOND_US), month, day;

	clock_civil_from_days(days, &year, &month, &day);
	put_two(out, (unsigned)year / 100);
	put_two(out + 2, (unsigned)year);
	put_two(out + 4, month);
	put_two(out + 6, day);
	out[8] = 'T';
	put_two(out + 9, s / 3600);
	put_two(out + 11, s / 60 % 60);
	put_two(out + 13, s % 60);
	out[15] = '\0';
}

void
ical_wall(struct ical_writer *w, int64_t wall_us)
{
	char stamp[STAMP_SIZE];

	format_stamp(wall_us, stamp);
	ical_value(w, stamp);
}

void
ical_day(struct ical_writer *w, int64_t wall_us)
{
	char stamp[STAMP_SIZE];

	format_stamp(wall_us, stamp);
	stamp[sizeof("99991231") - 1] = '\0';
	ical_value(w, stamp);
}

void
ical_utc(struct ical_writer *w, int64_t us)
{
	ical_wall(w, us);
	put_unit(w, "Z", 1);
}

void
ical_offset(struct ical_writer *w, int32_t east_s)
{
	char text[sizeof("+hhmmss")];
	unsigned s = (unsigned)(east_s < 0 ? -east_s : east_s);

	snprintf(text, sizeof(text), "%c%02u%02u%02u", east_s < 0 ? '-' : '+',
	    s / 3600 % 100, s / 60 % 60, s % 60);
	if (s % 60 == 0)
		text[sizeof("+hhmm") - 1] = '\0';
	ical_value(w, text);
}

void
ical_put(struct ical_writer *w, const char *name, const char *value)
{
	ical_line(w, name);
	ical_value(w, value);
	ical_end(w);
}

void
ical_open(struct ical_writer *w, const char *component)
{
	ical_put(w, "BEGIN", component);
}

void
ical_close(struct ical_writer *w, const char *component)
{
	ical_put(w, "END", component);
}

void
ical_put_text(struct ical_writer *w, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	ical_line(w, name);
	ical_text(w, text);
	ical_end(w);
}

void
ical_put_utc(struct ical_writer *w, const char *name, int64_t us)
{
	ical_line(w, name);
	ical_utc(w, us);
	ical_end(w);
}
