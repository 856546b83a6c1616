/*
 * Calendar arithmetic by Howard Hinnant's algorithms ("chrono-Compatible
 * Low-Level Date Algorithms"), so that no call depends on TZ or the locale.
 */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#include "base/bug.h"

#include "base/banned.h"

static int64_t
read_clock(clockid_t id)
{
	struct timespec t;

	bug_if(clock_gettime(id, &t) != 0);
	return (int64_t)t.tv_sec * CLOCK_SECOND_US + t.tv_nsec / 1000;
}

int64_t
clock_now_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_monotonic_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
clock_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	unsigned yoe = (unsigned)(y - era * 400);
	unsigned doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
		       day - 1;
	unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + (int64_t)doe - 719468;
}

void
clock_civil_from_days(
    int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int64_t)yoe + era * 400 + (*month <= 2);
}

unsigned
clock_days_in_month(int64_t year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

unsigned
clock_weekday(int64_t days)
{
	int64_t since_sunday = (days + 4) % 7; /* 1970 began on a Thursday */

	return (unsigned)(since_sunday < 0 ? since_sunday + 7 : since_sunday);
}

int64_t
clock_split(int64_t us, int64_t *time_us)
{
	int64_t days = us / CLOCK_DAY_US;

	*time_us = us % CLOCK_DAY_US;
	if (*time_us < 0) {
		*time_us += CLOCK_DAY_US;
		days--;
	}
	return days;
}

bool
clock_can_format(int64_t us)
{
	return us >= CLOCK_MIN_US && us <= CLOCK_MAX_US;
}

int64_t
clock_nearest(int64_t us)
{
	if (us < CLOCK_MIN_US)
		return CLOCK_MIN_US;
	return us > CLOCK_MAX_US ? CLOCK_MAX_US : us;
}

static char *
put_digits(char *p, unsigned v, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		p[i] = (char)('0' + v % 10);
		v /= 10;
	}
	return p + width;
}

int
clock_format_wall(int64_t us, char text[CLOCK_TEXT_SIZE])
{
	int64_t days, rest, year;
	unsigned month, day, second, fraction;
	char *p = text;

	bug_if(!clock_can_format(us));
	days = clock_split(us, &rest);
	clock_civil_from_days(days, &year, &month, &day);
	second = (unsigned)(rest / CLOCK_SECOND_US);
	fraction = (unsigned)(rest % CLOCK_SECOND_US);
	p = put_digits(p, (unsigned)year, 4);
	*p++ = '-';
	p = put_digits(p, month, 2);
	*p++ = '-';
	p = put_digits(p, day, 2);
	*p++ = 'T';
	p = put_digits(p, second / 3600, 2);
	*p++ = ':';
	p = put_digits(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put_digits(p, second % 60, 2);
	if (fraction) {
		*p++ = '.';
		p = put_digits(p, fraction, 6);
		while (p[-1] == '0')
			p--;
	}
	*p = '\0';
	return (int)(p - text);
}

int
clock_format(int64_t us, char text[CLOCK_TEXT_SIZE])
{
	int len = clock_format_wall(us, text);

	text[len++] = 'Z';
	text[len] = '\0';
	return len;
}

/* Exactly width digits at *p, which moves past them. */
static bool
get_digits(const char **p, int width, unsigned *out)
{
	unsigned v = 0;

	for (int i = 0; i < width; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		v = v * 10 + (unsigned)(**p - '0');
	}
	*out = v;
	return true;
}

static bool
get_char(const char **p, const char *any_of)
{
	if (!**p || !strchr(any_of, **p))
		return false;
	(*p)++;
	return true;
}

static bool
get_fraction(const char **p, unsigned *us)
{
	unsigned v = 0, scale = 100000;
	const char *start = *p;

	for (; **p >= '0' && **p <= '9'; (*p)++, scale /= 10)
		v += (unsigned)(**p - '0') * scale;
	*us = v;
	return *p != start && *p - start <= 12;
}

static bool
get_offset(const char **p, int64_t *us)
{
	unsigned hour, minute;
	bool west;

	*us = 0;
	if (get_char(p, "Zz"))
		return true;
	west = **p == '-';
	if (!get_char(p, "+-") || !get_digits(p, 2, &hour) ||
	    !get_char(p, ":") || !get_digits(p, 2, &minute) || hour > 23 ||
	    minute > 59)
		return false;
	*us = (hour * 60 + minute) * CLOCK_MINUTE_US * (west ? -1 : 1);
	return true;
}

/* All but the offset; second may be 60, the next second. */
static bool
get_wall(const char **p, unsigned *second, int64_t *us)
{
	unsigned year, month, day, hour, minute, fraction = 0;

	if (!get_digits(p, 4, &year) || !get_char(p, "-") ||
	    !get_digits(p, 2, &month) || !get_char(p, "-") ||
	    !get_digits(p, 2, &day) || !get_char(p, "Tt ") ||
	    !get_digits(p, 2, &hour) || !get_char(p, ":") ||
	    !get_digits(p, 2, &minute) || !get_char(p, ":") ||
	    !get_digits(p, 2, second) ||
	    (get_char(p, ".") && !get_fraction(p, &fraction)))
		return false;
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > clock_days_in_month(year, month) || hour > 23 ||
	    minute > 59 || *second > 60)
		return false;
	*us = clock_days_from_civil(year, month, day) * CLOCK_DAY_US +
	      (hour * 3600 + minute * 60 + *second) * CLOCK_SECOND_US +
	      fraction;
	return true;
}

bool
clock_parse(const char *text, int64_t *us)
{
	const char *p = text;
	int64_t offset, t, time_us;
	unsigned second;

	if (!get_wall(&p, &second, &t) || !get_offset(&p, &offset) || *p)
		return false;
	t -= offset;
	clock_split(t, &time_us);
	if (second == 60 && time_us >= CLOCK_SECOND_US)
		return false; /* leap seconds end a day of UTC */
	if (!clock_can_format(t))
		return false;
	*us = t;
	return true;
}

bool
clock_parse_wall(const char *text, int64_t *us)
{
	const char *p = text;
	unsigned second;
	int64_t t;

	if (!get_wall(&p, &second, &t) || *p || second == 60)
		return false;
	*us = t;
	return true;
}
