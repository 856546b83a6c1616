#include "app/routine.h"

#include <stdio.h>
#include <string.h>

#include "app/recurrence.h"
#include "base/clock.h"
#include "base/timezone.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum { PAGE = 20, YEARS_AFTER = RULE_RECURRENCE_YEARS + 1 };

bool
app_routine_is_managed(const app_routine_row *routine)
{
	return rule_may(
	    &(struct rule_access){ routine->is_visible, routine->permissions },
	    RULE_ROUTINES_MANAGE);
}

enum err
app_routine_check_live(struct call *call, const app_routine_row *routine)
{
	return routine->state == ROUTINE_STATE_ACTIVE ||
		       routine->state == ROUTINE_STATE_PAUSED
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "The routine is over.");
}

/* With the caller locked: of two at once the second counts the first. */
enum err
app_routine_check_number(struct call *call)
{
	int64_t max = call->conf->routines_per_person;
	struct q_user_lock_row user;
	struct q_routine_count_live_row live;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = q_routine_count_live(
		    call->db, .viewer = call->user, .limit = max, &live);
	if (err || live.n < max)
		return err;
	call->fault->retry_after_s = APP_ROUTINE_WAIT_S;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "You have %lld routines that are not over.", (long long)max);
}

enum err
app_routine_stop(
    struct call *call, const app_routine_row *routine, enum routine_state state)
{
	enum err err = state == ROUTINE_STATE_CANCELLED
			   ? ERR_OK
			   : q_run_remove_ahead(call->db,
				 .routine = routine->id, .now = call->now_us,
				 NULL);

	if (!err && state != ROUTINE_STATE_PAUSED)
		err = q_run_close_all(call->db, .routine = routine->id,
		    .status = state == ROUTINE_STATE_CANCELLED
				  ? RUN_STATUS_CANCELLED
				  : RUN_STATUS_MISSED,
		    .now = call->now_us, NULL);
	return err ? err
		   : q_routine_set_state(call->db, .id = routine->id,
			 .state = state, .now = call->now_us, NULL);
}

enum err
app_routine_finish(struct call *call, const app_routine_row *routine)
{
	struct q_run_some_live_row live;
	enum err err;

	if (routine->state != ROUTINE_STATE_ACTIVE ||
	    routine->planned_until.set)
		return ERR_OK;
	err = q_run_some_live(call->db, .routine = routine->id, &live);
	return err == ERR_NOT_FOUND
		   ? q_routine_set_state(call->db, .id = routine->id,
			 .state = ROUTINE_STATE_COMPLETED, .now = call->now_us,
			 NULL)
		   : err;
}

enum err
app_routine_empty(struct call *call, struct space_id space, int64_t *n)
{
	struct q_routine_in_space_row *rows;
	size_t n_rows;
	enum err err = q_routine_in_space(
	    call->db, .space = space, .limit = PAGE, &rows, &n_rows);

	for (size_t i = 0; !err && i < n_rows; i++)
		err = q_routine_remove(call->db, .id = rows[i].id, NULL);
	*n = (int64_t)n_rows;
	return err;
}

/*
 * Its days.
 */

bool
app_routine_parse_wall(const char *date, const char *time, int64_t *wall_us)
{
	char text[CLOCK_TEXT_SIZE];

	snprintf(text, sizeof(text),
	    "%s"
	    "T%s:00",
	    date, time);
	return clock_parse_wall(text, wall_us) &&
	       *wall_us <= CLOCK_MAX_US - YEARS_AFTER * 366 * CLOCK_DAY_US;
}

void
app_routine_format_date(int64_t wall_us, char out[APP_ROUTINE_DATE_SIZE])
{
	char text[CLOCK_TEXT_SIZE];

	clock_format_wall(wall_us, text);
	memcpy(out, text, APP_ROUTINE_DATE_SIZE - 1);
	out[APP_ROUTINE_DATE_SIZE - 1] = '\0';
}

