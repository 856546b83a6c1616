/*
 * Series by ann, as several test files take them for granted.
 */
#ifndef T_API_SERIES_GIVEN_H
#define T_API_SERIES_GIVEN_H

#include "base/clock.h"
#include "t/lib/api.h"

/* A time some hours from the next midnight. */
static inline char *
at(int hours)
{
	static int64_t midnight;
	char *out = text("%*s", CLOCK_TEXT_SIZE, "");

	if (!midnight)
		midnight = (clock_now_us() / CLOCK_DAY_US + 1) * CLOCK_DAY_US;
	clock_format(midnight + hours * CLOCK_HOUR_US, out);
	return out;
}

static inline int
make(const char *user, const char *title, const char *more)
{
	return as(user, POST,
	    "/events {'title': '%s', 'description': 'We sing.', 'location': "
	    "'Hall', 'online_url': 'https://x.org/', 'start_time': '%s', "
	    "'end_time': '%s'%s}",
	    title, at(18), at(20), more);
}

/* A series by ann; daily from the next day on, unless more says otherwise. Its
 * dates are name1, name2, ... as far as they are asked for by date(). */
static inline void
given_series(const char *name, const char *more)
{
	expect(201, make("ann", "Choir", more));
	keep(name);
}

#define DAILY "\"rrule\": \"FREQ=DAILY;COUNT=5\""
#define FIVE  ", " DAILY

/* The id of a date of a series, the first is 0. */
static inline char *
date(const char *series, int i)
{
	expect(200, as("ann", GET, "/events/%s/occurrences", id(series)));
	return body(text("/%d/id", i));
}

static inline int
count_dates(const char *series, const char *query)
{
	expect(200, as("ann", GET, "/events/%s/occurrences?limit=200%s",
			id(series), query));
	return body_count("");
}

#endif
