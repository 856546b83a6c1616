/*
 * The rule by which a zone's clocks are set each year, as the last line of a
 * TZif file has it: a TZ string of POSIX (XBD 8.3) with the hours -167 to 167
 * that RFC 9636, 3.3.2, adds. "CET-1CEST,M3.5.0,M10.5.0/3" is Berlin's.
 */
#ifndef BASE_ZONE_RULE_H
#define BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

/* A day of each year. */
enum zone_rule_kind {
	ZONE_RULE_DAY,	    /* Jn: day 1 to 365, 29 February is not counted */
	ZONE_RULE_LEAP_DAY, /* n: day 0 to 365, 29 February is counted */
	ZONE_RULE_WEEKDAY   /* Mm.w.d: of a month the w-th weekday d (Sunday is
			       0), for w = 5 the last one */
};

struct zone_rule_date {
	enum zone_rule_kind kind;
	unsigned day;	      /* n or d */
	unsigned month, week; /* of ZONE_RULE_WEEKDAY */
	int32_t time_s; /* from the day's midnight, by the clocks until then */
};

struct zone_rule {
	int32_t standard_s, summer_s; /* seconds east of UTC */
	bool has_summer;	      /* else standard time holds all year */
	struct zone_rule_date begin, end; /* of summer time */
};

/* Reads a whole TZ string. False for anything else, and for one that names
 * summer time and does not say when that is. */
MUST_CHECK bool zone_rule_parse(const char *text, struct zone_rule *out);

/* When summer time of a year begins, in seconds since 1970; it may be in the
 * year before or after. has_summer must be true. */
int64_t zone_rule_begin(const struct zone_rule *rule, int64_t year);
/* The same of its end. */
int64_t zone_rule_end(const struct zone_rule *rule, int64_t year);

#endif
