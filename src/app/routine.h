/*
 * Routines: loading one that is to be changed, and what it is.
 */
#ifndef APP_ROUTINE_H
#define APP_ROUTINE_H

#include "app/call.h"
#include "generated/query/routine.h"
#include "generated/query/run.h"
#include "rule/permission.h"
#include "rule/recurrence.h"
#include "rule/transition.h"

enum {
	APP_ROUTINE_POOL_MAX = 200,
	APP_ROUTINE_WAIT_S = 3600, /* by then another one may be over */
	APP_ROUTINE_DATE_SIZE = 11 /* "2030-06-01" */
};

/* A routine that is locked, and how the caller stands to it. */
typedef struct q_routine_for_write_row app_routine_row;

/* What follows needs a transaction. */

/* Whether the caller manages a routine that they see. */
bool app_routine_is_managed(const app_routine_row *routine);
/* ERR_INVALID_TRANSITION of one that is over. */
MUST_CHECK enum err app_routine_check_live(
    struct call *call, const app_routine_row *routine);

/* ERR_RATE_LIMITED for whoever has as many as one person may. */
MUST_CHECK enum err app_routine_check_number(struct call *call);

/* A state that follows from no run: paused, completed or cancelled, with what
 * becomes of the runs. */
MUST_CHECK enum err app_routine_stop(struct call *call,
    const app_routine_row *routine, enum routine_state state);

/* It is over when none of its runs is open, and none is to come. */
MUST_CHECK enum err app_routine_finish(
    struct call *call, const app_routine_row *routine);

/* Of a space that goes: a page of the routines that were made in it goes, *n is
 * how many. */
MUST_CHECK enum err app_routine_empty(
    struct call *call, struct space_id space, int64_t *n);

/* What follows is no question to the database. */

/* How a routine recurs. */
struct app_routine_course {
	struct rule_recurrence_set set;
	int64_t duration_us;
	int64_t end_us; /* wall: the midnight behind its last day */
};

/*
 * Reads it from what is kept, or was said (the fields of routine_input); lives
 * in the call's arena, but the zone. ERR_TIMEZONE_UNKNOWN, ERR_RRULE_INVALID,
 * ERR_VALIDATION_FAILED at what is no day. Whether the rule can be one is
 * another question (rule_recurrence_check).
 */
MUST_CHECK enum err app_routine_read(struct call *call,
    const app_routine_row *routine, struct app_routine_course *out);

/* A wall time of a day "2030-06-01" and a time of day "18:00"; false when there
 * is no such day, or it lies in the last years of the calendar: what is worked
 * out of it, as far as a rule is looked along, can be written. */
MUST_CHECK bool app_routine_parse_wall(
    const char *date, const char *time, int64_t *wall_us);
/* The midnight before a day that somebody has said. ERR_VALIDATION_FAILED at
 * pointer. */
MUST_CHECK enum err app_routine_read_day(
    struct call *call, const char *pointer, const char *text, int64_t *us);
/* The day of a wall time. */
void app_routine_format_date(int64_t wall_us, char out[APP_ROUTINE_DATE_SIZE]);

/* Walks along the days of a routine from one on, ahead of end_us (wall). */
void app_routine_walk(struct rule_recurrence_walk *w,
    const struct app_routine_course *course, int64_t from_us, int64_t end_us);

/* What a run counts for: as long as its steps are said to take, else as long as
 * there is time. A question to the database, but in no transaction. */
MUST_CHECK enum err app_routine_minutes(struct call *call, struct routine_id id,
    const struct app_routine_course *course, int64_t *minutes);

#endif
