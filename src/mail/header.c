#include "mail/header.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "mail/code.h"

#include "base/banned.h"

struct mail_header
mail_header(struct bytes in)
{
	const char *p = in.p;

	return (struct mail_header){ p, p ? p + in.len : p };
}

/* Behind the end of the line at p. */
static const char *
line_end(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return lf ? lf + 1 : end;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Behind the line at p and those that continue it. */
static const char *
field_end(const char *p, const char *end)
{
	p = line_end(p, end);
	while (p < end && is_blank(*p))
		p = line_end(p, end);
	return p;
}

/* Without ends of lines, and white space at both ends. */
static char *
unfold(struct arena *arena, const char *p, size_t len)
{
	char *text = mail_to_utf8(arena, (struct bytes){ p, len }), *to = text;

	for (const char *s = text; *s; s++)
		if (*s != '\r' && *s != '\n')
			*to++ = *s;
	while (to > text && is_blank(to[-1]))
		to--;
	*to = '\0';
	return text + strspn(text, " \t");
}

bool
mail_header_next(
    struct mail_header *h, struct arena *arena, struct mail_field *out)
{
	while (h->p < h->end) {
		const char *p = h->p, *end, *colon;
		size_t len;

		if (*p == '\n' ||
		    (*p == '\r' && p + 1 < h->end && p[1] == '\n')) {
			h->p = line_end(p, h->end);
			return false;
		}
		end = h->p = field_end(p, h->end);
		colon = memchr(p, ':', (size_t)(end - p));
		len = (size_t)(end - p);
		if (!colon || colon == p || len > MAIL_FIELD_MAX)
			continue;
		out->name = unfold(arena, p, (size_t)(colon - p));
		out->value = unfold(
		    arena, colon + 1, (size_t)(end - colon - 1));
		str_lower((char *)(uintptr_t)out->name);
		return true;
	}
	return false;
}

char *
mail_field_word(struct arena *arena, const char *value)
{
	size_t len = strcspn(value, ";");
	char *word;

	while (len && is_blank(value[len - 1]))
		len--;
	word = arena_strndup(arena, value, len);
	str_lower(word);
	return word;
}

/* Behind the value at p, of a parameter, which goes into out. */
static const char *
read_value(const char *p, char *out)
{
	if (*p != '"') {
		size_t len = strcspn(p, "; \t");

		memcpy(out, p, len);
		out[len] = '\0';
		return p + len;
	}
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		*out++ = *p;
	}
	*out = '\0';
	return *p ? p + 1 : p;
}

char *
mail_field_param(struct arena *arena, const char *value, const char *name)
{
	char *out = arena_alloc(arena, strlen(value) + 1);
	const char *p = value + strcspn(value, ";");
	size_t len = strlen(name);

	while (*p) {
		const char *at = p + 1 + strspn(p + 1, " \t;");
		const char *eq = at + strcspn(at, "=;");

		if (*eq != '=') {
			p = eq;
			continue;
		}
		p = read_value(eq + 1 + strspn(eq + 1, " \t"), out);
		if (strncasecmp(at, name, len) == 0 &&
		    strchr("=* \t", at[len]) != NULL)
			return out;
		p += strcspn(p, ";");
	}
	return NULL;
}

/* With a space for every quoted text and comment; false: one does not end. */
static bool
blank_remarks(const char *p, char *to)
{
	bool is_quoted = false;
	int depth = 0;

	for (; *p; p++) {
		bool is_in = is_quoted || depth;

		if (is_in && *p == '\\' && p[1])
			p++;
		else if (*p == '"' && !depth)
			is_quoted = !is_quoted;
		else if (*p == '(' && !is_quoted)
			depth++;
		else if (*p == ')' && depth)
			depth--;
		else if (!is_in)
			*to++ = *p;
		if (is_in && !is_quoted && !depth)
			*to++ = ' ';
	}
	*to = '\0';
	return !is_quoted && !depth;
}

char *
mail_field_address(struct arena *arena, const char *value)
{
	char *text = arena_alloc(arena, strlen(value) + 1), *open;
	size_t len;

	if (!blank_remarks(value, text) || strpbrk(text, ",;:"))
		return NULL;
	open = strchr(text, '<');
	if (open) {
		text = open + 1;
		len = strcspn(text, "<>");
		if (text[len] != '>' ||
		    text[len + 1 + strspn(text + len + 1, " \t")])
			return NULL;
		text[len] = '\0';
	}
	text += strspn(text, " \t");
	len = strlen(text);
	while (len && is_blank(text[len - 1]))
		len--;
	return strchr(text, '@') ? arena_strndup(arena, text, len) : NULL;
}

static bool
read_month(const char **p, unsigned *month)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (unsigned i = 0; i < 12; i++)
		if (strncasecmp(*p, months + i * 3L, 3) == 0) {
			*month = i + 1;
			*p += 3;
			return true;
		}
	return false;
}

/* A number, and the white space or sign behind it. */
static bool
read_number(const char **p, long max, long *out)
{
	char *end;

	*p += strspn(*p, " \t");
	if (**p < '0' || **p > '9')
		return false;
	*out = strtol(*p, &end, 10);
	*p = end + strspn(end, " \t");
	return *out <= max;
}

/* "+0200" and "-0800"; names of zones are UTC, or nobody knows. */
static long
read_zone(const char *p)
{
	long v;

	p += strspn(p, " \t");
	if (*p != '+' && *p != '-')
		return 0;
	v = strtol(p + 1, NULL, 10) % 10000;
	v = v / 100 * 60 + v % 100;
	return *p == '-' ? -v : v;
}

struct opt_time
mail_field_date(const char *value)
{
	const char *comma = strchr(value, ','), *p = comma ? comma + 1 : value;
	long day, year, hour, minute, second = 0;
	unsigned month;
	int64_t days;

	if (!read_number(&p, 31, &day) || !read_month(&p, &month) ||
	    !read_number(&p, 9999, &year) || !read_number(&p, 23, &hour) ||
	    *p++ != ':' || !read_number(&p, 59, &minute))
		return (struct opt_time){ 0 };
	if (*p == ':') {
		p++;
		if (!read_number(&p, 60, &second))
			return (struct opt_time){ 0 };
	}
	if (year < 1970 || day < 1 ||
	    (unsigned)day > clock_days_in_month(year, month))
		return (struct opt_time){ 0 };
	days = clock_days_from_civil(year, month, (unsigned)day);
	return (struct opt_time){ true,
		days * CLOCK_DAY_US + hour * CLOCK_HOUR_US +
		    (minute - read_zone(p)) * CLOCK_MINUTE_US +
		    second * CLOCK_SECOND_US };
}
