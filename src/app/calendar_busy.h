/*
 * Which times another program's calendar says are taken: all that is kept of
 * it.
 */
#ifndef APP_CALENDAR_BUSY_H
#define APP_CALENDAR_BUSY_H

#include "app/calendar_item.h"
#include "rule/busy.h"

enum { APP_CALENDAR_BUSY_MAX = 2000 };

/*
 * The times between two, cut off there: by start, each once, at most
 * APP_CALENDAR_BUSY_MAX of them, the first. An event whose rule Hearth does not
 * take (rule/recurrence_text.h), or that began before 1970, counts once. What
 * is said of a date and all behind it (RFC 5545, 3.2.13) moves these alike, by
 * a year at most; of one series 20 such are heeded. They live in the calendar's
 * arena.
 */
size_t app_calendar_busy(struct app_calendar_source *c, int64_t from_us,
    int64_t until_us, struct rule_busy **out);

#endif
