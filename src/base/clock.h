/*
 * Time as microseconds since 1970-01-01T00:00:00Z, and as RFC 3339 text.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

#define CLOCK_SECOND_US INT64_C(1000000)
#define CLOCK_MINUTE_US (60 * CLOCK_SECOND_US)
#define CLOCK_HOUR_US	(60 * CLOCK_MINUTE_US)
#define CLOCK_DAY_US	(24 * CLOCK_HOUR_US)

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z. */
#define CLOCK_MIN_US INT64_C(-62135596800000000)
#define CLOCK_MAX_US INT64_C(253402300799999999)

enum { CLOCK_TEXT_SIZE = sizeof("9999-12-31T23:59:59.999999Z") };

/* The wall clock. */
int64_t clock_now_us(void);
/* A clock that never goes back, for durations. */
int64_t clock_monotonic_us(void);
/* Whether a time can be written: it lies in CLOCK_MIN_US..CLOCK_MAX_US. What is
 * worked out of times that people say may not. */
bool clock_can_format(int64_t us);
/* The nearest time that can be. */
int64_t clock_nearest(int64_t us);
/* RFC 3339 in UTC with Z; a fraction only when it is not zero. Returns the
 * length. us must be one that clock_can_format. */
int clock_format(int64_t us, char text[CLOCK_TEXT_SIZE]);
/* The same of a wall time (base/zone.h), without Z: it names no instant. */
int clock_format_wall(int64_t us, char text[CLOCK_TEXT_SIZE]);
/* RFC 3339 date-time with any offset; a leap second (23:59:60 UTC)
 * counts as the next second. False on anything else. */
MUST_CHECK bool clock_parse(const char *text, int64_t *us);
/* The same without an offset; there are no leap seconds on a wall. */
MUST_CHECK bool clock_parse_wall(const char *text, int64_t *us);
/* The day of a time, in days since 1970-01-01, and how far it is from that
 * day's midnight. */
int64_t clock_split(int64_t us, int64_t *time_us);
/* Days since 1970-01-01 of a proleptic Gregorian date. */
int64_t clock_days_from_civil(int64_t year, unsigned month, unsigned day);
/* The reverse. */
void clock_civil_from_days(
    int64_t days, int64_t *year, unsigned *month, unsigned *day);
/* 28 to 31. */
unsigned clock_days_in_month(int64_t year, unsigned month);
/* The day of the week of so many days since 1970-01-01: 0 is Sunday. */
unsigned clock_weekday(int64_t days);

#endif
