#include "app/swap.h"

#include "app/routine_notice.h"
#include "app/run_clock.h"
#include "generated/query/rotation.h"

#include "base/banned.h"

/*
 * Asking.
 */

static enum err
refuse(struct call *call, const char *detail)
{
	return fault(call->fault, ERR_INVALID_TRANSITION, "%s", detail);
}

static enum err
check_number(struct call *call, const struct app_run *run)
{
	struct q_swap_count_row count;
	enum err err = q_swap_count(call->db, .user = call->user,
	    .routine = run->routine->id, .run_on = run->on, .now = call->now_us,
	    .limit = APP_SWAPS_MAX, &count);

	if (!err && count.of_run >= APP_SWAPS_OF_RUN)
		return refuse(call, "Nobody is asked about it any more.");
	if (err || count.waiting < APP_SWAPS_MAX)
		return err;
	call->fault->retry_after_s = APP_SWAP_WAIT_S;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "%d swaps of yours wait for an answer.", APP_SWAPS_MAX);
}

static enum err
check_person(struct call *call, const struct app_run *run, struct user_id to)
{
	struct q_routine_pool_find_row row;
	enum err err;

	if (uuid_is_nil(to.v))
		return ERR_OK;
	if (uuid_eq(to.v, call->user.v))
		return fault_value(
		    call->fault, "/to_user_id", "self", "That is you.");
	err = q_routine_pool_find(
	    call->db, .routine = run->routine->id, .user = to, &row);
	if (err)
		return err;
	return row.is_in && row.is_for_them
		   ? ERR_OK
		   : fault_value(call->fault, "/to_user_id", "unknown",
			 "They take no turns in this routine.");
}

/* The run that the other one has to give; until the earlier of both begins they
 * may answer. */
static enum err
check_other(struct call *call, const struct app_run *run,
    const struct app_swap *swap, int64_t *expires_us)
{
	struct q_swap_is_assigned_row row;
	enum err err;

	*expires_us = run->row.starts_at;
	if (!swap->for_on)
		return ERR_OK;
	if (uuid_is_nil(swap->to.v))
		return fault_value(call->fault, "/to_user_id", "required",
		    "Say whose run it is.");
	err = q_swap_is_assigned(call->db, .routine = run->routine->id,
	    .run_on = swap->for_on, .user = swap->to, .now = call->now_us,
	    &row);
	if (err == ERR_NOT_FOUND || (!err && !row.is_assigned))
		return fault_value(call->fault, "/for_date", "unknown",
		    "That run is not theirs, or has begun.");
	if (!err && row.starts_at < *expires_us)
		*expires_us = row.starts_at;
	return err;
}

static enum err
check_once(struct call *call, const struct app_run *run)
{
	struct q_swap_is_asked_row row;
	enum err err = q_swap_expire(call->db, .routine = run->routine->id,
	    .run_on = run->on, .user = call->user, .now = call->now_us, NULL);

	if (!err)
		err = q_swap_is_asked(call->db, .routine = run->routine->id,
		    .run_on = run->on, .user = call->user, &row);
	return err || !row.is_asked
		   ? err
		   : refuse(call, "You have asked about it already.");
}

enum err
app_swap_ask(struct call *call, const struct app_run *run,
    const struct app_swap *swap, struct swap_id *id)
{
	int64_t expires_us;
	enum err err = run->row.is_mine ? app_run_check_ahead(call, run)
					: fault(call->fault, ERR_FORBIDDEN,
					      "The run is not yours.");

	id->v = uuid_new();
	if (!err)
		err = check_person(call, run, swap->to);
	if (!err)
		err = check_other(call, run, swap, &expires_us);
	if (!err)
		err = check_once(call, run);
	if (!err)
		err = check_number(call, run);
	if (!err)
		err = q_swap_add(call->db, .id = *id,
		    .routine = run->routine->id, .run_on = run->on,
		    .from = call->user, .to = swap->to,
		    .for_run_on = swap->for_on, .expires_at = expires_us,
		    .now = call->now_us, NULL);
	return err || uuid_is_nil(swap->to.v)
		   ? err
		   : app_routine_notice(call, RULE_NOTICE_SWAP_ASKED,
			 run->routine, run->row.starts_at, swap->to);
}

/*
 * Answering.
 */

struct held {
	app_routine_row routine;
	struct q_swap_for_write_row swap;
	struct swap_id id;
};

static enum err
gone(struct call *call)
{
	return fault(call->fault, ERR_SWAP_GONE,
	    "Nobody asks any more, or the run has begun or is another's.");
}

