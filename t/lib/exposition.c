/*
 * Line by line; what a metric has said so far is kept from one to the next.
 */
#include "t/lib/exposition.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

enum { NAME = 128, LINE = 1024, SERIES = 8192 };

struct reader {
	char name[NAME], type[16]; /* of the metric that is open */
	bool has_help;
	char *seen[SERIES]; /* names of metrics, and samples */
	size_t n_seen;
	/* the histogram's row that is open: its labels but for le */
	char row[LINE];
	double bound, n, inf;
	char why[EXPOSITION_WHY];
};

static bool
wrong(struct reader *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->why, sizeof(r->why), format, args);
	va_end(args);
	return false;
}

static bool
see(struct reader *r, const char *what)
{
	for (size_t i = 0; i < r->n_seen; i++)
		if (str_eq(r->seen[i], what))
			return wrong(r, "twice");
	if (r->n_seen == SERIES)
		return wrong(r, "more samples than any scrape should have");
	r->seen[r->n_seen++] = strdup(what);
	return true;
}

/* Beside the samples, of which one may be called as its metric is. */
static bool
see_name(struct reader *r)
{
	char name[NAME + 8];

	snprintf(name, sizeof(name), "# HELP %s", r->name);
	return see(r, name);
}

static size_t
name_len(const char *s, const char *more)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || (s[n] && strchr(more, s[n])))
		n++;
	return isdigit((unsigned char)*s) ? 0 : n;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && str_eq(s + n - m, end);
}

static bool
read_help(struct reader *r, const char *line)
{
	const char *rest = line + strlen("# HELP ");
	size_t n = name_len(rest, "_:");

	if (!n || n >= NAME || rest[n] != ' ' || !rest[n + 1])
		return wrong(r, "HELP needs a name and a text");
	memcpy(r->name, rest, n);
	r->name[n] = '\0';
	r->type[0] = r->row[0] = '\0';
	r->has_help = true;
	return see_name(r);
}

static bool
read_type(struct reader *r, const char *rest)
{
	size_t n = strlen(r->name);

	if (!r->has_help || r->type[0] || strncmp(rest, r->name, n) != 0 ||
	    rest[n] != ' ')
		return wrong(r, "TYPE must follow HELP of the same name");
	str_copy(r->type, sizeof(r->type), rest + n + 1);
	if (!str_eq(r->type, "counter") && !str_eq(r->type, "gauge") &&
	    !str_eq(r->type, "histogram"))
		return wrong(r, "no such type");
	if (str_eq(r->type, "counter") != ends_with(r->name, "_total"))
		return wrong(r, "a counter's name ends in _total, no other");
	return true;
}

/* {a="b",c="d"}; the end, or NULL. */
static const char *
skip_labels(const char *p)
{
	do {
		size_t n = name_len(++p, "_");

		if (!n || p[n] != '=' || p[n + 1] != '"')
			return NULL;
		for (p += n + 2; *p && *p != '"'; p++)
			if (*p == '\\' && (!*++p || !strchr("\\\"n", *p)))
				return NULL;
		if (*p++ != '"')
			return NULL;
	} while (*p == ',');
	return *p == '}' ? p + 1 : NULL;
}

/* A bucket, which comes before the sum and the count of its row. */
static bool
read_bucket(struct reader *r, const char *labels, double value)
{
	const char *le = strstr(labels, "le=\"");
	char row[LINE];
	double bound;

	if (!le)
		return wrong(r, "a bucket without le");
	str_copy(row, sizeof(row), labels);
	row[le - labels] = '\0';
	bound = strtod(le + 4, NULL);
	if (!str_eq(row, r->row)) {
		str_copy(r->row, sizeof(r->row), row);
		r->bound = -1;
		r->n = 0;
	}
	if (bound <= r->bound || value < r->n)
		return wrong(r, "buckets must rise");
	r->bound = bound;
	r->n = value;
	return true;
}

