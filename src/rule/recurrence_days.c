#include "rule/recurrence_days.h"

#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

/* A day, counted from both ends of what it lies in, each from 1. */
struct day {
	int64_t year;
	unsigned month, weekday;
	unsigned month_day, month_day_back;
	unsigned year_day, year_day_back;
};

static unsigned
days_in_year(int64_t year)
{
	return 337 + clock_days_in_month(year, 2);
}

static struct day
day_of(int64_t days)
{
	struct day d;

	clock_civil_from_days(days, &d.year, &d.month, &d.month_day);
	d.weekday = clock_weekday(days);
	d.month_day_back = clock_days_in_month(d.year, d.month) - d.month_day +
			   1;
	d.year_day = (unsigned)(days - clock_days_from_civil(d.year, 1, 1)) + 1;
	d.year_day_back = days_in_year(d.year) - d.year_day + 1;
	return d;
}

/* The next day of the same period, and so of the same year but for weeks. */
static void
step(struct day *d, int64_t days)
{
	if (d->month_day_back == 1) {
		*d = day_of(days);
		return;
	}
	d->weekday = d->weekday == 6 ? 0 : d->weekday + 1;
	d->month_day++;
	d->month_day_back--;
	d->year_day++;
	d->year_day_back--;
}

/* Numbers */

static void
add_number(struct rule_recurrence_numbers *s, int v)
{
	unsigned n = (unsigned)(v < 0 ? -v : v);
	uint64_t *bits = v < 0 ? s->from_end : s->from_start;

	s->is_given = true;
	bits[n / 64] |= UINT64_C(1) << n % 64;
}

static void
add_list(
    struct rule_recurrence_numbers *s, const struct rule_recurrence_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		add_number(s, list->v[i]);
}

static bool
has_bit(const uint64_t *bits, unsigned n)
{
	return bits[n / 64] >> n % 64 & 1;
}

static bool
has_number(const struct rule_recurrence_numbers *s, unsigned n, unsigned back)
{
	return has_bit(s->from_start, n) || has_bit(s->from_end, back);
}

static bool
allows(const struct rule_recurrence_numbers *s, unsigned n, unsigned back)
{
	return !s->is_given || has_number(s, n, back);
}

/* The filter */

static void
add_weekday(struct rule_recurrence_filter *f, int nth, unsigned weekday)
{
	add_number(&f->weekday[weekday], nth);
	f->is_by_day = true;
}

static void
add_weekdays(
    struct rule_recurrence_filter *f, const struct rule_recurrence_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		unsigned weekday = (unsigned)(list->v[i] & 7);

		add_weekday(f, (list->v[i] - (int)weekday) / 8, weekday);
	}
}

/* What no part says is as on the day of the start. */
static void
add_start(struct rule_recurrence_filter *f, const struct day *start)
{
	bool has_day = f->is_by_day || f->month_day.is_given ||
		       f->year_day.is_given;

	if (has_day || f->freq == RULE_RECURRENCE_DAILY)
		return;
	if (f->freq == RULE_RECURRENCE_WEEKLY || f->week.is_given) {
		add_weekday(f, 0, start->weekday);
		return;
	}
	add_number(&f->month_day, (int)start->month_day);
	if (f->freq == RULE_RECURRENCE_YEARLY && !f->month.is_given)
		add_number(&f->month, (int)start->month);
}

void
rule_recurrence_filter_init(struct rule_recurrence_filter *f,
    const struct rule_recurrence *rule, int64_t start)
{
	const struct rule_recurrence_list *by = rule->by;
	struct day day = day_of(start);

	memset(f, 0, sizeof(*f));
	f->freq = rule->freq;
	f->interval = rule->interval;
	f->week_start = rule->week_start;
	add_list(&f->month, &by[RULE_RECURRENCE_BYMONTH]);
	add_list(&f->week, &by[RULE_RECURRENCE_BYWEEKNO]);
	add_list(&f->year_day, &by[RULE_RECURRENCE_BYYEARDAY]);
	add_list(&f->month_day, &by[RULE_RECURRENCE_BYMONTHDAY]);
	add_list(&f->set_pos, &by[RULE_RECURRENCE_BYSETPOS]);
	add_weekdays(f, &by[RULE_RECURRENCE_BYDAY]);
	f->is_nth_of_month = f->freq == RULE_RECURRENCE_MONTHLY ||
			     f->month.is_given;
	add_start(f, &day);
}

