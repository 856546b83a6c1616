/*
 * Times and zones as tests of the unit tier say them.
 */
#ifndef T_UNIT_BASE_ZONE_MADE_H
#define T_UNIT_BASE_ZONE_MADE_H

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/zone.h"

/* The instant, or wall time, of RFC 3339 with Z. */
static inline int64_t
us_of(const char *text)
{
	int64_t us;

	cr_assert(clock_parse(text, &us), "%s", text);
	return us;
}

/* A zone whose clocks have been set by a rule for ever. */
static inline struct zone
zone_by(const char *rule)
{
	struct zone z = { .has_rule = true };

	cr_assert(zone_rule_parse(rule, &z.rule));
	z.first_s = z.rule.standard_s;
	return z;
}

#endif
