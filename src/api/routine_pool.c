/*
 * Who takes turns in a routine.
 */
#include "api/routine.h"
#include "app/rotation.h"
#include "base/clock.h"

#include "base/banned.h"

static enum err
reply_pool(struct call *call, struct routine_id id)
{
	struct json_writer w = reply_json(call);

	return reply_encode_many(call, &w,
	    Q_routine_pool_list(.routine = id, .viewer = call->user,
		.since = call->now_us - APP_ROTATION_KEPT_DAYS * CLOCK_DAY_US));
}

static enum err
show(struct call *call, struct routine_id id)
{
	struct q_routine_find_row routine;
	enum err err = q_routine_find(
	    call->db, .id = id, .viewer = call->user, &routine);

	return err ? err : reply_pool(call, id);
}

enum err
api_routine_pool_get(
    struct call *call, const struct api_routine_pool_get_in *in)
{
	return show(call, in->id);
}

enum err
api_routine_fairness(
    struct call *call, const struct api_routine_fairness_in *in)
{
	return show(call, in->id);
}

enum err
api_routine_pool_put(
    struct call *call, const struct api_routine_pool_put_in *in)
{
	app_routine_row routine;
	enum err err = app_routine_manage(call, in->id, &routine);

	if (!err)
		err = app_routine_check_live(call, &routine);
	if (!err)
		err = app_rotation_set_pool(call, &routine, in->body.user_ids.v,
		    in->body.user_ids.n, "/user_ids");
	if (!err)
		err = app_rotation_deal_again(
		    call, &routine, APP_ROTATION_FIXED_H);
	return err ? err : reply_pool(call, in->id);
}

enum err
api_routine_pool_leave(
    struct call *call, const struct api_routine_pool_leave_in *in)
{
	app_routine_row routine;
	enum err err = app_routine_load(call, in->id, &routine);

	if (!err && !routine.is_in_pool)
		err = fault(call->fault, ERR_NOT_MEMBER,
		    "You take no turns in this routine.");
	if (!err)
		err = app_rotation_leave(call, &routine, call->user);
	return err ? err : reply_none(call);
}
