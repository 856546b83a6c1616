/*
 * How a series recurs, from what was said of it or is kept: texts of a rule and
 * of dates, as rule/recurrence.h takes them.
 */
#ifndef APP_RECURRENCE_H
#define APP_RECURRENCE_H

#include "app/call.h"
#include "rule/recurrence_dates.h"

struct app_recurrence_texts {
	const char *const *v;
	size_t n;
};

struct app_recurrence {
	const char *rrule; /* NULL: none */
	struct app_recurrence_texts rdates, exdates;
	const struct zone *zone;
	int64_t start_wall, end_wall; /* of the first date */
};

/*
 * Reads it; what it makes lives in the call's arena, but the zone.
 * ERR_RRULE_INVALID, ERR_VALIDATION_FAILED of rule/recurrence_text.h and
 * rule/recurrence_dates.h. Whether it can be a series is another question
 * (rule_recurrence_check).
 */
MUST_CHECK enum err app_recurrence_read(struct call *call,
    const struct app_recurrence *in, struct rule_recurrence_set *out);

/* Whether dates of such a start and length are whole days. */
bool app_recurrence_is_all_day(int64_t start_wall, int64_t duration_us);

/* The texts of an array that is kept in the database. ERR_BAD_JSON. */
MUST_CHECK enum err app_recurrence_texts(
    struct call *call, const char *json, struct app_recurrence_texts *out);

/* Dates as the database keeps them; lives in the call's arena. */
const char *app_recurrence_json(
    struct call *call, const struct rule_recurrence_dates *dates);
/* A rule in the one way in which it is kept; NULL of none. */
const char *app_recurrence_rrule(
    struct call *call, const struct rule_recurrence *rule);

#endif
