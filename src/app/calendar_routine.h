/*
 * Routines as calendar programs read them: one event that recurs, and beside it
 * the runs whose day is not in the rule. Of a person the runs that they do.
 */
#ifndef APP_CALENDAR_ROUTINE_H
#define APP_CALENDAR_ROUTINE_H

#include "app/calendar_text.h"
#include "generated/id/routine.h"
#include "generated/query/routine.h"
#include "generated/query/run.h"

enum {
	APP_CALENDAR_ROUTINES = 100, /* of a space */
	APP_CALENDAR_RUNS = 500	     /* one by one */
};

/* Those of a calendar. */
struct app_calendar_routines {
	struct q_routine_calendar_row *v;
	size_t n;
	struct q_run_calendar_row *runs;
	size_t n_runs;
	/* From when to when it needs the zones of which routines. */
	struct app_calendar_span *spans;
	size_t n_spans;
};

/*
 * Reads those of a space and its groups that the viewer sees, or without one
 * the runs that the viewer does, from a time on; in the arena.
 */
MUST_CHECK enum err app_calendar_read_routines(struct call *call,
    struct user_id viewer, struct space_id space, int64_t since_us,
    struct app_calendar_routines *out);

/* *mark: another number whenever it reads anything else. */
MUST_CHECK enum err app_calendar_mark_routines(struct call *call,
    struct user_id viewer, struct space_id space, int64_t since_us,
    int64_t *mark);

/* Writes them: the calendar has their zones. */
MUST_CHECK enum err app_calendar_put_routines(
    struct app_calendar_pen *pen, const struct app_calendar_routines *routines);

/* Appends a file with a routine that the caller sees: tentative while it is
 * paused. It is small, so an ETag may be made of the text. ERR_NOT_FOUND. */
MUST_CHECK enum err app_calendar_put_routine(
    struct call *call, struct routine_id id, struct buf *to);

#endif
