/*
 * One table has the parts of a rule: how each is read and written, and what a
 * sentence says that it takes.
 */
#include "rule/recurrence_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

enum { INTERVAL_MAX = 400, COUNT_MAX = 1000, MONDAY = 1, NTH_SIZE = 8 };

static const char *const freqs[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
static const char *const weekdays[] = { "SU", "MO", "TU", "WE", "TH", "FR",
	"SA" };

struct part {
	const char *name, *takes;
	/* false: it takes no such value */
	bool (*read)(
	    const struct part *, const char *value, struct rule_recurrence *);
	/* nothing when the rule has the default */
	void (*write)(
	    const struct part *, struct buf *, const struct rule_recurrence *);
	/* of a list */
	enum rule_recurrence_by by;
	int max;
	bool is_signed;
};

/* Values */

/* The index of a word, in either case; -1 when it is none of n. */
static int
find_word(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(words[i], word))
			return (int)i;
	return -1;
}

static bool
read_freq(const struct part *part, const char *value, struct rule_recurrence *r)
{
	int i = find_word(freqs, N_OF(freqs), value);

	(void)part;
	r->freq = (enum rule_recurrence_freq)i;
	return i >= 0;
}

static void
write_freq(
    const struct part *part, struct buf *b, const struct rule_recurrence *r)
{
	buf_printf(b, "%s=%s", part->name, freqs[r->freq]);
}

static bool
read_interval(
    const struct part *part, const char *value, struct rule_recurrence *r)
{
	(void)part;
	return str_to_int(value, 1, INTERVAL_MAX, &r->interval);
}

static void
write_number(const struct part *part, struct buf *b, int64_t v, int64_t initial)
{
	if (v != initial)
		buf_printf(b, ";%s=%lld", part->name, (long long)v);
}

static void
write_interval(
    const struct part *part, struct buf *b, const struct rule_recurrence *r)
{
	write_number(part, b, r->interval, 1);
}

static bool
read_count(
    const struct part *part, const char *value, struct rule_recurrence *r)
{
	(void)part;
	return str_to_int(value, 1, COUNT_MAX, &r->count);
}

static void
write_count(
    const struct part *part, struct buf *b, const struct rule_recurrence *r)
{
	write_number(part, b, r->count, 0);
}

/* 20301231, 20301231T180000 or 20301231T180000Z, by RFC 3339. */
static bool
read_until(
    const struct part *part, const char *value, struct rule_recurrence *r)
{
	size_t len = strlen(value);
	bool is_day = len == 8;
	char text[CLOCK_TEXT_SIZE];
	const char *time = is_day ? "T000000" : value + 8;

	(void)part;
	if (!is_day && len != 15 && !(len == 16 && strchr("Zz", value[15])))
		return false;
	snprintf(text, sizeof(text), "%.4s-%.2s-%.2s%.3s:%.2s:%.2s", value,
	    value + 4, value + 6, time, time + 3, time + 5);
	r->until = is_day      ? RULE_RECURRENCE_UNTIL_DAY
		   : len == 15 ? RULE_RECURRENCE_UNTIL_WALL
			       : RULE_RECURRENCE_UNTIL_INSTANT;
	return clock_parse_wall(text, &r->until_us);
}

/* What RFC 3339 writes, without its hyphens and colons. */
static void
write_until(
    const struct part *part, struct buf *b, const struct rule_recurrence *r)
{
	size_t len = r->until == RULE_RECURRENCE_UNTIL_DAY ? 10 : 19;
	char text[CLOCK_TEXT_SIZE];

	if (r->until == RULE_RECURRENCE_FOR_EVER)
		return;
	clock_format_wall(clock_nearest(r->until_us), text);
	buf_printf(b, ";%s=", part->name);
	for (size_t i = 0; i < len; i++)
		if (!strchr("-:", text[i]))
			buf_char(b, text[i]);
	if (r->until == RULE_RECURRENCE_UNTIL_INSTANT)
		buf_char(b, 'Z');
}

