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
read_part(const char **p, bool is_time, struct ical_duration *d)
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
		*(is_time ? &d->time_us : &d->days_us) += n * units[i].us;
		return d->days_us + d->time_us <= most;
	}
	return false;
}

struct ical_duration
ical_duration_read(const char *text)
{
	const char *p = text + (*text == '+');
	struct ical_duration d = { .is_set = true };
	bool is_time = false;

	if (*p++ != 'P' || !*p)
		return (struct ical_duration){ 0 };
	while (*p) {
		if (*p == 'T' && !is_time) {
			is_time = true;
			p++;
		}
		if (!read_part(&p, is_time, &d))
			return (struct ical_duration){ 0 };
	}
	return d;
}
