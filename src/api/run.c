/*
 * Runs of routines. Those that are rows come from there, later ones from the
 * rule.
 */
#include "app/run.h"

#include "api/routine.h"
#include "base/clock.h"
#include "base/str.h"
#include "rule/run.h"

#include "base/banned.h"

enum { DAYS = 28, DAYS_MAX = 366 };

/*
 * Reading.
 */

/* A routine that is looked at, and the days in question. */
struct look {
	struct call *call;
	struct routine_id id;
	app_routine_row routine; /* as far as its rule goes */
	struct app_routine_course course;
	int64_t minutes;	/* that a run counts for */
	int64_t from_us, to_us; /* wall: midnights, both included */
};

static enum err
open_look(struct call *call, struct routine_id id, struct look *look)
{
	struct q_routine_find_row row;
	enum err err = q_routine_find(
	    call->db, .id = id, .viewer = call->user, &row);

	*look = (struct look){ .call = call, .id = id };
	if (err)
		return err;
	look->routine = (app_routine_row){ Q_FIELDS_routine_input(&row),
		.state = row.state, .planned_until = row.planned_until };
	err = app_routine_read(call, &look->routine, &look->course);
	return err ? err
		   : app_routine_minutes(
			 call, id, &look->course, &look->minutes);
}

static void
write_time(struct json_writer *w, const char *key, int64_t us)
{
	json_key(w, key);
	json_write_time(w, us);
}

static void
write_bool(struct json_writer *w, const char *key, bool v)
{
	json_key(w, key);
	json_write_bool(w, v);
}

/* The members of a run that is no row: nobody has anything to do with it yet.
 */
static void
write_expanded(struct json_writer *w, const struct look *look, int64_t wall)
{
	char on[APP_ROUTINE_DATE_SIZE];
	int64_t start_us, due_us;

	rule_recurrence_times(look->course.set.zone, wall,
	    look->course.duration_us, &start_us, &due_us);
	app_routine_format_date(wall, on);
	json_key(w, "date");
	json_write_text(w, on);
	write_time(w, "start_time", start_us);
	write_time(w, "due_at", due_us);
	json_key(w, "status");
	json_write_text(w, word_text(&run_status_words, RUN_STATUS_SCHEDULED));
	write_bool(w, "is_overdue", false);
	write_bool(w, "is_extra", false);
	write_bool(w, "has_conflict", false);
	json_key(w, "minutes");
	json_write_int(w, look->minutes);
	json_key(w, "assignees");
	json_open(w, '[');
	json_close(w, ']');
}

/* Where the days begin whose runs are no rows; none has begun. */
static int64_t
rows_end(const struct look *look)
{
	return look->routine.state == ROUTINE_STATE_ACTIVE &&
		       look->routine.planned_until.set
		   ? zone_to_wall(
			 look->course.set.zone, look->routine.planned_until.v)
		   : INT64_MAX;
}

static void
begin_expanded(const struct look *look, struct rule_recurrence_walk *walk)
{
	int64_t from = rows_end(look);

	app_routine_walk(walk, &look->course,
	    from > look->from_us ? from : look->from_us,
	    look->to_us + CLOCK_DAY_US);
}

static bool
next_expanded(
    const struct look *look, struct rule_recurrence_walk *walk, int64_t *wall)
{
	int64_t from = rows_end(look);

	if (from == INT64_MAX)
		return false;
	while (rule_recurrence_next(walk, wall))
		if (*wall >= from && *wall >= look->from_us)
			return true;
	return false;
}

static void
encode_expanded(struct json_writer *w, const struct look *look)
{
	struct rule_recurrence_walk walk;
	int64_t wall;

	begin_expanded(look, &walk);
	while (next_expanded(look, &walk, &wall)) {
		json_open(w, '{');
		write_expanded(w, look, wall);
		json_close(w, '}');
	}
}

static enum err
read_days(struct look *look, const struct api_run_list_in *in)
{
	struct call *call = look->call;
	int64_t unused;
	enum err err;

	look->from_us = clock_split(
			    zone_to_wall(look->course.set.zone, call->now_us),
			    &unused) *
			CLOCK_DAY_US;
	err = in->from ? app_routine_read_day(
			     call, "?from", in->from, &look->from_us)
		       : ERR_OK;
	look->to_us = look->from_us + DAYS * CLOCK_DAY_US;
	if (!err && in->to)
		err = app_routine_read_day(call, "?to", in->to, &look->to_us);
	if (err || look->to_us < look->from_us + DAYS_MAX * CLOCK_DAY_US)
		return err;
	return fault_value(
	    call->fault, "?to", "too_large", "366 days at most.");
}

