/*
 * Whatever is done to a poll is done with its row locked: what was counted of
 * it stays so, and it is closed, or made an event of, before or after somebody
 * answers it.
 */
#include "app/poll.h"

#include "app/poll_notice.h"
#include "app/throttle.h"
#include "generated/query/user.h"
#include "rule/poll.h"

#include "base/banned.h"

enum { PAGE = 100 };

/*
 * Loading.
 */

static enum err
settle(struct call *call, app_poll_row *poll)
{
	enum poll_status status = rule_poll_status(
	    poll->status, poll->deadline, call->now_us);
	enum err err;

	if (status == poll->status)
		return ERR_OK;
	poll->status = status;
	err = app_poll_set(call, poll);
	return err ? err : app_poll_notice_closed(call, poll);
}

enum err
app_poll_lock(struct call *call, struct poll_id id, app_poll_row *poll)
{
	enum err err = q_poll_for_write(call->db, .id = id,
	    .viewer = call->user, .now = call->now_us, poll);

	return err ? err : settle(call, poll);
}

enum err
app_poll_ask(
    struct call *call, struct poll_id id, struct q_poll_access_row *access)
{
	enum err err = q_poll_access(
	    call->db, .id = id, .viewer = call->user, access);

	return err || access->is_visible ? err : ERR_NOT_FOUND;
}

static enum err
require_manager(struct call *call, bool is_visible, int64_t permissions)
{
	return rule_require(&(struct rule_access){ is_visible, permissions },
	    RULE_EVENTS_MANAGE, call->fault);
}

enum err
app_poll_ask_manager(
    struct call *call, struct poll_id id, struct q_poll_access_row *access)
{
	enum err err = app_poll_ask(call, id, access);

	return err ? err : require_manager(call, true, access->permissions);
}

enum err
app_poll_manage(struct call *call, struct poll_id id, app_poll_row *poll)
{
	struct q_poll_access_row access;
	enum err err = app_poll_ask_manager(call, id, &access);

	if (!err)
		err = app_poll_lock(call, id, poll);
	return err ? err
		   : require_manager(call, poll->is_visible, poll->permissions);
}

static enum err
require_asked(struct call *call, bool is_visible, bool is_asked)
{
	if (!is_visible)
		return ERR_NOT_FOUND;
	return is_asked
		   ? ERR_OK
		   : fault(call->fault, ERR_FORBIDDEN, "You are not asked.");
}

enum err
app_poll_check_open(struct call *call, const app_poll_row *poll)
{
	return poll->status == POLL_STATUS_OPEN
		   ? ERR_OK
		   : fault(call->fault, ERR_POLL_CLOSED,
			 "It takes no answers any more.");
}

enum err
app_poll_answer(struct call *call, struct poll_id id, app_poll_row *poll)
{
	struct q_poll_access_row access;
	enum err err = app_poll_ask(call, id, &access);

	if (!err)
		err = require_asked(call, true, access.is_asked);
	if (!err)
		err = app_poll_lock(call, id, poll);
	if (!err)
		err = require_asked(call, poll->is_visible, poll->is_asked);
	return err ? err : app_poll_check_open(call, poll);
}

/*
 * Changing.
 */

enum err
app_poll_move(struct call *call, app_poll_row *poll, enum rule_verb verb)
{
	int to;
	enum err err = rule_transition_find(
	    &rule_poll_machine, verb, (int)poll->status, call->fault, &to);

	if (!err)
		poll->status = (enum poll_status)to;
	return err;
}

enum err
app_poll_check_number(struct call *call, struct user_id user)
{
	int64_t max = call->conf->polls_per_person;
	struct q_user_lock_row locked;
	struct q_poll_count_open_row open;
	enum err err = q_user_lock(call->db, .id = user, &locked);

	if (!err)
		err = q_poll_count_open(call->db, .viewer = user, .limit = max,
		    .now = call->now_us, &open);
	if (err || open.n < max)
		return err;
	call->fault->retry_after_s = APP_POLL_WAIT_S;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "One person has %lld polls at most that are open.", (long long)max);
}

