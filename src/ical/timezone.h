/*
 * VTIMEZONE (RFC 5545, 3.6.5): a zone as a calendar carries it, so that its
 * readers need none of their own, which may be older.
 */
#ifndef ICAL_TIMEZONE_H
#define ICAL_TIMEZONE_H

#include "base/zone.h"
#include "ical/line.h"

/*
 * What clocks of a zone show from one instant to another. A change of each year
 * for ever after is a sub-component with RRULE, as soon as the zone obeys it;
 * any other is one by itself (readers disagree on RDATE), and so are all until
 * the end in a zone whose rule no RRULE says.
 */
void ical_timezone(struct ical_writer *w, const char *name,
    const struct zone *zone, int64_t from_us, int64_t until_us);

#endif
