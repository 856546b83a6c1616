#include "app/routine_plan.h"

#include "app/rotation.h"
#include "app/run_clock.h"
#include "base/clock.h"
#include "json/list.h"
#include "rule/run.h"

#include "base/banned.h"

/* So many routines are planned on at once; the others are the next time. */
enum {
	RUN_BYTES = 256,
	LOOK_MAX = 2000,
	FURTHER_DAYS = 366 * RULE_RECURRENCE_YEARS
};

static int64_t
horizon_us(const struct call *call)
{
	return call->now_us + APP_ROUTINE_PLAN_DAYS * CLOCK_DAY_US;
}

static void
write_number(struct json_writer *w, const char *key, int64_t v)
{
	json_key(w, key);
	json_write_int(w, v);
}

static void
write_run(struct json_writer *w, const app_routine_row *routine, int64_t wall,
    int64_t start_us, int64_t due_us)
{
	char on[APP_ROUTINE_DATE_SIZE];

	app_routine_format_date(wall, on);
	json_open(w, '{');
	json_key(w, "on");
	json_write_text(w, on);
	write_number(w, "start", start_us);
	write_number(w, "due", due_us);
	write_number(w, "overdue", due_us + routine->grace_s * CLOCK_SECOND_US);
	write_number(w, "wake", rule_run_wake(start_us).v);
	json_close(w, '}');
}

/* The runs that are not over and begin before the horizon. One of today that
 * has begun by its new time is one of them. */
static const char *
list_runs(struct call *call, const app_routine_row *routine,
    const struct app_routine_course *course, size_t *n)
{
	const struct zone *zone = course->set.zone;
	int64_t from = zone_to_wall(zone, call->now_us) - course->duration_us -
		       CLOCK_DAY_US;
	struct rule_recurrence_walk walk;
	int64_t wall, start_us, due_us;
	struct json_list runs;

	json_list_init(&runs, APP_ROUTINE_PLAN_DAYS + 3, RUN_BYTES);
	app_routine_walk(
	    &walk, course, from, zone_to_wall(zone, horizon_us(call)));
	for (*n = 0; rule_recurrence_next(&walk, &wall);) {
		rule_recurrence_times(
		    zone, wall, course->duration_us, &start_us, &due_us);
		if (due_us <= call->now_us)
			continue;
		write_run(&runs.w, routine, wall, start_us, due_us);
		++*n;
	}
	return json_list_text(&runs, call->arena);
}

/* Whether there are runs behind the horizon. */
static bool
goes_on(struct call *call, const struct app_routine_course *course)
{
	int64_t from = zone_to_wall(course->set.zone, horizon_us(call));
	struct rule_recurrence_walk walk;
	int64_t wall;

	app_routine_walk(
	    &walk, course, from, from + FURTHER_DAYS * CLOCK_DAY_US);
	while (rule_recurrence_next(&walk, &wall))
		if (wall >= from)
			return true;
	return false;
}

static enum err
write_runs(struct call *call, const app_routine_row *routine, const char *runs,
    int64_t minutes)
{
	enum err err = q_run_unplan(call->db, .routine = routine->id,
	    .runs = runs, .now = call->now_us, NULL);

	if (!err)
		err = q_run_set_extra(call->db, .routine = routine->id,
		    .runs = runs, .now = call->now_us, NULL);
	return err ? err
		   : q_run_plan(call->db, .routine = routine->id, .runs = runs,
			 .minutes = minutes, NULL);
}

enum err
app_routine_plan(struct call *call, const app_routine_row *routine, size_t *n)
{
	struct app_routine_course course;
	struct opt_time until = { false, horizon_us(call) };
	const char *runs;
	int64_t minutes;
	enum err err = app_routine_read(call, routine, &course);

	if (!err)
		err = app_routine_minutes(call, routine->id, &course, &minutes);
	if (err)
		return err;
	runs = list_runs(call, routine, &course, n);
	until.set = goes_on(call, &course);
	*n += until.set;
	err = write_runs(call, routine, runs, minutes);
	if (!err)
		err = q_routine_set_planned(
		    call->db, .id = routine->id, .planned_until = until, NULL);
	return err ? err : app_rotation_deal(call, routine);
}

/* One whose zone or rule this system does not know any more is looked at again
 * a day later; it keeps nobody else from being planned. */
static enum err
plan_on(struct call *call, void *one)
{
	struct routine_id id = ((struct q_routine_to_plan_row *)one)->id;
	struct opt_time again = { .set = true };
	app_routine_row routine;
	size_t unused;
	enum err err = app_routine_lock(call, id, &routine);

	if (!err)
		err = app_routine_plan(call, &routine, &unused);
	if (err != ERR_TIMEZONE_UNKNOWN && err != ERR_RRULE_INVALID)
		return err;
	fault_clear(call->fault);
	again.v = horizon_us(call);
	return q_routine_set_planned(
	    call->db, .id = id, .planned_until = again, NULL);
}

enum err
app_routine_plan_on(struct call *call, size_t *n)
{
	struct q_routine_to_plan_row *rows;
	enum err err = q_routine_to_plan(call->db,
	    .before = horizon_us(call) - CLOCK_DAY_US, .limit = LOOK_MAX, &rows,
	    n);

	for (size_t i = 0; !err && i < *n; i++)
		err = app_alone(call, plan_on, &rows[i]);
	return err;
}