static bool
read_week_start(
    const struct part *part, const char *value, struct rule_recurrence *r)
{
	int i = find_word(weekdays, N_OF(weekdays), value);

	(void)part;
	r->week_start = (unsigned)i;
	return i >= 0;
}

static void
write_week_start(
    const struct part *part, struct buf *b, const struct rule_recurrence *r)
{
	if (r->week_start != MONDAY)
		buf_printf(b, ";%s=%s", part->name, weekdays[r->week_start]);
}

/* Lists */

/* A number that is not 0; below it only where that counts from the end. */
static bool
read_number(const struct part *part, const char *text, int *out)
{
	const char *digits = text + (*text == '+' || *text == '-');
	int64_t v;

	if (!part->is_signed && digits != text)
		return false;
	if (strlen(digits) > 3 || *digits == '-' ||
	    !str_to_int(digits, 1, part->max, &v))
		return false;
	*out = *text == '-' ? -(int)v : (int)v;
	return true;
}

/* MO, 1MO, -1MO */
static bool
read_day(const struct part *part, const char *text, int *out)
{
	size_t len = strlen(text);
	char number[NTH_SIZE];
	int weekday, nth = 0;

	if (len < 2 || len - 2 >= sizeof(number))
		return false;
	weekday = find_word(weekdays, N_OF(weekdays), text + len - 2);
	snprintf(number, sizeof(number), "%.*s", (int)len - 2, text);
	if (weekday < 0 || (len > 2 && !read_number(part, number, &nth)))
		return false;
	*out = RULE_RECURRENCE_DAY(nth, weekday);
	return true;
}

/* Into its place, if it is not there; false when the list is full. */
static bool
insert(struct rule_recurrence_list *list, int v)
{
	size_t at = list->n;

	while (at > 0 && list->v[at - 1] > v)
		at--;
	if (at > 0 && list->v[at - 1] == v)
		return true;
	if (list->n == RULE_RECURRENCE_LIST_MAX)
		return false;
	memmove(&list->v[at + 1], &list->v[at],
	    (list->n++ - at) * sizeof(list->v[0]));
	list->v[at] = (int16_t)v;
	return true;
}

static bool
read_list(const struct part *part, const char *value, struct rule_recurrence *r)
{
	char copy[RULE_RECURRENCE_TEXT_MAX + 1], *rest = copy, *entry;
	int v;

	str_copy(copy, sizeof(copy), value);
	while ((entry = strsep(&rest, ",")))
		if (!(part->by == RULE_RECURRENCE_BYDAY
			    ? read_day(part, entry, &v)
			    : read_number(part, entry, &v)) ||
		    !insert(&r->by[part->by], v))
			return false;
	return true;
}

static void
write_day(struct buf *b, int v)
{
	int weekday = v & 7, nth = (v - weekday) / 8;

	if (nth)
		buf_int(b, nth);
	buf_str(b, weekdays[weekday]);
}

static void
write_list(
    const struct part *part, struct buf *b, const struct rule_recurrence *r)
{
	const struct rule_recurrence_list *list = &r->by[part->by];

	for (size_t i = 0; i < list->n; i++) {
		if (i == 0)
			buf_printf(b, ";%s=", part->name);
		else
			buf_char(b, ',');
		if (part->by == RULE_RECURRENCE_BYDAY)
			write_day(b, list->v[i]);
		else
			buf_int(b, list->v[i]);
	}
}

/* Parts */

#define ONE(word, what, noun)                                     \
	{                                                         \
		.name = word, .takes = what, .read = read_##noun, \
		.write = write_##noun                             \
	}
#define LIST(word, what, most, from_the_end)                       \
	{                                                          \
		.name = #word, .takes = what, .read = read_list,   \
		.write = write_list, .by = RULE_RECURRENCE_##word, \
		.max = most, .is_signed = from_the_end             \
	}
