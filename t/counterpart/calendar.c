/*
 * calendar: what Hearth writes of events, for other programs to read.
 *
 * Reads lines "ZONE<tab>SECONDS<tab>SECONDS..." of instants since 1970,
 * ascending, and answers each by a calendar with an event of an hour at each of
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "ical/event.h"
#include "ical/timezone.h"

#include "base/banned.h"

enum { LINE_SIZE = 1 << 20, CALENDAR_MAX = 64 << 20, TIMES_MAX = 20000 };

static size_t
read_times(char *rest, int64_t *times)
{
	size_t n = 0;
	char *field;

	while (n < TIMES_MAX && (field = strsep(&rest, "\t\n")) && *field) {
		bug_if(!str_to_int(field, INT64_MIN / CLOCK_SECOND_US,
		    INT64_MAX / CLOCK_SECOND_US, &times[n]));
		times[n++] *= CLOCK_SECOND_US;
	}
	return n;
}

static void
write_event(struct ical_writer *w, const struct ical_event *like, int64_t us)
{
	struct ical_event e = *like;
	char uid[sizeof("-9223372036854775808@example.org")];

	snprintf(uid, sizeof(uid), "%lld@example.org",
	    (long long)(us / CLOCK_SECOND_US));
	e.uid = uid;
	e.start_us = us;
	e.end_us = us + CLOCK_HOUR_US;
	ical_event(w, &e);
}

static void
write_calendar(
    struct buf *out, const char *zone, const int64_t *times, size_t n)
{
	struct ical_writer w = ical_writer(out);
	struct ical_event e = { .zone = timezone_find(zone), .timezone = zone };

	bug_if(!e.zone || n == 0);
	ical_calendar_begin(&w, "All", ICAL_PUBLISH);
	if (!str_eq(zone, "UTC"))
		ical_timezone(
		    &w, zone, e.zone, times[0], times[n - 1] + CLOCK_HOUR_US);
	for (size_t i = 0; i < n; i++)
		write_event(&w, &e, times[i]);
	ical_calendar_end(&w);
}

int
main(void)
{
	static char line[LINE_SIZE];
	static int64_t times[TIMES_MAX];
	struct buf out;

	buf_init(&out, CALENDAR_MAX);
	while (fgets(line, sizeof(line), stdin)) {
		char *rest = line;
		const char *zone = strsep(&rest, "\t");

		write_calendar(&out, zone, times, read_times(rest, times));
		bug_if(out.failed);
		fwrite(out.p, 1, out.len, stdout);
		buf_clear(&out);
	}
	buf_release(&out);
	return 0;
}
