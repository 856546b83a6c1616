#include "app/rotation.h"

#include "app/routine_notice.h"
#include "app/run_clock.h"
#include "base/clock.h"
#include "generated/query/rotation.h"
#include "generated/query/swap.h"
#include "rule/rotation.h"

#include "base/banned.h"

enum { BUSY_MAX = 10000, RELEASES = 100, PER_RUN_MAX = 10 };

/* Those who take turns, with what they have done, and when they are busy. */
struct hand {
	struct q_routine_pool_load_row *people;
	struct rule_rotation_member *members;
	size_t n;
	struct q_rotation_busy_row *busy;
	size_t n_busy;
};

static enum err
load_pool(struct call *call, const app_routine_row *routine, struct hand *hand)
{
	enum err err = q_routine_pool_load(call->db, .routine = routine->id,
	    .since = call->now_us - APP_ROTATION_KEPT_DAYS * CLOCK_DAY_US,
	    &hand->people, &hand->n);

	if (err)
		return err;
	hand->members = arena_array(
	    call->arena, hand->n, sizeof(*hand->members));
	for (size_t i = 0; i < hand->n; i++) {
		const struct q_routine_pool_load_row *p = &hand->people[i];

		hand->members[i] = (struct rule_rotation_member){
			.minutes = p->minutes,
			.last_us = p->last_start.set ? p->last_start.v
						     : INT64_MIN
		};
	}
	return ERR_OK;
}

/*
 * Giving out.
 */

static bool
is_busy(const struct hand *hand, struct user_id user,
    const struct q_rotation_runs_row *run)
{
	for (size_t i = 0; i < hand->n_busy; i++)
		if (hand->busy[i].start_time < run->due_at &&
		    hand->busy[i].end_time > run->starts_at &&
		    uuid_eq(hand->busy[i].user_id.v, user.v))
			return true;
	return false;
}

static bool
is_among(
    const struct q_run_assignee_list_row *rows, size_t n, struct user_id user)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(rows[i].user_id.v, user.v))
			return true;
	return false;
}

static enum err
look_at(struct call *call, const app_routine_row *routine,
    const struct q_rotation_runs_row *run, struct hand *hand)
{
	struct q_run_assignee_list_row *rows;
	size_t n;
	enum err err = q_run_assignee_list(
	    call->db, .routine = routine->id, .run_on = run->run_on, &rows, &n);

	for (size_t i = 0; !err && i < hand->n; i++) {
		struct user_id user = hand->people[i].user_id;

		hand->members[i].is_taken = is_among(rows, n, user);
		hand->members[i].is_free = !is_busy(hand, user, run);
	}
	return err;
}

static enum err
give(struct call *call, const app_routine_row *routine,
    const struct q_rotation_runs_row *run, struct hand *hand, size_t who)
{
	struct rule_rotation_member *m = &hand->members[who];

	m->is_taken = true;
	m->minutes += run->minutes;
	if (m->last_us < run->starts_at)
		m->last_us = run->starts_at;
	return q_run_assignee_add(call->db, .routine = routine->id,
	    .run_on = run->run_on, .user = hand->people[who].user_id,
	    .source = ASSIGNEE_SOURCE_ROTATION, NULL);
}

/* Of a run that was given. Whoever had it before had it with what was noted
 * then. */
static enum err
note_conflict(struct call *call, const app_routine_row *routine,
    const struct q_rotation_runs_row *run, bool has_conflict)
{
	enum err err = q_run_set_conflict(call->db, .routine = routine->id,
	    .run_on = run->run_on,
	    .has_conflict = has_conflict ||
			    (run->n_assignees && run->has_conflict),
	    NULL);

	return err || !has_conflict
		   ? err
		   : app_routine_notice(call, RULE_NOTICE_RUN_CONFLICT, routine,
			 run->starts_at, routine->created_by);
}

static enum err
deal_run(struct call *call, const app_routine_row *routine,
    const struct q_rotation_runs_row *run, struct hand *hand)
{
	bool is_conflict, is_given = false, has_conflict = false;
	enum err err = look_at(call, routine, run, hand);

	for (int64_t i = run->n_assignees; !err && i < routine->per_run; i++) {
		size_t who = rule_rotation_next(
		    hand->members, hand->n, &is_conflict);

		if (who == RULE_ROTATION_NONE)
			break;
		is_given = true;
		has_conflict |= is_conflict;
		err = give(call, routine, run, hand, who);
	}
	if (!err && is_given)
		err = note_conflict(call, routine, run, has_conflict);
	return err;
}

static enum err
deal_turns(struct call *call, const app_routine_row *routine, int64_t until_us)
{
	struct hand hand = { 0 };
	struct q_rotation_runs_row *runs;
	size_t n;
	enum err err = q_rotation_runs(call->db, .routine = routine->id,
	    .from = call->now_us, .to = until_us, .per_run = routine->per_run,
	    &runs, &n);

	if (err || !n)
		return err;
	err = load_pool(call, routine, &hand);
	if (!err)
		err = q_rotation_busy(call->db, .routine = routine->id,
		    .from = call->now_us, .to = until_us + CLOCK_DAY_US,
		    .now = call->now_us, .limit = BUSY_MAX, &hand.busy,
		    &hand.n_busy);
	for (size_t i = 0; !err && i < n; i++)
		err = deal_run(call, routine, &runs[i], &hand);
	return err;
}

