/*
 * Routines: what those who manage them do with them.
 */
#include "api/routine.h"

#include "api/condition.h"
#include "app/home.h"
#include "app/rotation.h"
#include "app/routine_plan.h"

#include "base/banned.h"

#define ROUTINES_PATH "/api/v1/routines"

static struct db_call
routine_of(struct call *call, struct routine_id id)
{
	return db_call_copy(call->arena,
	    Q_routine_get(.id = id, .viewer = call->user, .now = call->now_us));
}

enum err
api_routine_reply(struct call *call, struct routine_id id)
{
	return reply_one(call, routine_of(call, id));
}

enum err
api_routine_list(struct call *call, const struct api_routine_list_in *in)
{
	return reply_list(call,
	    Q_routine_list(.viewer = call->user, .cluster_id = in->cluster_id,
		.group_id = in->group_id, .status = in->status,
		.now = call->now_us),
	    in->limit, in->cursor);
}

enum err
api_routine_get(struct call *call, const struct api_routine_get_in *in)
{
	return api_routine_reply(call, in->id);
}

enum err
api_routine_plan(struct call *call, const app_routine_row *routine)
{
	size_t n;
	enum err err = app_routine_plan(call, routine, &n);

	if (err || n)
		return err;
	fault_item(call->fault, ERR_RRULE_INVALID, "/rrule", "no_date_ahead",
	    "No day of it is ahead.");
	return fault(call->fault, ERR_RRULE_INVALID, "No day of it is ahead.");
}

/*
 * Making.
 */

/* For the members of its group, else of its cluster. */
static enum err
check_home(struct call *call, const struct app_home *home)
{
	enum event_visibility visibility = !uuid_is_nil(home->group.v)
					       ? EVENT_VISIBILITY_GROUP
					   : !uuid_is_nil(home->cluster.v)
					       ? EVENT_VISIBILITY_CLUSTER
					       : EVENT_VISIBILITY_PRIVATE;

	return app_home_check_for(call, home, visibility, RULE_ROUTINES_CREATE);
}

static enum err
find_home(struct call *call, const struct api_routine_input *in,
    app_routine_row *routine)
{
	struct app_home home = { in->cluster_id, in->group_id };
	enum err err = app_home_fill(call, &home);

	routine->cluster_id = home.cluster;
	routine->group_id = home.group;
	return err ? err : check_home(call, &home);
}

static enum err
add(struct call *call, const app_routine_row *r)
{
	enum err err = app_routine_check_number(call);

	return err ? err
		   : q_routine_add(call->db, .id = r->id,
			 .cluster_id = r->cluster_id, .group_id = r->group_id,
			 .viewer = call->user, Q_FIELDS_routine_input(r),
			 .now = call->now_us, NULL);
}

static enum err
add_pool(struct call *call, const app_routine_row *routine,
    const struct api_routine_input *in)
{
	return in->assignment ? app_rotation_set_pool(call, routine,
				    in->assignment->pool.v,
				    in->assignment->pool.n, "/assignment/pool")
			      : ERR_OK;
}

enum err
api_routine_create(struct call *call, const struct api_routine_create_in *in)
{
	app_routine_row r = { .id = { uuid_new() },
		.state = ROUTINE_STATE_ACTIVE };
	enum err err = api_routine_merge(call, &r, &in->body, false);

	if (!err)
		err = find_home(call, &in->body, &r);
	if (!err)
		err = add(call, &r);
	if (!err)
		err = api_routine_add_steps(call, &r, &in->body);
	if (!err)
		err = add_pool(call, &r, &in->body);
	if (!err)
		err = api_routine_plan(call, &r);
	return err ? err
		   : reply_created(
			 call, routine_of(call, r.id), ROUTINES_PATH, r.id.v);
}

/*
 * Changing.
 */

/* For whoever manages it, if the request's If-Match still fits. */
static enum err
load(struct call *call, struct routine_id id, app_routine_row *routine)
{
	enum err err = app_routine_manage(call, id, routine);

	return err ? err : api_condition_check(call, routine->version);
}

