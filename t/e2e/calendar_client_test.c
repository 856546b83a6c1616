/*
 * Series as other programs read them: by the program that CALENDAR_CLIENT names
 * (contrib/counterparts does), with a directory of calendars behind it, and of
 * what Hearth says of their dates. Without that nothing is tried.
 */
#define E2E_OPTIONS .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/timezone.h"

#include "base/banned.h"

enum { WAIT_MS = 120000 };

/* Where clocks are set by an hour, by half of one, by a calendar of another
 * kind, or never. */
static const char *const zones[] = { "Europe/Berlin", "America/New_York",
	"Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu",
	"America/St_Johns", "Pacific/Auckland", "UTC" };

/* Hours on the wall at which clocks are set, on the day on which most are. */
static const struct {
	const char *name, *rule;
	int minute, minutes;
} shapes[] = {
	{ "gap", "FREQ=WEEKLY", 2 * 60 + 30, 60 },
	{ "night", "FREQ=WEEKLY;BYDAY=SA,SU;COUNT=110", 23 * 60, 5 * 60 },
};

static char *
time_at(const char *zone, int64_t wall_us)
{
	char *out = text("%*s", CLOCK_TEXT_SIZE, "");

	clock_format(zone_to_instant(timezone_find(zone), wall_us), out);
	return out;
}

/* Midnight of the next Sunday that is ahead on all clocks, some of which show
 * tomorrow; 1970 began on a Thursday. */
static int64_t
sunday(void)
{
	int64_t day = clock_now_us() / CLOCK_DAY_US + 2;

	return (day + (10 - day % 7) % 7) * CLOCK_DAY_US;
}

static void
given_series(const char *name, const char *zone, int64_t wall_us, int minutes,
    const char *rule)
{
	given(name, "ann",
	    "/events {'title': '%s', 'timezone': '%s', 'start_time': '%s', "
	    "'end_time': '%s', 'rrule': '%s'}",
	    name, zone, time_at(zone, wall_us),
	    time_at(zone, wall_us + minutes * CLOCK_MINUTE_US), rule);
}

static char *
date(const char *series, int i)
{
	expect(200,
	    as("ann", GET, "/events/%s/occurrences?limit=200", id(series)));
	return body(text("/%d/id", i));
}

/* One date has another time, one another name, one does not take place, one is
 * gone. */
static void
change(const char *name, const char *zone, int64_t wall_us)
{
	wall_us += 21 * CLOCK_DAY_US + CLOCK_HOUR_US;
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			date(name, 1), time_at(zone, wall_us),
			time_at(zone, wall_us + CLOCK_HOUR_US)));
	expect(200,
	    as("ann", PATCH, "/events/%s {'title': 'Other'}", date(name, 5)));
	expect(200, as("ann", POST, "/events/%s/cancel", date(name, 3)));
	expect(204, as("ann", DELETE, "/events/%s", date(name, 4)));
}

static void
write_file(const char *name, const char *kind, const char *what)
{
	FILE *f = fopen(text("%s/%s.%s", e2e_dir(), name, kind), "ae");

	cr_assert(f && fputs(what, f) >= 0 && fclose(f) == 0);
}

static void
write_dates(const char *name)
{
	expect(
	    200, as("ann", GET, "/events/%s/occurrences?limit=200", id(name)));
	for (int i = 0, n = body_count(""); i < n; i++) {
		const char *line = text("%s %s\n",
		    body(text("/%d/start_time", i)),
		    body(text("/%d/end_time", i)));

		if (strcmp(body(text("/%d/status", i)), "cancelled") == 0)
			continue;
		write_file(name, "txt", line);
		write_file("all", "txt", line);
	}
}

static void
write_calendar(const char *name)
{
	write_dates(name);
	expect(200, as("ann", GET, "/events/%s/calendar.ics", id(name)));
	write_file(name, "ics", response()->body);
}

static void
write_feed(void)
{
	expect(201,
	    as("ann", POST, "/users/me/calendar-feeds {'kind': 'person'}"));
	expect(200, anonymous(GET, "%s", strstr(body("/url"), "/feeds/")));
	write_file("all", "ics", response()->body);
}

Test_once(e2e_calendar_client, other_programs_read_series_as_they_are_meant)
{
	if (!getenv("CALENDAR_CLIENT"))
		return;
	for (size_t i = 0; i < N_OF(zones) * N_OF(shapes); i++) {
		const char *zone = zones[i / N_OF(shapes)];
		size_t shape = i % N_OF(shapes);
		const char *name = text("%s%d", shapes[shape].name, (int)i);
		int64_t wall_us = sunday() +
				  shapes[shape].minute * CLOCK_MINUTE_US;

		given_series(name, zone, wall_us, shapes[shape].minutes,
		    shapes[shape].rule);
		change(name, zone, wall_us);
		write_calendar(name);
	}
	write_feed();
	expect_int(
	    0, process_run("/dev/stdout", WAIT_MS,
		   (const char *const[]){ "/bin/sh", "-c",
		       "$CALENDAR_CLIENT \"$@\"", "sh", e2e_dir(), NULL }));
}