enum err
app_poll_add(struct call *call, const app_poll_row *poll)
{
	enum err err = app_poll_check_number(call, call->user);

	if (!err)
		err = app_throttle_by_user(call, APP_THROTTLE_POLL,
		    call->conf->polls_per_day,
		    "You have made many polls today.");
	if (!err)
		err = q_poll_add(call->db, .id = poll->id,
		    .cluster_id = poll->cluster_id, .group_id = poll->group_id,
		    .viewer = call->user, Q_FIELDS_poll_input(poll),
		    .now = call->now_us, NULL);
	return err ? err
		   : q_poll_person_put(call->db, .poll = poll->id,
			 .user = call->user, .is_required = true, NULL);
}

enum err
app_poll_set(struct call *call, const app_poll_row *poll)
{
	return q_poll_set(call->db, .id = poll->id, Q_FIELDS_poll_input(poll),
	    .status = poll->status, .event_id = poll->event_id,
	    .now = call->now_us, NULL);
}

/*
 * Leaving.
 */

static enum err
pass_on(struct call *call, app_poll_row *poll)
{
	struct q_poll_heir_row heir;
	enum err err = q_poll_heir(
	    call->db, .id = poll->id, .user = poll->created_by, &heir);

	if (err == ERR_NOT_FOUND) {
		poll->status = POLL_STATUS_CANCELLED;
		return app_poll_set(call, poll);
	}
	if (!err)
		err = q_poll_person_put(call->db, .poll = poll->id,
		    .user = heir.id, .is_required = false, NULL);
	return err ? err
		   : q_poll_hand_over(call->db, .id = poll->id, .user = heir.id,
			 .now = call->now_us, NULL);
}

static enum err
release(struct call *call, struct poll_id id, struct user_id user)
{
	app_poll_row poll;
	enum err err = app_poll_lock(call, id, &poll);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = q_poll_vote_remove(call->db, .poll = id, .user = user, NULL);
	if (!err)
		err = q_poll_person_remove(
		    call->db, .poll = id, .user = user, NULL);
	if (err)
		return err;
	return uuid_eq(poll.created_by.v, user.v)
		   ? pass_on(call, &poll)
		   : q_poll_touch(call->db, .id = id, NULL);
}

/* In the order of their ids: two who lock several polls do not meet. */
enum err
app_poll_release(struct call *call, struct user_id user)
{
	struct q_poll_astray_row *rows;
	size_t n = PAGE;
	enum err err = ERR_OK;

	while (!err && n == PAGE) {
		err = q_poll_astray(
		    call->db, .user = user, .limit = PAGE, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = release(call, rows[i].id, user);
	}
	return err;
}

enum err
app_poll_empty(struct call *call, struct space_id space, int64_t *n)
{
	struct q_poll_in_space_row *rows;
	size_t n_rows;
	enum err err = q_poll_in_space(
	    call->db, .space = space, .limit = PAGE, &rows, &n_rows);

	for (size_t i = 0; !err && i < n_rows; i++)
		err = q_poll_remove(call->db, .id = rows[i].id, NULL);
	*n = (int64_t)n_rows;
	return err;
}

/*
 * The clock.
 */

static struct db_call
find_due(struct call *call, int64_t max)
{
	return db_call_copy(
	    call->arena, Q_poll_due(.now = call->now_us, .limit = max));
}

static enum err
settle_due(struct call *call, struct uuid id)
{
	app_poll_row poll;

	return app_poll_lock(call, (struct poll_id){ id }, &poll);
}

static enum err
put_off(struct call *call, struct uuid id, int64_t until_us)
{
	return q_poll_put_off(
	    call->db, .id = (struct poll_id){ id }, .until = until_us, NULL);
}

const struct app_look app_poll_look = { find_due, settle_due, put_off,
	.is_together = true };