#define UP_TO(most) \
	"whole numbers, separated by commas and at most 31, from 1 to " most
#define BOTH_WAYS(most) UP_TO(most) " or, counted from the end, -1 to -" most

static const struct part parts[] = {
	ONE("FREQ", "DAILY, WEEKLY, MONTHLY or YEARLY", freq),
	ONE("INTERVAL", "a whole number from 1 to 400", interval),
	ONE("COUNT", "a whole number from 1 to 1000", count),
	ONE("UNTIL",
	    "a time like 20301231T235959 or, in UTC, 20301231T225959Z; in a "
	    "series of whole days a day like 20301231",
	    until),
	LIST(BYMONTH, UP_TO("12"), 12, false),
	LIST(BYWEEKNO, BOTH_WAYS("53"), 53, true),
	LIST(BYYEARDAY, BOTH_WAYS("366"), 366, true),
	LIST(BYMONTHDAY, BOTH_WAYS("31"), 31, true),
	LIST(BYDAY,
	    "days of the week, separated by commas and at most 31: SU, MO, TU, "
	    "WE, TH, FR, SA, where it may be numbered as in 1MO or -1FR",
	    53, true),
	LIST(BYSETPOS, BOTH_WAYS("366"), 366, true),
	ONE("WKST", "a day of the week: SU, MO, TU, WE, TH, FR or SA",
	    week_start),
};

enum { FREQ, COUNT = 2, UNTIL = 3 }; /* of the table */

struct reader {
	struct rule_recurrence *rule;
	struct fault *fault;
	unsigned seen; /* a bit for each part of the table */
};

static bool
has_seen(const struct reader *in, size_t i)
{
	return in->seen >> i & 1;
}

static enum err refuse(struct fault *f, const char *code, const char *format,
    ...) FORMAT_LIKE(3, 4);