enum err
app_routine_read_day(
    struct call *call, const char *pointer, const char *text, int64_t *us)
{
	return app_routine_parse_wall(text, "00:00", us)
		   ? ERR_OK
		   : fault_value(call->fault, pointer, "format",
			 "There is no such day.");
}

/* Days without a run, as the times at which it would begin. */
static enum err
read_exdates(struct call *call, const app_routine_row *in,
    struct rule_recurrence_set *set)
{
	struct app_recurrence_texts days;
	const char **texts;
	int64_t unused;
	enum err err = app_recurrence_texts(call, in->exdates, &days);

	texts = err ? NULL : arena_array(call->arena, days.n, sizeof(*texts));
	for (size_t i = 0; !err && i < days.n; i++) {
		err = app_routine_read_day(call,
		    arena_printf(call->arena, "/exdates/%zu", i), days.v[i],
		    &unused);
		texts[i] = arena_printf(
		    call->arena, "%sT%s:00", days.v[i], in->start_local);
	}
	return err ? err
		   : rule_recurrence_dates_parse(call->arena,
			 RULE_RECURRENCE_EXDATES, texts, days.n, call->fault,
			 &set->exdates);
}

static enum err
read_days(struct call *call, const app_routine_row *in,
    struct app_recurrence *recurrence, struct app_routine_course *out)
{
	int64_t last;
	enum err err;

	if (!app_routine_parse_wall(
		in->starts_on, in->start_local, &recurrence->start_wall) ||
	    !app_routine_parse_wall(
		in->starts_on, in->end_local, &recurrence->end_wall))
		return fault_value(call->fault, "/starts_on", "format",
		    "There is no such day.");
	if (recurrence->end_wall <= recurrence->start_wall)
		recurrence->end_wall += CLOCK_DAY_US;
	out->duration_us = recurrence->end_wall - recurrence->start_wall;
	out->end_us = INT64_MAX;
	if (!in->until_on)
		return ERR_OK;
	err = app_routine_read_day(call, "/until", in->until_on, &last);
	if (!err)
		out->end_us = last + CLOCK_DAY_US;
	return err;
}

enum err
app_routine_read(struct call *call, const app_routine_row *in,
    struct app_routine_course *out)
{
	struct app_recurrence recurrence = { .rrule = in->rrule,
		.zone = timezone_find(in->timezone) };
	enum err err = read_days(call, in, &recurrence, out);

	if (!err && !recurrence.zone) {
		fault_item(call->fault, ERR_TIMEZONE_UNKNOWN, "/timezone",
		    "timezone_unknown", "There is no such time zone.");
		err = fault(call->fault, ERR_TIMEZONE_UNKNOWN,
		    "There is no such time zone.");
	}
	if (!err)
		err = app_recurrence_read(call, &recurrence, &out->set);
	return err ? err : read_exdates(call, in, &out->set);
}

/* A rule that counts its days has to be walked from the first. */
void
app_routine_walk(struct rule_recurrence_walk *w,
    const struct app_routine_course *course, int64_t from_us, int64_t end_us)
{
	struct rule_recurrence_cursor at = rule_recurrence_start(&course->set);

	if (!course->set.rule->count && from_us - 1 > at.wall_us)
		at.wall_us = from_us - 1;
	rule_recurrence_begin(w, &course->set, at,
	    end_us < course->end_us ? end_us : course->end_us);
}

enum err
app_routine_minutes(struct call *call, struct routine_id id,
    const struct app_routine_course *course, int64_t *minutes)
{
	struct q_routine_step_list_row *steps;
	size_t n;
	enum err err = q_routine_step_list(call->db, .routine = id, &steps, &n);

	*minutes = 0;
	for (size_t i = 0; !err && i < n; i++)
		*minutes += steps[i].est_minutes.set ? steps[i].est_minutes.v
						     : 0;
	if (!*minutes)
		*minutes = course->duration_us / CLOCK_MINUTE_US;
	return err;
}