/* A week belongs to the year in which its fourth day lies, and is counted among
 * those of that year from both ends. */
static bool
allows_week(const struct rule_recurrence_filter *f, const struct day *d)
{
	int length = (int)days_in_year(d->year);
	int since = (int)(d->weekday + 7 - f->week_start) % 7;
	int fourth = (int)d->year_day + 3 - since;

	if (!f->week.is_given)
		return true;
	if (fourth < 1) {
		length = (int)days_in_year(d->year - 1);
		fourth += length;
	} else if (fourth > length) {
		fourth -= length;
		length = (int)days_in_year(d->year + 1);
	}
	return has_number(&f->week, (unsigned)(fourth - 1) / 7 + 1,
	    (unsigned)(length - fourth) / 7 + 1);
}

static bool
allows_weekday(const struct rule_recurrence_filter *f, const struct day *d)
{
	const struct rule_recurrence_numbers *nth = &f->weekday[d->weekday];
	bool of_month = f->is_nth_of_month;
	unsigned n = of_month ? d->month_day : d->year_day;
	unsigned back = of_month ? d->month_day_back : d->year_day_back;

	return !f->is_by_day || has_bit(nth->from_start, 0) ||
	       has_number(nth, (n - 1) / 7 + 1, (back - 1) / 7 + 1);
}

static bool
allows_day(const struct rule_recurrence_filter *f, const struct day *d)
{
	return allows(&f->month, d->month, 0) && allows_week(f, d) &&
	       allows(&f->year_day, d->year_day, d->year_day_back) &&
	       allows(&f->month_day, d->month_day, d->month_day_back) &&
	       allows_weekday(f, d);
}

/* BYSETPOS: of the days of the whole period, whenever the series began. */
static size_t
keep_positions(
    const struct rule_recurrence_filter *f, size_t n, uint16_t *found)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (allows(&f->set_pos, (unsigned)i + 1, (unsigned)(n - i)))
			found[kept++] = found[i];
	return kept;
}

size_t
rule_recurrence_days(const struct rule_recurrence_filter *f, int64_t first,
    size_t len, uint16_t found[RULE_RECURRENCE_DAYS_MAX])
{
	struct day d = day_of(first);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			step(&d, first + (int64_t)i);
		if (allows_day(f, &d))
			found[n++] = (uint16_t)i;
	}
	return keep_positions(f, n, found);
}

/* Periods */

/* How many days of its week are before a day. */
static int64_t
days_into_week(const struct rule_recurrence_filter *f, int64_t day)
{
	return (clock_weekday(day) + 7 - f->week_start) % 7;
}

int64_t
rule_recurrence_unit(const struct rule_recurrence_filter *f, int64_t day)
{
	int64_t year;
	unsigned month, month_day;

	clock_civil_from_days(day, &year, &month, &month_day);
	switch (f->freq) {
	case RULE_RECURRENCE_DAILY:
		return day;
	case RULE_RECURRENCE_WEEKLY:
		return (day - days_into_week(f, day) + days_into_week(f, 0)) /
		       7;
	case RULE_RECURRENCE_MONTHLY:
		return year * 12 + month - 1;
	case RULE_RECURRENCE_YEARLY:
		break;
	}
	return year;
}

int64_t
rule_recurrence_unit_days(
    const struct rule_recurrence_filter *f, int64_t unit, size_t *len)
{
	unsigned month = (unsigned)(unit % 12) + 1;

	switch (f->freq) {
	case RULE_RECURRENCE_DAILY:
		*len = 1;
		return unit;
	case RULE_RECURRENCE_WEEKLY:
		*len = 7;
		return unit * 7 - days_into_week(f, 0);
	case RULE_RECURRENCE_MONTHLY:
		*len = clock_days_in_month(unit / 12, month);
		return clock_days_from_civil(unit / 12, month, 1);
	case RULE_RECURRENCE_YEARLY:
		break;
	}
	*len = days_in_year(unit);
	return clock_days_from_civil(unit, 1, 1);
}