static enum err
refuse(struct fault *f, const char *code, const char *format, ...)
{
	char sentence[FAULT_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	fault_item(f, ERR_RRULE_INVALID, "/rrule", code, "%s", sentence);
	return fault(f, ERR_RRULE_INVALID, "%s", sentence);
}

/* What people wrote, short enough for a sentence. */
struct quote {
	char text[41];
};

static struct quote
quote(const char *text)
{
	struct quote q;

	str_copy(q.text, sizeof(q.text), text);
	str_utf8_trim(q.text);
	return q;
}

static enum err
refuse_unknown(struct fault *f, const char *name)
{
	static const char *const hours[] = { "BYHOUR", "BYMINUTE", "BYSECOND" };

	if (find_word(hours, N_OF(hours), name) >= 0)
		return refuse(f, "part_unknown",
		    "The rule has %s; each date has the time of day of the "
		    "start.",
		    name);
	return refuse(f, "part_unknown",
	    "The rule has \"%s\", which is none of FREQ, INTERVAL, COUNT, "
	    "UNTIL, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYSETPOS "
	    "and WKST.",
	    quote(name).text);
}

static enum err
read_part(struct reader *in, const char *name, const char *value)
{
	size_t i = 0;

	while (i < N_OF(parts) && !str_eq_nocase(parts[i].name, name))
		i++;
	if (i == N_OF(parts))
		return refuse_unknown(in->fault, name);
	if (has_seen(in, i))
		return refuse(in->fault, "part_repeated",
		    "The rule has %s twice.", parts[i].name);
	in->seen |= 1U << i;
	return parts[i].read(&parts[i], value, in->rule)
		   ? ERR_OK
		   : refuse(in->fault, "value", "%s takes %s.", parts[i].name,
			 parts[i].takes);
}

/* How far days of the week are numbered in this rule; 0: not at all. */
static int
most_nth(const struct rule_recurrence *r)
{
	bool by_week = r->by[RULE_RECURRENCE_BYWEEKNO].n > 0;

	if (r->freq == RULE_RECURRENCE_MONTHLY)
		return 5;
	if (r->freq != RULE_RECURRENCE_YEARLY || by_week)
		return 0;
	return r->by[RULE_RECURRENCE_BYMONTH].n > 0 ? 5 : 53;
}

/* What is wrong with numbered days; NULL: nothing. */
static const char *
find_misnumbered(const struct rule_recurrence *r)
{
	const struct rule_recurrence_list *days = &r->by[RULE_RECURRENCE_BYDAY];
	int most = most_nth(r);

	for (size_t i = 0; i < days->n; i++) {
		int nth = (days->v[i] - (days->v[i] & 7)) / 8;

		if (nth && most == 0)
			return "Days of the week are numbered within a month "
			       "or a year: with FREQ=MONTHLY, or with "
			       "FREQ=YEARLY and no BYWEEKNO.";
		if (abs(nth) > most)
			return "A month has no more than five of a day of the "
			       "week.";
	}
	return NULL;
}

static bool
has_other_part(const struct rule_recurrence *r)
{
	for (size_t i = 0; i < RULE_RECURRENCE_LISTS; i++)
		if (i != RULE_RECURRENCE_BYSETPOS && r->by[i].n > 0)
			return true;
	return false;
}

/* What no part says alone. */
static enum err
check_together(const struct reader *in)
{
	const struct rule_recurrence *r = in->rule;
	const struct rule_recurrence_list *by = r->by;
	bool by_year = by[RULE_RECURRENCE_BYYEARDAY].n > 0 ||
		       by[RULE_RECURRENCE_BYWEEKNO].n > 0;
	const char *misnumbered = find_misnumbered(r);

	if (!has_seen(in, FREQ))
		return refuse(in->fault, "freq_missing",
		    "The rule needs FREQ: %s.", parts[FREQ].takes);
	if (has_seen(in, COUNT) && has_seen(in, UNTIL))
		return refuse(in->fault, "count_and_until",
		    "The rule has COUNT and UNTIL; it ends by one of them.");
	if (by[RULE_RECURRENCE_BYMONTHDAY].n > 0 &&
	    r->freq == RULE_RECURRENCE_WEEKLY)
		return refuse(in->fault, "not_with_freq",
		    "BYMONTHDAY does not go with FREQ=WEEKLY.");
	if (by_year && r->freq != RULE_RECURRENCE_YEARLY)
		return refuse(in->fault, "not_with_freq",
		    "BYYEARDAY and BYWEEKNO go with FREQ=YEARLY alone.");
	if (misnumbered)
		return refuse(in->fault, "day_numbered", "%s", misnumbered);
	if (by[RULE_RECURRENCE_BYSETPOS].n > 0 && !has_other_part(r))
		return refuse(in->fault, "needs_another",
		    "BYSETPOS chooses from the days of another BY part, which "
		    "the rule lacks.");
	return ERR_OK;
}

enum err
rule_recurrence_parse(
    const char *text, struct rule_recurrence *out, struct fault *f)
{
	struct reader in = { .rule = out, .fault = f };
	char copy[RULE_RECURRENCE_TEXT_MAX + 1], *rest = copy, *name;

	*out = (struct rule_recurrence){ .interval = 1, .week_start = MONDAY };
	if (!str_copy(copy, sizeof(copy), text))
		return refuse(f, "too_long",
		    "The rule is longer than %d characters.",
		    RULE_RECURRENCE_TEXT_MAX);
	while ((name = strsep(&rest, ";"))) {
		char *value = name;
		enum err err;

		strsep(&value, "=");
		if (!value)
			return refuse(f, "part_malformed",
			    "The rule is made of parts like FREQ=WEEKLY with "
			    "\";\" between them, which \"%s\" is not.",
			    quote(name).text);
		err = read_part(&in, name, value);
		if (err)
			return err;
	}
	return check_together(&in);
}

void
rule_recurrence_format(struct buf *b, const struct rule_recurrence *r)
{
	for (size_t i = 0; i < N_OF(parts); i++)
		parts[i].write(&parts[i], b, r);
}