static bool
read_part(struct reader *r, const char *part, const char *labels, double value)
{
	if (str_eq(part, "_bucket"))
		return read_bucket(r, labels, value);
	if (!str_eq(part, "_sum") && !str_eq(part, "_count"))
		return wrong(r, "no part of a histogram");
	if (!isinf(r->bound))
		return wrong(r, "no bucket of +Inf before it");
	if (str_eq(part, "_count") && value != r->n)
		return wrong(r, "the count is not that of +Inf");
	return true;
}

static bool
read_sample(struct reader *r, const char *line)
{
	size_t n = name_len(line, "_:"), len = strlen(r->name);
	const char *labels = line + n, *p = labels;
	char whole[LINE], part[NAME] = "", *end;
	double value;

	if (*p == '{')
		p = skip_labels(p);
	if (!n || !p || *p != ' ')
		return wrong(r, "no sample");
	value = strtod(p + 1, &end);
	if (end == p + 1 || *end)
		return wrong(r, "no value");
	str_copy(whole, sizeof(whole), line);
	whole[p - line] = '\0';
	if (!r->type[0] || n < len || strncmp(line, r->name, len) != 0)
		return wrong(r, "not of the metric that was announced");
	memcpy(part, line + len, n - len < NAME ? n - len : 0);
	if (!see(r, whole))
		return false;
	if (str_eq(r->type, "histogram"))
		return read_part(r, part, labels, value);
	return part[0] ? wrong(r, "not of the metric that was announced")
		       : true;
}

static bool
read_line(struct reader *r, const char *line)
{
	if (str_has_prefix(line, "# HELP "))
		return read_help(r, line);
	if (str_has_prefix(line, "# TYPE "))
		return read_type(r, line + 7);
	if (*line == '#' || !*line)
		return wrong(r, "a line that says nothing");
	return read_sample(r, line);
}

/* Copies the line at *p and goes on to the next; false at the end. */
static bool
next_line(const char **p, char line[LINE])
{
	size_t n = strcspn(*p, "\n");

	if (!**p)
		return false;
	if (n >= LINE)
		n = LINE - 1;
	memcpy(line, *p, n);
	line[n] = '\0';
	*p += strcspn(*p, "\n");
	*p += **p == '\n';
	return true;
}

const char *
exposition_fault(const char *text)
{
	static char why[EXPOSITION_WHY + LINE + sizeof(": ")];
	struct reader r = { .n_seen = 0 };
	const char *p = text;
	char line[LINE];
	bool ok = *text && text[strlen(text) - 1] == '\n';

	if (!ok)
		wrong(&r, "the last line must end");
	line[0] = '\0';
	while (ok && next_line(&p, line))
		ok = read_line(&r, line);
	while (r.n_seen)
		free(r.seen[--r.n_seen]);
	snprintf(why, sizeof(why), "%s: %s", r.why, line);
	return ok ? NULL : why;
}

double
exposition_value(const char *text, const char *sample)
{
	size_t n = strlen(sample);
	char line[LINE];

	while (next_line(&text, line))
		if (strncmp(line, sample, n) == 0 && line[n] == ' ')
			return strtod(line + n, NULL);
	return -1;
}

size_t
exposition_count(const char *text, const char *prefix)
{
	char line[LINE];
	size_t n = 0;

	while (next_line(&text, line))
		n += *line != '#' && str_has_prefix(line, prefix);
	return n;
}

double
exposition_sum(const char *text, const char *prefix)
{
	char line[LINE];
	double sum = 0;

	while (next_line(&text, line)) {
		const char *value = strrchr(line, ' ');

		if (*line != '#' && str_has_prefix(line, prefix) && value)
			sum += strtod(value, NULL);
	}
	return sum;
}

bool
exposition_has_metric(const char *text, const char *name)
{
	static const char *const ends[] = { "", "_bucket", "_sum", "_count" };
	char line[LINE];

	while (next_line(&text, line)) {
		size_t n = strcspn(line + 7, " ");

		if (!str_has_prefix(line, "# TYPE "))
			continue;
		for (size_t i = 0; i < N_OF(ends); i++)
			if (strncmp(line + 7, name, n) == 0 &&
			    str_eq(name + n, ends[i]) &&
			    (i == 0 || ends_with(line, " histogram")))
				return true;
	}
	return false;
}
