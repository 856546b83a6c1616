/*
 * A file of a time zone that was read says the same whichever way it is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/zone_file.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

enum { CHANGES = 600 };

static void
check_change(const struct zone *z, const struct zone_change *c, int64_t after_s)
{
	bug_if(c->at_s <= after_s || c->before_s == c->after_s);
	if (llabs(c->at_s) > CLOCK_MAX_US / CLOCK_SECOND_US)
		return;
	bug_if(
	    zone_offset_s(z, (c->at_s - 1) * CLOCK_SECOND_US) != c->before_s);
	bug_if(zone_offset_s(z, c->at_s * CLOCK_SECOND_US) != c->after_s);
}

/* In a file that somebody made up a wall time may come before and after it is
 * left out, but never farther from itself than clocks can be. */
static void
check_instant(const struct zone *z, int64_t us)
{
	int64_t back = zone_to_instant(z, zone_to_wall(z, us));

	bug_if(llabs(back - us) > 51 * CLOCK_HOUR_US);
}

void
fuzz_zone(const uint8_t *data, size_t len)
{
	static struct zone z;
	int64_t at_s = -(INT64_C(1) << 60);
	unsigned char *copy = malloc(len + !len);
	struct zone_change c;

	memcpy(copy, data, len);
	if (zone_file_parse(copy, len, &z)) {
		for (int i = 0; i < CHANGES && zone_next_change(&z, at_s, &c);
		     i++) {
			check_change(&z, &c, at_s);
			at_s = c.at_s;
		}
		for (int64_t us = CLOCK_MIN_US; us < CLOCK_MAX_US;
		     us += 400 * 365 * CLOCK_DAY_US)
			check_instant(&z, us);
	}
	free(copy);
}