static enum err
check_fixed(struct call *call, const app_routine_row *routine,
    const struct api_routine_input *in)
{
	return app_home_check_fixed(call,
	    &(struct app_home){ routine->cluster_id, routine->group_id },
	    &(struct app_home){ in->cluster_id, in->group_id },
	    "A routine stays where it was made.");
}

static bool
has_pool(const struct api_routine_input *in)
{
	return in->assignment && in->assignment->has.pool;
}

static enum err
set_pool(struct call *call, const app_routine_row *routine,
    const struct api_routine_input *in)
{
	return has_pool(in)
		   ? add_pool(call, routine, in)
		   : app_rotation_check(call, routine, "/assignment/mode");
}

/* What is to come of it, unless there is nothing for now. Whoever had a turn
 * by another way of giving them out has it no more; where others take turns
 * what begins soon stays. */
static enum err
replan(struct call *call, const app_routine_row *was, const app_routine_row *is,
    const struct api_routine_input *in)
{
	enum err err;

	if (is->state != ROUTINE_STATE_ACTIVE)
		return ERR_OK;
	err = api_routine_plan(call, is);
	if (err)
		return err;
	if (was->mode != is->mode || was->per_run != is->per_run)
		return app_rotation_deal_again(call, is, 0);
	return has_pool(in)
		   ? app_rotation_deal_again(call, is, APP_ROTATION_FIXED_H)
		   : ERR_OK;
}

enum err
api_routine_patch(struct call *call, const struct api_routine_patch_in *in)
{
	app_routine_row r, was;
	enum err err = load(call, in->id, &r);

	if (!err)
		err = app_routine_check_live(call, &r);
	if (!err)
		err = check_fixed(call, &r, &in->body);
	if (err)
		return err;
	was = r;
	err = api_routine_merge(call, &r, &in->body, true);
	if (!err)
		err = q_routine_set(call->db, .id = r.id,
		    Q_FIELDS_routine_input(&r), .now = call->now_us, NULL);
	if (!err)
		err = set_pool(call, &r, &in->body);
	if (!err)
		err = replan(call, &was, &r, &in->body);
	return err ? err : api_routine_reply(call, in->id);
}

enum err
api_routine_delete(struct call *call, const struct api_routine_delete_in *in)
{
	app_routine_row routine;
	enum err err = load(call, in->id, &routine);

	if (!err)
		err = q_routine_remove(call->db, .id = in->id, NULL);
	return err ? err : reply_none(call);
}

/*
 * From one state to another.
 */

static enum err
load_for(struct call *call, struct routine_id id, enum rule_verb verb,
    app_routine_row *routine)
{
	int to;
	enum err err = load(call, id, routine);

	if (!err)
		err = rule_transition_find(&rule_routine_machine, verb,
		    (int)routine->state, call->fault, &to);
	if (!err)
		routine->state = (enum routine_state)to;
	return err;
}

static enum err
stop(struct call *call, struct routine_id id, enum rule_verb verb)
{
	app_routine_row routine;
	enum err err = load_for(call, id, verb, &routine);

	if (!err)
		err = app_routine_stop(call, &routine, routine.state);
	return err ? err : api_routine_reply(call, id);
}

enum err
api_routine_pause(struct call *call, const struct api_routine_pause_in *in)
{
	return stop(call, in->id, RULE_PAUSE);
}

enum err
api_routine_complete(
    struct call *call, const struct api_routine_complete_in *in)
{
	return stop(call, in->id, RULE_COMPLETE);
}

enum err
api_routine_cancel(struct call *call, const struct api_routine_cancel_in *in)
{
	return stop(call, in->id, RULE_CANCEL);
}

enum err
api_routine_resume(struct call *call, const struct api_routine_resume_in *in)
{
	app_routine_row routine;
	size_t n;
	enum err err = load_for(call, in->id, RULE_RESUME, &routine);

	if (!err)
		err = q_routine_set_state(call->db, .id = in->id,
		    .state = routine.state, .now = call->now_us, NULL);
	if (!err)
		err = app_routine_plan(call, &routine, &n);
	if (!err && !n)
		err = app_routine_finish(call, &routine);
	return err ? err : api_routine_reply(call, in->id);
}