enum err
app_rotation_deal(struct call *call, const app_routine_row *routine)
{
	int64_t until_us = call->now_us + APP_ROTATION_DAYS * CLOCK_DAY_US;

	switch (routine->mode) {
	case ASSIGNMENT_MODE_FIXED:
		return q_rotation_fix(call->db, .routine = routine->id,
		    .from = call->now_us, .to = until_us, NULL);
	case ASSIGNMENT_MODE_ROTATE:
		return deal_turns(call, routine, until_us);
	default:
		return ERR_OK;
	}
}

enum err
app_rotation_deal_again(
    struct call *call, const app_routine_row *routine, int64_t hours)
{
	enum err err = q_rotation_clear(call->db, .routine = routine->id,
	    .from = call->now_us + hours * CLOCK_HOUR_US, NULL);

	if (!err)
		err = app_rotation_deal(call, routine);
	return err ? err
		   : q_swap_cancel_astray(
			 call->db, .routine = routine->id, NULL);
}

/*
 * Coming and going.
 */

static bool
is_one_of(const struct uuid *users, size_t n, struct user_id user)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(users[i], user.v))
			return true;
	return false;
}

/* Who is not there any more. */
static enum err
drop_others(struct call *call, const app_routine_row *routine,
    const struct hand *hand, const struct uuid *users, size_t n)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < hand->n; i++)
		if (!is_one_of(users, n, hand->people[i].user_id))
			err = q_routine_pool_leave(call->db,
			    .routine = routine->id,
			    .user = hand->people[i].user_id,
			    .now = call->now_us, NULL);
	return err;
}

static enum err
add(struct call *call, const app_routine_row *routine, struct user_id user,
    int64_t credit_minutes, const char *pointer)
{
	struct q_routine_pool_find_row row;
	enum err err = q_routine_pool_find(
	    call->db, .routine = routine->id, .user = user, &row);

	if (!err && !row.is_for_them)
		return fault_value(call->fault, pointer, "unknown",
		    "The routine is not for that person.");
	return err || row.is_in
		   ? err
		   : q_routine_pool_add(call->db, .routine = routine->id,
			 .user = user, .credit_minutes = credit_minutes,
			 .now = call->now_us, NULL);
}

static enum err
check_number(struct call *call, const app_routine_row *routine, size_t n,
    const char *pointer)
{
	return routine->mode == ASSIGNMENT_MODE_FIXED && n > PER_RUN_MAX
		   ? fault_value(call->fault, pointer, "too_many_items",
			 "Ten people at most do every run.")
		   : ERR_OK;
}

enum err
app_rotation_check(
    struct call *call, const app_routine_row *routine, const char *pointer)
{
	struct hand hand = { 0 };
	enum err err = load_pool(call, routine, &hand);

	return err ? err : check_number(call, routine, hand.n, pointer);
}

enum err
app_rotation_set_pool(struct call *call, const app_routine_row *routine,
    const struct uuid *users, size_t n, const char *pointer)
{
	struct hand hand = { 0 };
	int64_t credit;
	enum err err = check_number(call, routine, n, pointer);

	if (!err)
		err = load_pool(call, routine, &hand);
	if (!err)
		err = drop_others(call, routine, &hand, users, n);
	credit = rule_rotation_credit(hand.members, hand.n);
	for (size_t i = 0; !err && i < n; i++)
		err = add(call, routine, (struct user_id){ users[i] }, credit,
		    arena_printf(call->arena, "%s/%zu", pointer, i));
	return err;
}

enum err
app_rotation_leave(
    struct call *call, const app_routine_row *routine, struct user_id user)
{
	enum err err = q_routine_pool_leave(call->db, .routine = routine->id,
	    .user = user, .now = call->now_us, NULL);

	if (!err)
		err = q_run_end_arranged(call->db, .routine = routine->id,
		    .user = user, .from = call->now_us, NULL);
	if (!err)
		err = q_rotation_leave(call->db, .routine = routine->id,
		    .user = user, .from = call->now_us, NULL);
	if (!err)
		err = q_swap_cancel_astray(
		    call->db, .routine = routine->id, NULL);
	return err ? err : app_rotation_deal(call, routine);
}

static enum err
release(struct call *call, struct routine_id id, struct user_id user)
{
	app_routine_row routine;
	enum err err = app_routine_lock(call, id, &routine);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return app_rotation_leave(call, &routine, user);
}

/* In the order of their ids: two who lock several routines do not meet. */
enum err
app_rotation_release(struct call *call, struct user_id user)
{
	struct q_routine_astray_row *rows;
	size_t n = RELEASES;
	enum err err = ERR_OK;

	while (!err && n == RELEASES) {
		err = q_routine_astray(call->db, .user = user,
		    .now = call->now_us, .limit = RELEASES, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = release(call, rows[i].id, user);
	}
	return err;
}
