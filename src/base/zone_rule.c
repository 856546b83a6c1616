#include "base/zone_rule.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

enum { DAY_S = 86400, HOURS_MAX = 167, OFFSET_HOURS_MAX = 24 };

/* Reading: each function takes what it names from *p and moves *p past it. */

static bool
take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

/* One to three digits. */
static bool
take_number(const char **p, unsigned min, unsigned max, unsigned *out)
{
	const char *start = *p;
	unsigned v = 0;

	for (; isdigit((unsigned char)**p) && *p - start < 3; (*p)++)
		v = v * 10 + (unsigned)(**p - '0');
	*out = v;
	return *p != start && v >= min && v <= max;
}

/* "CET", "<+0330>": at least three characters. */
static bool
take_name(const char **p)
{
	const char *start = *p;

	if (take_char(p, '<')) {
		while (isalnum((unsigned char)**p) || **p == '+' || **p == '-')
			(*p)++;
		return *p - start > 3 && take_char(p, '>');
	}
	while (isalpha((unsigned char)**p))
		(*p)++;
	return *p - start >= 3;
}

/* [+|-]hh[:mm[:ss]] */
static bool
take_time(const char **p, unsigned hours_max, int32_t *s)
{
	unsigned hour, minute = 0, second = 0;
	bool minus = **p == '-';

	if (**p == '-' || **p == '+')
		(*p)++;
	if (!take_number(p, 0, hours_max, &hour))
		return false;
	if (take_char(p, ':') && !take_number(p, 0, 59, &minute))
		return false;
	if (take_char(p, ':') && !take_number(p, 0, 59, &second))
		return false;
	*s = (int32_t)(hour * 3600 + minute * 60 + second) * (minus ? -1 : 1);
	return true;
}

/* POSIX counts west of UTC. */
static bool
take_offset(const char **p, int32_t *east_s)
{
	if (!take_time(p, OFFSET_HOURS_MAX, east_s))
		return false;
	*east_s = -*east_s;
	return true;
}

static bool
take_day(const char **p, struct zone_rule_date *out)
{
	if (take_char(p, 'J')) {
		out->kind = ZONE_RULE_DAY;
		return take_number(p, 1, 365, &out->day);
	}
	if (take_char(p, 'M')) {
		out->kind = ZONE_RULE_WEEKDAY;
		return take_number(p, 1, 12, &out->month) &&
		       take_char(p, '.') && take_number(p, 1, 5, &out->week) &&
		       take_char(p, '.') && take_number(p, 0, 6, &out->day);
	}
	out->kind = ZONE_RULE_LEAP_DAY;
	return take_number(p, 0, 365, &out->day);
}

/* ,date[/time] */
static bool
take_date(const char **p, struct zone_rule_date *out)
{
	out->time_s = 2 * 3600;
	return take_char(p, ',') && take_day(p, out) &&
	       (!take_char(p, '/') || take_time(p, HOURS_MAX, &out->time_s));
}

bool
zone_rule_parse(const char *text, struct zone_rule *out)
{
	struct zone_rule r = { 0 };
	const char *p = text;

	if (!take_name(&p) || !take_offset(&p, &r.standard_s))
		return false;
	r.has_summer = *p != '\0';
	r.summer_s = r.standard_s + 3600;
	if (r.has_summer &&
	    (!take_name(&p) || (*p != ',' && !take_offset(&p, &r.summer_s)) ||
		!take_date(&p, &r.begin) || !take_date(&p, &r.end) || *p))
		return false;
	*out = r;
	return true;
}

/* Dates of a year */

static int64_t
nth_weekday(const struct zone_rule_date *d, int64_t year)
{
	int64_t first = clock_days_from_civil(year, d->month, 1);
	unsigned offset = (d->day + 7 - clock_weekday(first)) % 7 +
			  7 * (d->week - 1);

	if (offset >= clock_days_in_month(year, d->month))
		offset -= 7; /* a fifth of four is the last one */
	return first + offset;
}

static int64_t
day_in(const struct zone_rule_date *d, int64_t year)
{
	int64_t first = clock_days_from_civil(year, 1, 1);
	bool is_leap = clock_days_from_civil(year + 1, 1, 1) - first == 366;

	switch (d->kind) {
	case ZONE_RULE_WEEKDAY:
		return nth_weekday(d, year);
	case ZONE_RULE_DAY:
		return first + d->day - 1 + (is_leap && d->day > 59);
	case ZONE_RULE_LEAP_DAY:
		break;
	}
	return first + d->day;
}

int64_t
zone_rule_begin(const struct zone_rule *rule, int64_t year)
{
	return day_in(&rule->begin, year) * DAY_S + rule->begin.time_s -
	       rule->standard_s;
}

int64_t
zone_rule_end(const struct zone_rule *rule, int64_t year)
{
	return day_in(&rule->end, year) * DAY_S + rule->end.time_s -
	       rule->summer_s;
}
