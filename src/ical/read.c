#include "ical/read.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

struct ical_reader
ical_reader(const char *text, struct arena *arena)
{
	static const char mark[] = "\xef\xbb\xbf"; /* Windows begins so */

	if (str_has_prefix(text, mark))
		text += strlen(mark);
	return (struct ical_reader){ .p = text, .arena = arena };
}

/* Behind the end of the line at p. */
static const char *
line_end(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

/* One line without its folds; NULL when it is too long. */
static char *
unfold(struct ical_reader *r)
{
	const char *begin = r->p, *end = line_end(begin);
	char *line, *to;

	while (*end == ' ' || *end == '\t')
		end = line_end(end);
	r->p = end;
	if (end - begin > ICAL_LINE_MAX)
		return NULL;
	line = to = arena_alloc(r->arena, (size_t)(end - begin) + 1);
	for (const char *p = begin; p < end; p++)
		if (*p == '\n')
			p += p + 1 < end; /* the space behind it */
		else if (*p != '\r')
			*to++ = *p;
	*to = '\0';
	return line;
}

/* The colon before the value: not one in quotes. */
static char *
find_value(char *line)
{
	bool is_quoted = false;

	for (; *line; line++)
		if (*line == '"')
			is_quoted = !is_quoted;
		else if (*line == ':' && !is_quoted)
			return line;
	return NULL;
}

/* False when it is no line. */
static bool
take_apart(char *line, struct ical_read_line *out)
{
	char *colon = find_value(line);
	size_t len = strcspn(line, ";:");

	if (!colon || len == 0 || line + len > colon)
		return false;
	*colon = '\0';
	for (size_t i = 0; i < len; i++)
		if (line[i] >= 'a' && line[i] <= 'z')
			line[i] = (char)(line[i] - 'a' + 'A');
	out->value = colon + 1;
	out->params = "";
	if (line[len] == ';') {
		line[len] = '\0';
		out->params = line + len + 1;
	}
	out->name = line;
	return true;
}

/* Whether the line begins or ends a component. */
static bool
move(struct ical_reader *r, const struct ical_read_line *line)
{
	if (str_eq(line->name, "BEGIN")) {
		r->n++;
		if (r->depth < ICAL_DEPTH_MAX) {
			r->open[r->depth].name = line->value;
			r->open[r->depth].number = r->n;
		}
		r->depth++;
		return true;
	}
	if (!str_eq(line->name, "END"))
		return false;
	if (r->depth)
		r->depth--;
	return true;
}

bool
ical_read_next(struct ical_reader *r, struct ical_read_line *out)
{
	while (*r->p && r->n_lines++ < ICAL_LINES_MAX) {
		char *line = unfold(r);

		/* not before: folds may stand within a character */
		if (line && str_is_utf8(line, strlen(line)) &&
		    take_apart(line, out) && !move(r, out))
			return true;
	}
	return false;
}

size_t
ical_read_in(const struct ical_reader *r, const char *component)
{
	return r->depth > 0 && r->depth <= ICAL_DEPTH_MAX &&
		       strcasecmp(r->open[r->depth - 1].name, component) == 0
		   ? r->open[r->depth - 1].number
		   : 0;
}

/* Behind the value at p, of a parameter, which goes into out. */
static const char *
read_value(const char *p, char *out)
{
	for (; *p && *p != ';'; p++) {
		if (*p != '"') {
			*out++ = *p;
			continue;
		}
		for (p++; *p && *p != '"'; p++)
			*out++ = *p;
		if (!*p)
			break;
	}
	*out = '\0';
	return p;
}

char *
ical_read_param(
    const struct ical_read_line *line, const char *name, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(line->params) + 1);
	size_t len = strlen(name);

	for (const char *p = line->params; *p; p += *p == ';') {
		const char *at = p;

		p += strcspn(p, "=;");
		if (*p != '=')
			continue;
		p = read_value(p + 1, out);
		if (strncasecmp(at, name, len) == 0 && at[len] == '=')
			return out;
	}
	return NULL;
}

char *
ical_read_trimmed(const char *value, struct arena *arena)
{
	size_t len;

	value += strspn(value, " \t");
	len = strlen(value);
	while (len && strchr(" \t", value[len - 1]))
		len--;
	return arena_strndup(arena, value, len);
}

char *
ical_read_text(const char *value, struct arena *arena)
{
	char *text = arena_alloc(arena, strlen(value) + 1), *to = text;

	for (; *value; value++) {
		if (*value == '\\' && value[1]) {
			value++;
			*to++ = (char)(*value == 'n' || *value == 'N' ? '\n'
								      : *value);
		} else {
			*to++ = *value;
		}
	}
	*to = '\0';
	return text;
}

/* So many digits. */
static bool
read_digits(const char **p, int n, unsigned max, unsigned *out)
{
	*out = 0;
	for (; n > 0; n--, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		*out = *out * 10 + (unsigned)(**p - '0');
	}
	return *out <= max;
}

bool
ical_read_time(const char *value, int64_t *wall_us, bool *is_utc)
{
	unsigned year, month, day, hour = 0, minute = 0, second = 0;
	const char *p = value;

	if (!read_digits(&p, 4, 9998, &year) ||
	    !read_digits(&p, 2, 12, &month) || !read_digits(&p, 2, 31, &day))
		return false;
	if (year == 0 || month == 0 || day == 0 ||
	    day > clock_days_in_month(year, month))
		return false;
	if (*p == 'T') {
		p++;
		if (!read_digits(&p, 2, 23, &hour) ||
		    !read_digits(&p, 2, 59, &minute) ||
		    !read_digits(&p, 2, 60, &second))
			return false;
	}
	*is_utc = *p == 'Z';
	*wall_us = clock_days_from_civil(year, month, day) * CLOCK_DAY_US +
		   hour * CLOCK_HOUR_US + minute * CLOCK_MINUTE_US +
		   second * CLOCK_SECOND_US;
	return !p[*is_utc];
}