/* Locks the routine, then the swap is nobody else's to change. */
static enum err
hold(struct call *call, struct swap_id id, struct held *held)
{
	struct q_swap_find_row row;
	enum err err = q_swap_find(call->db, .id = id, &row);

	held->id = id;
	if (!err)
		err = app_routine_load(call, row.routine_id, &held->routine);
	return err ? err
		   : q_swap_for_write(call->db, .id = id, .viewer = call->user,
			 .now = call->now_us, &held->swap);
}

/* Whether it is for the caller to answer. */
static bool
is_asked(struct call *call, const struct held *held)
{
	if (!held->swap.is_seen || !held->routine.is_in_pool ||
	    uuid_eq(held->swap.from_user.v, call->user.v))
		return false;
	return uuid_is_nil(held->swap.to_user.v) ||
	       uuid_eq(held->swap.to_user.v, call->user.v);
}

static enum err
check(struct call *call, const struct held *held, bool is_theirs)
{
	if (held->routine.is_in_pool && held->swap.status != SWAP_STATUS_ASKED)
		return gone(call);
	if (!is_theirs)
		return fault(
		    call->fault, ERR_FORBIDDEN, "It was not asked of you.");
	return held->swap.status == SWAP_STATUS_ASKED ? ERR_OK : gone(call);
}

/* From one to the other, if it is still the one's. */
static enum err
pass(struct call *call, const struct held *held, const char *on,
    struct user_id from, struct user_id to)
{
	struct q_swap_is_assigned_row is, was;
	enum err err = q_swap_is_assigned(call->db, .routine = held->routine.id,
	    .run_on = on, .user = from, .now = call->now_us, &is);

	if (!err)
		err = q_swap_is_assigned(call->db, .routine = held->routine.id,
		    .run_on = on, .user = to, .now = call->now_us, &was);
	if (err == ERR_NOT_FOUND ||
	    (!err && (!is.is_assigned || was.is_assigned)))
		return gone(call);
	if (!err)
		err = q_run_assignee_remove(call->db,
		    .routine = held->routine.id, .run_on = on, .user = from,
		    .source = 0, NULL);
	return err ? err
		   : q_run_assignee_add(call->db, .routine = held->routine.id,
			 .run_on = on, .user = to,
			 .source = ASSIGNEE_SOURCE_SWAP, NULL);
}

static enum err
tell(struct call *call, const struct held *held, enum rule_notice kind)
{
	struct q_swap_is_assigned_row row;
	enum err err = q_swap_is_assigned(call->db, .routine = held->routine.id,
	    .run_on = held->swap.run_on, .user = call->user,
	    .now = call->now_us, &row);

	return err ? err
		   : app_routine_notice(call, kind, &held->routine,
			 row.starts_at, held->swap.from_user);
}

enum err
app_swap_accept(struct call *call, struct swap_id id)
{
	struct held held;
	enum err err = hold(call, id, &held);

	if (!err)
		err = check(call, &held, is_asked(call, &held));
	if (!err)
		err = pass(call, &held, held.swap.run_on, held.swap.from_user,
		    call->user);
	if (!err && held.swap.for_run_on)
		err = pass(call, &held, held.swap.for_run_on, call->user,
		    held.swap.from_user);
	if (!err)
		err = q_swap_set(call->db, .id = id,
		    .status = SWAP_STATUS_ACCEPTED, .to = call->user, NULL);
	return err ? err : tell(call, &held, RULE_NOTICE_SWAP_ACCEPTED);
}

enum err
app_swap_decline(struct call *call, struct swap_id id)
{
	struct held held;
	enum err err = hold(call, id, &held);

	if (!err)
		err = check(
		    call, &held, uuid_eq(held.swap.to_user.v, call->user.v));
	if (!err)
		err = q_swap_set(call->db, .id = id,
		    .status = SWAP_STATUS_DECLINED, .to = call->user, NULL);
	return err ? err : tell(call, &held, RULE_NOTICE_SWAP_DECLINED);
}

enum err
app_swap_cancel(struct call *call, struct swap_id id)
{
	struct held held;
	enum err err = hold(call, id, &held);

	if (!err)
		err = check(
		    call, &held, uuid_eq(held.swap.from_user.v, call->user.v));
	return err ? err
		   : q_swap_set(call->db, .id = id,
			 .status = SWAP_STATUS_CANCELLED,
			 .to = held.swap.to_user, NULL);
}