enum err
api_run_list(struct call *call, const struct api_run_list_in *in)
{
	char from[APP_ROUTINE_DATE_SIZE], to[APP_ROUTINE_DATE_SIZE];
	struct json_writer w;
	struct look look;
	enum err err = open_look(call, in->id, &look);

	if (!err)
		err = read_days(&look, in);
	if (err)
		return err;
	app_routine_format_date(look.from_us, from);
	app_routine_format_date(look.to_us, to);
	w = reply_json(call);
	json_open(&w, '[');
	err = reply_encode_rows(call, &w,
	    Q_run_list(.routine = in->id, .from_on = from, .to_on = to,
		.viewer = call->user, .now = call->now_us));
	encode_expanded(&w, &look);
	json_close(&w, ']');
	return err;
}

static enum err
reply_run(struct call *call, struct routine_id routine, const char *on)
{
	struct reply_array steps = { "steps",
		db_call_copy(
		    call->arena, Q_run_step_list(.routine = routine,
				     .run_on = on, .viewer = call->user)) };

	return reply_one_with(call, 200,
	    Q_run_get(.routine = routine, .run_on = on, .viewer = call->user,
		.now = call->now_us),
	    &steps, 1);
}

static enum err
reply_expanded(const struct look *look, const char *on)
{
	struct call *call = look->call;
	struct json_writer w = reply_json(call);
	enum err err;

	json_open(&w, '{');
	write_expanded(
	    &w, look, look->from_us + look->course.set.start_us % CLOCK_DAY_US);
	json_key(&w, "steps");
	err = reply_encode_many(call, &w,
	    Q_run_step_list(.routine = look->id, .run_on = on,
		.viewer = call->user));
	json_close(&w, '}');
	return err;
}

/* A day that the rule names, behind those that are rows. */
static bool
is_expanded(struct look *look, const char *on)
{
	struct rule_recurrence_walk walk;
	int64_t wall;

	if (!app_routine_parse_wall(on, "00:00", &look->from_us))
		return false;
	look->to_us = look->from_us;
	begin_expanded(look, &walk);
	return next_expanded(look, &walk, &wall);
}

enum err
api_run_get(struct call *call, const struct api_run_get_in *in)
{
	struct look look;
	struct q_run_find_row row;
	enum err err = open_look(call, in->id, &look);

	if (err)
		return err;
	err = q_run_find(call->db, .routine = in->id, .run_on = in->date,
	    .viewer = call->user, &row);
	if (err == ERR_NOT_FOUND && is_expanded(&look, in->date))
		return reply_expanded(&look, in->date);
	return err ? err : reply_run(call, in->id, in->date);
}

/*
 * Doing.
 */

static enum err
load(struct call *call, struct routine_id id, const char *on,
    app_routine_row *routine, struct app_run *run)
{
	enum err err = app_routine_load(call, id, routine);

	return err ? err : app_run_find(call, routine, on, run);
}

static enum err
move(struct call *call, struct routine_id id, const char *on,
    const struct app_run_move *move)
{
	app_routine_row routine;
	struct app_run run;
	enum err err = load(call, id, on, &routine, &run);

	if (!err)
		err = app_run_move(call, &run, move);
	return err ? err : reply_run(call, id, on);
}

#define MOVE(name, rule_verb)                                             \
	enum err api_run_step_##name(                                     \
	    struct call *call, const struct api_run_step_##name##_in *in) \
	{                                                                 \
		return move(call, in->id, in->date,                       \
		    &(struct app_run_move){ .step = in->step_id,          \
			.verb = (rule_verb),                              \
			.note = in->body.note });                         \
	}
MOVE(start, RULE_START)
MOVE(complete, RULE_FINISH)
MOVE(skip, RULE_SKIP)
MOVE(fail, RULE_FAIL)
MOVE(reset, RULE_RESET)

enum err
api_run_claim(struct call *call, const struct api_run_claim_in *in)
{
	app_routine_row routine;
	struct app_run run;
	enum err err = load(call, in->id, in->date, &routine, &run);

	if (!err)
		err = app_run_claim(call, &run);
	return err ? err : reply_run(call, in->id, in->date);
}

enum err
api_run_release(struct call *call, const struct api_run_release_in *in)
{
	app_routine_row routine;
	struct app_run run;
	enum err err = load(call, in->id, in->date, &routine, &run);

	if (!err)
		err = app_run_release(call, &run);
	return err ? err : reply_run(call, in->id, in->date);
}

enum err
api_run_assign(struct call *call, const struct api_run_assign_in *in)
{
	app_routine_row routine;
	struct app_run run;
	enum err err = app_routine_manage(call, in->id, &routine);

	if (!err)
		err = app_run_find(call, &routine, in->date, &run);
	if (!err)
		err = app_run_assign(
		    call, &run, in->body.user_ids.v, in->body.user_ids.n);
	return err ? err : reply_run(call, in->id, in->date);
}
