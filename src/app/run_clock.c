/*
 * Whatever is done to a routine or a run of it is done with the routine's row
 * locked, so that people and the clock come one after the other.
 */
#include "app/run_clock.h"

#include "app/routine_notice.h"
#include "base/clock.h"
#include "rule/run.h"

#include "base/banned.h"

static enum err
write(struct call *call, const app_routine_row *routine, const char *on,
    const struct rule_run *run)
{
	struct opt_time closed = { !run->wake.set, call->now_us };

	return q_run_set(call->db, .routine = routine->id, .run_on = on,
	    .status = run->status, .closed_at = closed, .wake_at = run->wake,
	    NULL);
}

/* Whoever slept tells the last that has become of it; that it has begun those
 * know who were told an hour before. */
static enum err
tell(struct call *call, const app_routine_row *routine,
    const struct q_run_to_settle_row *row, enum rule_run_turn turn)
{
	switch (turn) {
	case RULE_RUN_REMINDS:
		return routine->mode == ASSIGNMENT_MODE_NONE
			   ? ERR_OK
			   : app_routine_notice_run(call,
				 RULE_NOTICE_RUN_REMINDER, routine, row->run_on,
				 row->starts_at);
	case RULE_RUN_IS_OVERDUE:
		return app_routine_notice_run(call, RULE_NOTICE_RUN_OVERDUE,
		    routine, row->run_on, row->starts_at);
	default:
		return ERR_OK;
	}
}

static enum err
settle_run(struct call *call, const app_routine_row *routine,
    const struct q_run_to_settle_row *row)
{
	struct rule_run run = { .status = row->status,
		.starts_us = row->starts_at,
		.due_us = row->due_at,
		.overdue_us = row->overdue_at,
		.wake = row->wake_at };
	int64_t misses_us = rule_run_misses_us(
	    &run, routine->missed_policy, row->next_start);
	enum rule_run_turn turn, last = RULE_RUN_RESTS;
	enum err err = ERR_OK;

	while (!err && (turn = rule_run_step(&run, misses_us, call->now_us))) {
		if (turn == RULE_RUN_OPENS)
			err = q_run_open(call->db, .routine = routine->id,
			    .run_on = row->run_on, NULL);
		last = turn;
	}
	if (!err)
		err = write(call, routine, row->run_on, &run);
	return err ? err : tell(call, routine, row, last);
}

/* *n: of how many runs. */
static enum err
settle(struct call *call, const app_routine_row *routine, size_t *n)
{
	struct q_run_to_settle_row *rows;
	enum err err = q_run_to_settle(
	    call->db, .routine = routine->id, .now = call->now_us, &rows, n);

	for (size_t i = 0; !err && i < *n; i++)
		err = settle_run(call, routine, &rows[i]);
	return err || !*n ? err : app_routine_finish(call, routine);
}

static enum err
read(struct call *call, struct routine_id id, app_routine_row *routine)
{
	return q_routine_for_write(call->db, .id = id, .viewer = call->user,
	    .now = call->now_us, routine);
}

/* It may be over with its last run, so it is read again. */
enum err
app_routine_lock(
    struct call *call, struct routine_id id, app_routine_row *routine)
{
	size_t n = 0;
	enum err err = read(call, id, routine);

	if (!err)
		err = settle(call, routine, &n);
	return err || !n ? err : read(call, id, routine);
}

enum err
app_routine_load(
    struct call *call, struct routine_id id, app_routine_row *routine)
{
	struct q_routine_find_row seen;
	enum err err = q_routine_find(
	    call->db, .id = id, .viewer = call->user, &seen);

	if (!err)
		err = app_routine_lock(call, id, routine);
	return err || routine->is_visible ? err : ERR_NOT_FOUND;
}

static enum err
require_manager(struct call *call, bool is_visible, int64_t permissions)
{
	return rule_require(&(struct rule_access){ is_visible, permissions },
	    RULE_ROUTINES_MANAGE, call->fault);
}

enum err
app_routine_manage(
    struct call *call, struct routine_id id, app_routine_row *routine)
{
	struct q_routine_find_row seen;
	enum err err = q_routine_find(
	    call->db, .id = id, .viewer = call->user, &seen);

	if (!err)
		err = require_manager(call, true, seen.permissions);
	if (!err)
		err = app_routine_lock(call, id, routine);
	return err ? err
		   : require_manager(
			 call, routine->is_visible, routine->permissions);
}

/*
 * The clock.
 */

static struct db_call
find_due(struct call *call, int64_t max)
{
	return db_call_copy(
	    call->arena, Q_run_due(.now = call->now_us, .limit = max));
}

static enum err
settle_due(struct call *call, struct uuid id)
{
	app_routine_row routine;

	return app_routine_lock(call, (struct routine_id){ id }, &routine);
}

static enum err
put_off(struct call *call, struct uuid id, int64_t until_us)
{
	struct opt_time until = { true, until_us };

	return q_routine_put_off(
	    call->db, .id = (struct routine_id){ id }, .until = until, NULL);
}

/* Each by itself: whoever settles a routine tells many people. */
const struct app_look app_run_look = { find_due, settle_due, put_off,
	.is_together = false };
