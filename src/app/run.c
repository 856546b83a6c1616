#include "app/run.h"

#include "app/routine_notice.h"
#include "generated/query/rotation.h"
#include "generated/query/swap.h"

#include "base/banned.h"

enum err
app_run_find(struct call *call, const app_routine_row *routine, const char *on,
    struct app_run *run)
{
	run->routine = routine;
	run->on = on;
	return q_run_find(call->db, .routine = routine->id, .run_on = on,
	    .viewer = call->user, &run->row);
}

static enum err
refuse(struct call *call, const char *detail)
{
	return fault(call->fault, ERR_INVALID_TRANSITION, "%s", detail);
}

enum err
app_run_check_ahead(struct call *call, const struct app_run *run)
{
	return run->row.status == RUN_STATUS_SCHEDULED
		   ? app_routine_check_live(call, run->routine)
		   : refuse(call, "The run has begun, or is over.");
}

/* Where nobody is named everybody does what there is to do. */
static bool
does(const struct app_run *run)
{
	return run->row.is_mine || run->routine->mode == ASSIGNMENT_MODE_NONE ||
	       app_routine_is_managed(run->routine);
}

static enum err
check_right(struct call *call, const struct app_run *run,
    const struct q_run_step_find_row *step, enum rule_verb verb)
{
	bool takes_manager = verb == RULE_RESET ||
			     (verb == RULE_SKIP && step->is_required);

	if (takes_manager ? app_routine_is_managed(run->routine) : does(run))
		return ERR_OK;
	return fault(call->fault, ERR_FORBIDDEN,
	    takes_manager ? "Whoever manages the routine may."
			  : "Others do this run.");
}

/* What comes of a step that is locked. */
static enum err
set_step(struct call *call, const struct app_run *run,
    const struct app_run_move *move, enum step_state state)
{
	bool is_pending = state == STEP_STATE_PENDING;
	struct user_id by = { 0 };

	if (!is_pending)
		by = call->user;
	return q_run_step_set(call->db, .routine = run->routine->id,
	    .run_on = run->on, .id = move->step, .state = state, .by = by,
	    .started = !is_pending,
	    .finished = !is_pending && state != STEP_STATE_IN_PROGRESS,
	    .note = is_pending ? NULL : move->note, .now = call->now_us, NULL);
}

/* It is done with its last step. */
static enum err
complete(struct call *call, const struct app_run *run)
{
	struct opt_time closed = { true, call->now_us }, never = { 0 };
	struct q_run_is_done_row row;
	enum err err = q_run_is_done(
	    call->db, .routine = run->routine->id, .run_on = run->on, &row);

	if (err || !row.is_done)
		return err;
	err = q_run_set(call->db, .routine = run->routine->id,
	    .run_on = run->on, .status = RUN_STATUS_COMPLETED,
	    .closed_at = closed, .wake_at = never, NULL);
	return err ? err : app_routine_finish(call, run->routine);
}

enum err
app_run_move(struct call *call, const struct app_run *run,
    const struct app_run_move *move)
{
	struct q_run_step_find_row step;
	int to;
	enum err err = q_run_step_find(call->db, .routine = run->routine->id,
	    .run_on = run->on, .id = move->step, &step);

	if (err == ERR_NOT_FOUND && run->row.status == RUN_STATUS_SCHEDULED)
		return refuse(call, "The run has not begun.");
	if (!err)
		err = check_right(call, run, &step, move->verb);
	if (!err && run->row.status != RUN_STATUS_OPEN)
		err = refuse(call, "The run is over.");
	if (!err)
		err = rule_transition_find(&rule_step_machine, move->verb,
		    (int)step.state, call->fault, &to);
	if (!err && step.is_blocked &&
	    (move->verb == RULE_START || move->verb == RULE_FINISH))
		err = fault(
		    call->fault, ERR_STEP_BLOCKED, "Another step comes first.");
	if (!err)
		err = set_step(call, run, move, (enum step_state)to);
	if (!err && move->verb == RULE_FAIL)
		err = app_routine_notice(call, RULE_NOTICE_STEP_FAILED,
		    run->routine, run->row.starts_at, run->routine->created_by);
	return err ? err : complete(call, run);
}

enum err
app_run_claim(struct call *call, const struct app_run *run)
{
	enum err err = app_run_check_ahead(call, run);

	if (err)
		return err;
	if (run->routine->mode != ASSIGNMENT_MODE_CLAIM)
		return refuse(call, "Nobody claims runs of this routine.");
	if (!run->routine->is_in_pool)
		return fault(call->fault, ERR_FORBIDDEN,
		    "You take no turns in this routine.");
	if (run->row.is_mine)
		return refuse(call, "You do it already.");
	if (run->row.n_assignees >= run->routine->per_run)
		return fault(
		    call->fault, ERR_RUN_TAKEN, "Others do it already.");
	return q_run_assignee_add(call->db, .routine = run->routine->id,
	    .run_on = run->on, .user = call->user,
	    .source = ASSIGNEE_SOURCE_CLAIM, NULL);
}

enum err
app_run_release(struct call *call, const struct app_run *run)
{
	int64_t n;
	enum err err = app_run_check_ahead(call, run);

	if (!err)
		err = q_run_assignee_remove(call->db,
		    .routine = run->routine->id, .run_on = run->on,
		    .user = call->user, .source = ASSIGNEE_SOURCE_CLAIM, &n);
	return err || n ? err : refuse(call, "You have not claimed it.");
}

static enum err
assign_one(struct call *call, const struct app_run *run, struct user_id user,
    const char *pointer)
{
	struct q_routine_pool_find_row row;
	enum err err = q_routine_pool_find(
	    call->db, .routine = run->routine->id, .user = user, &row);

	if (!err && !row.is_for_them)
		return fault_value(call->fault, pointer, "unknown",
		    "The routine is not for that person.");
	return err ? err
		   : q_run_assignee_add(call->db, .routine = run->routine->id,
			 .run_on = run->on, .user = user,
			 .source = ASSIGNEE_SOURCE_MANAGER, NULL);
}

enum err
app_run_assign(struct call *call, const struct app_run *run,
    const struct uuid *users, size_t n)
{
	enum err err = app_run_check_ahead(call, run);

	if (!err)
		err = q_run_assignee_clear(call->db,
		    .routine = run->routine->id, .run_on = run->on, NULL);
	for (size_t i = 0; !err && i < n; i++)
		err = assign_one(call, run, (struct user_id){ users[i] },
		    arena_printf(call->arena, "/user_ids/%zu", i));
	if (!err)
		err = q_run_set_arranged(call->db, .routine = run->routine->id,
		    .run_on = run->on, NULL);
	return err ? err
		   : q_swap_cancel_astray(
			 call->db, .routine = run->routine->id, NULL);
}
