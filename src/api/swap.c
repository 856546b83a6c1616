/*
 * Swaps of runs.
 */
#include "app/swap.h"

#include "api/reply.h"
#include "app/run_clock.h"
#include "generated/api.h"
#include "generated/query/user.h"

#include "base/banned.h"

static struct db_call
swap_of(struct call *call, struct swap_id id)
{
	return db_call_copy(call->arena,
	    Q_swap_get(.id = id, .viewer = call->user, .now = call->now_us));
}

/* The caller first, as whoever leaves their routines has it. */
static enum err
load(struct call *call, struct routine_id id, const char *on,
    app_routine_row *routine, struct app_run *run)
{
	struct q_user_lock_row user;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = app_routine_load(call, id, routine);
	return err ? err : app_run_find(call, routine, on, run);
}

enum err
api_swap_list(struct call *call, const struct api_swap_list_in *in)
{
	struct q_routine_find_row routine;
	struct q_routine_pool_find_row pool;
	struct q_run_find_row run;
	struct json_writer w;
	enum err err = q_routine_find(
	    call->db, .id = in->id, .viewer = call->user, &routine);

	if (!err)
		err = q_run_find(call->db, .routine = in->id,
		    .run_on = in->date, .viewer = call->user, &run);
	if (!err)
		err = q_routine_pool_find(
		    call->db, .routine = in->id, .user = call->user, &pool);
	if (!err && !pool.is_in)
		err = rule_require(
		    &(struct rule_access){ true, routine.permissions },
		    RULE_ROUTINES_MANAGE, call->fault);
	if (err)
		return err;
	w = reply_json(call);
	return reply_encode_many(call, &w,
	    Q_swap_list(.routine = in->id, .run_on = in->date,
		.viewer = call->user, .now = call->now_us,
		.limit = APP_SWAPS_OF_RUN));
}

enum err
api_swap_create(struct call *call, const struct api_swap_create_in *in)
{
	char id[UUID_TEXT_SIZE];
	app_routine_row routine;
	struct app_run run;
	struct swap_id swap;
	enum err err = load(call, in->id, in->date, &routine, &run);

	if (!err)
		err = app_swap_ask(call, &run,
		    &(struct app_swap){
			in->body.to_user_id, in->body.for_date },
		    &swap);
	if (err)
		return err;
	uuid_format(in->id.v, id);
	return reply_created_at(call, swap_of(call, swap),
	    arena_printf(call->arena, "/api/v1/routines/%s/runs/%s/swaps", id,
		in->date));
}

static enum err
reply_swap(struct call *call, struct swap_id id, enum err err)
{
	return err ? err : reply_one(call, swap_of(call, id));
}

enum err
api_swap_accept(struct call *call, const struct api_swap_accept_in *in)
{
	return reply_swap(call, in->id, app_swap_accept(call, in->id));
}

enum err
api_swap_decline(struct call *call, const struct api_swap_decline_in *in)
{
	return reply_swap(call, in->id, app_swap_decline(call, in->id));
}

enum err
api_swap_cancel(struct call *call, const struct api_swap_cancel_in *in)
{
	return reply_swap(call, in->id, app_swap_cancel(call, in->id));
}
