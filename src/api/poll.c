/*
 * Polls: what those who make and manage them do with them.
 */
#include "api/poll.h"

#include "api/condition.h"
#include "app/home.h"
#include "app/poll_notice.h"
#include "app/poll_people.h"
#include "app/space.h"
#include "base/str.h"
#include "generated/query/member.h"

#include "base/banned.h"

enum err
api_poll_reply(struct call *call, int status, struct poll_id id)
{
	const struct reply_array arrays[] = {
		{ "options", Q_poll_option_list(.poll = id,
				 .viewer = call->user, .now = call->now_us) },
		{ "people",
		    Q_poll_person_list(.poll = id, .viewer = call->user) },
	};

	return reply_one_with(call, status,
	    Q_poll_get(.id = id, .viewer = call->user, .now = call->now_us),
	    arrays, N_OF(arrays));
}

enum err
api_poll_list(struct call *call, const struct api_poll_list_in *in)
{
	return reply_list(call,
	    Q_poll_list(.viewer = call->user, .cluster_id = in->cluster_id,
		.group_id = in->group_id, .status = in->status,
		.now = call->now_us),
	    in->limit, in->cursor);
}

enum err
api_poll_get(struct call *call, const struct api_poll_get_in *in)
{
	return api_poll_reply(call, 200, in->id);
}

/*
 * Making.
 */

/* Any member, who stays one until the poll is made. */
static enum err
check_member(struct call *call, struct space_id group)
{
	struct q_member_hold_row held;
	struct app_space space;
	enum err err = q_member_hold(
	    call->db, .space = group, .user = call->user, &held);

	if (!err || err == ERR_NOT_FOUND)
		err = app_space_find(call, group, true, &space);
	if (err)
		return err;
	return space.is_active ? rule_space_is_open(&space.facts, call->fault)
			       : fault(call->fault, ERR_FORBIDDEN,
				     "Its members may ask each other.");
}

static enum err
find_home(
    struct call *call, const struct api_poll_input *in, app_poll_row *poll)
{
	struct app_home home = { in->cluster_id, in->group_id };
	enum err err = app_home_fill(call, &home);

	poll->cluster_id = home.cluster;
	poll->group_id = home.group;
	if (err)
		return err;
	if (!uuid_is_nil(home.group.v))
		return check_member(call, home.group);
	return uuid_is_nil(home.cluster.v)
		   ? ERR_OK
		   : app_home_check(call, &home, EVENT_VISIBILITY_CLUSTER);
}

static enum err
set_people(struct call *call, const app_poll_row *poll,
    const struct api_poll_input *in)
{
	struct app_poll_person *people = arena_array(
	    call->arena, in->people.n, sizeof(*people));

	for (size_t i = 0; i < in->people.n; i++)
		people[i] = (struct app_poll_person){ in->people.v[i].user_id,
			in->people.v[i].required };
	return app_poll_set_people(call, poll, people, in->people.n);
}

static enum err
ask_people(struct call *call, const app_poll_row *poll,
    const struct api_poll_input *in)
{
	if (in->has.people)
		return set_people(call, poll, in);
	if (!uuid_is_nil(poll->group_id.v))
		return app_poll_ask_group(call, poll);
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/people", "required",
	    "Say who is asked.");
	return fault(call->fault, ERR_VALIDATION_FAILED, "Say who is asked.");
}

enum err
api_poll_create(struct call *call, const struct api_poll_create_in *in)
{
	app_poll_row poll = { .id = { uuid_new() },
		.created_by = call->user,
		.status = POLL_STATUS_OPEN };
	enum err err = api_poll_merge(call, &poll, &in->body, false);

	if (!err)
		err = find_home(call, &in->body, &poll);
	if (!err)
		err = app_poll_add(call, &poll);
	if (!err)
		err = api_poll_add_options(
		    call, &poll, in->body.options.v, in->body.options.n);
	if (!err)
		err = ask_people(call, &poll, &in->body);
	if (!err)
		err = api_poll_reply(call, 201, poll.id);
	if (!err)
		reply_location(call, API_POLL_PATH, poll.id.v);
	return err;
}

/*
 * Changing.
 */

enum err
api_poll_load(struct call *call, struct poll_id id, app_poll_row *poll)
{
	enum err err = app_poll_manage(call, id, poll);

	return err ? err : api_condition_check(call, poll->version);
}

static enum err
check_live(struct call *call, const app_poll_row *poll)
{
	return poll->status == POLL_STATUS_OPEN ||
		       poll->status == POLL_STATUS_CLOSED
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "The poll is over.");
}

static enum err
check_fixed(struct call *call, const app_poll_row *poll,
    const struct api_poll_input *in)
{
	enum err err = app_home_check_fixed(call,
	    &(struct app_home){ poll->cluster_id, poll->group_id },
	    &(struct app_home){ in->cluster_id, in->group_id },
	    "A poll stays where it was made.");

	if (!err && in->has.options)
		err = fault_value(call->fault, "/options", "fixed",
		    "Add and remove times one by one.");
	if (!err && in->has.deadline && poll->status != POLL_STATUS_OPEN)
		err = fault_value(call->fault, "/deadline", "fixed",
		    "The poll is closed: open it again.");
	return err;
}

enum err
api_poll_patch(struct call *call, const struct api_poll_patch_in *in)
{
	app_poll_row poll;
	enum err err = api_poll_load(call, in->id, &poll);

	if (!err)
		err = check_live(call, &poll);
	if (!err)
		err = check_fixed(call, &poll, &in->body);
	if (!err)
		err = api_poll_merge(call, &poll, &in->body, true);
	if (!err)
		err = app_poll_set(call, &poll);
	if (!err && in->body.has.people)
		err = set_people(call, &poll, &in->body);
	return err ? err : api_poll_reply(call, 200, in->id);
}

enum err
api_poll_delete(struct call *call, const struct api_poll_delete_in *in)
{
	app_poll_row poll;
	enum err err = api_poll_load(call, in->id, &poll);

	if (!err)
		err = q_poll_remove(call->db, .id = in->id, NULL);
	return err ? err : reply_none(call);
}

/*
 * From one state to another.
 */

static enum err
move(struct call *call, struct poll_id id, enum rule_verb verb,
    app_poll_row *poll)
{
	enum err err = api_poll_load(call, id, poll);

	return err ? err : app_poll_move(call, poll, verb);
}

static enum err
set(struct call *call, const app_poll_row *poll)
{
	enum err err = app_poll_set(call, poll);

	return err ? err : api_poll_reply(call, 200, poll->id);
}

enum err
api_poll_close(struct call *call, const struct api_poll_close_in *in)
{
	app_poll_row poll;
	enum err err = move(call, in->id, RULE_CLOSE, &poll);

	if (!err)
		err = app_poll_notice_closed(call, &poll);
	return err ? err : set(call, &poll);
}

enum err
api_poll_cancel(struct call *call, const struct api_poll_cancel_in *in)
{
	app_poll_row poll;
	enum err err = move(call, in->id, RULE_CANCEL, &poll);

	return err ? err : set(call, &poll);
}

/* It counts as one that whoever made it has open. */
enum err
api_poll_reopen(struct call *call, const struct api_poll_reopen_in *in)
{
	struct q_poll_access_row access;
	app_poll_row poll;
	enum err err = app_poll_ask_manager(call, in->id, &access);

	if (!err)
		err = app_poll_check_number(call, access.created_by);
	if (!err)
		err = move(call, in->id, RULE_REOPEN, &poll);
	if (!err)
		err = api_poll_set_deadline(call, &poll, in->body.deadline);
	return err ? err : set(call, &poll);
}
