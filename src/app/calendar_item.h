/*
 * When what another program's calendar has takes place (ical/items.h): zones
 * that it names in its own way, lengths in place of ends, rules with more in
 * them than Hearth's.
 */
#ifndef APP_CALENDAR_ITEM_H
#define APP_CALENDAR_ITEM_H

#include "base/arena.h"
#include "ical/items.h"
#include "ical/read.h"
#include "rule/recurrence.h"

/* Of a calendar no more are read. */
enum { APP_CALENDAR_LINES_MAX = ICAL_LINES_MAX };

/* A calendar that is read. */
struct app_calendar_source {
	const struct ical_items *items;
	const char *timezone; /* of its reader, where it names none that is
				 known; one that is */
	struct arena *arena;  /* where all lives that is made of it */
	/* what was looked for last, mostly what is looked for next; all zeros
	 * at first */
	const char *tzid, *zone;
};

struct app_calendar_time {
	const char *timezone; /* one that is known */
	bool is_guessed;      /* it said another, which is not */
	int64_t start_wall;
	int64_t end_wall; /* where no clock is set meanwhile */
	int64_t start_us, end_us;
};

/* When an item takes place, or is first to. False when it does not say, or ends
 * before that. */
MUST_CHECK bool app_calendar_item_time(struct app_calendar_source *c,
    const struct ical_item *item, struct app_calendar_time *out);

/* When one of its dates takes place; t: when the item does. */
void app_calendar_item_times(const struct ical_item *item,
    const struct app_calendar_time *t, int64_t wall_us, int64_t *start_us,
    int64_t *end_us);

/* What a clock of that zone shows at a date beside a rule, or in place of one
 * of its dates; a day alone stands for the date on it, at time_us of the day.
 */
int64_t app_calendar_item_wall(struct app_calendar_source *c,
    const struct ical_when *when, const char *timezone, int64_t time_us);

/* Whether it is one of several dates. */
bool app_calendar_item_recurs(const struct ical_item *item);

/*
 * How it recurs: exdates are those of the item, and n more, as walls of its
 * zone. The zone in it lasts as timezone_find says. ERR_RRULE_INVALID,
 * ERR_VALIDATION_FAILED (too many dates); whether it can be a series is another
 * question (rule_recurrence_check).
 */
MUST_CHECK enum err app_calendar_item_recurrence(struct app_calendar_source *c,
    const struct ical_item *item, const struct app_calendar_time *time,
    const int64_t *exdates, size_t n, struct fault *f,
    struct rule_recurrence_set *out);

#endif
