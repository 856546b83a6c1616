#include "ical/duration.h"

#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

enum { DIGITS_MAX = 6 };

static const int64_t most = 3660 * CLOCK_DAY_US;

static const struct {
	char letter;
	bool is_time; /* behind the T */
	int64_t us;
} units[] = {
	{ 'W', false, 7 * CLOCK_DAY_US },
	{ 'D', false, CLOCK_DAY_US },
	{ 'H', true, CLOCK_HOUR_US },
	{ 'M', true, CLOCK_MINUTE_US },
	{ 'S', true, CLOCK_SECOND_US },
};

/* One number and its unit; false when it is none. */
static bool
read_part(const char **p, bool is_time, int64_t *us)
{
	int64_t n = 0;
	size_t digits = strspn(*p, "0123456789");

	if (digits == 0 || digits > DIGITS_MAX)
		return false;
	for (; digits > 0; digits--)
		n = n * 10 + (*(*p)++ - '0');
	for (size_t i = 0; i < N_OF(units); i++) {
		if (units[i].letter != **p || units[i].is_time != is_time)
			continue;
		(*p)++;
		*us += n * units[i].us;
		return *us <= most;
	}
	return false;
}

struct opt_int
ical_duration_read(const char *text)
{
	const char *p = text + (*text == '+');
	bool is_time = false;
	int64_t us = 0;

	if (*p++ != 'P' || !*p)
		return (struct opt_int){ 0 };
	while (*p) {
		if (*p == 'T' && !is_time) {
			is_time = true;
			p++;
		}
		if (!read_part(&p, is_time, &us))
			return (struct opt_int){ 0 };
	}
	return (struct opt_int){ true, us };
}
