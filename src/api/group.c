/*
 * Groups, in a cluster or in none.
 */
#include "api/list.h"
#include "api/reply.h"
#include "api/space.h"
#include "app/user.h"
#include "generated/query/role.h"

#include "base/banned.h"

#define GROUPS_PATH "/api/v1/groups"

/* Who does not see the cluster sees none of its groups. */
static enum err
list_of_cluster(struct call *call, const struct api_group_list_in *in)
{
	struct app_space space;
	enum err err = app_space_find(call, in->cluster_id, false, &space);

	return err ? err
		   : api_space_list(call,
			 Q_group_list_of_cluster(.now = call->now_us,
			     .viewer = call->user, .cluster = in->cluster_id,
			     .end = api_space_end(call, in->q)),
			 in->q, in->limit, in->cursor);
}

enum err
api_group_list(struct call *call, const struct api_group_list_in *in)
{
	if (!uuid_is_nil(in->cluster_id.v))
		return list_of_cluster(call, in);
	return api_space_list(call,
	    Q_group_list(.now = call->now_us, .viewer = call->user,
		.end = api_space_end(call, in->q)),
	    in->q, in->limit, in->cursor);
}

enum err
api_group_list_mine(struct call *call, const struct api_group_list_mine_in *in)
{
	return reply_list(call,
	    Q_group_list_mine(.now = call->now_us, .viewer = call->user),
	    in->limit, in->cursor);
}

static struct db_call
group(struct call *call, struct space_id id, const struct app_space *space)
{
	return db_call_copy(call->arena,
	    Q_group_get(.now = call->now_us, .id = id, .viewer = call->user,
		.permissions = space->rights.permissions));
}

enum err
api_group_get(struct call *call, const struct api_group_get_in *in)
{
	struct app_space space;
	enum err err = app_space_find(call, in->id, true, &space);

	return err ? err : reply_one(call, group(call, in->id, &space));
}

static void
merge(app_space_row *row, const struct api_group_input *in, bool is_patch,
    struct arena *arena)
{
	SPACE_MERGE(row, in, is_patch, arena);
	SPACE_TAKE(row, in, is_patch, is_private);
}

static int64_t
bits_of(struct check_texts names)
{
	int64_t bits = 0;

	for (size_t i = 0; i < names.n; i++)
		bits |= rule_permission_bit(names.v[i]);
	return bits;
}

/* In a cluster that takes a permission there. */
static enum err
may_create(struct call *call, struct space_id cluster)
{
	struct app_space space;
	enum err err;

	if (uuid_is_nil(cluster.v))
		return ERR_OK;
	err = app_space_require(
	    call, cluster, false, RULE_GROUPS_CREATE, &space);
	return err ? err : rule_space_is_open(&space.facts, call->fault);
}

enum err
api_group_create(struct call *call, const struct api_group_create_in *in)
{
	app_space_row row = { .kind = SPACE_KIND_GROUP,
		.cluster_id = in->body.cluster_id };
	int64_t members_may = in->body.has.members_may
				  ? bits_of(in->body.members_may)
				  : rule_space_members_may_default;
	struct app_space space;
	struct space_id id;
	enum err err;

	merge(&row, &in->body, false, call->arena);
	err = api_space_check(call, &row);
	if (!err)
		err = may_create(call, row.cluster_id);
	if (!err)
		err = app_user_become_organizer(call);
	if (!err)
		err = app_space_add(call, &row, members_may, &id);
	if (!err)
		err = app_space_find(call, id, true, &space);
	return err ? err
		   : reply_created(
			 call, group(call, id, &space), GROUPS_PATH, id.v);
}

static enum err
set(struct call *call, struct space_id id, const struct api_group_input *in,
    app_space_row *row)
{
	enum err err;

	merge(row, in, true, call->arena);
	err = api_space_check(call, row);
	if (!err)
		err = app_space_set(call, id, row);
	if (!err && in->has.members_may)
		err = app_space_set_members_may(
		    call, id, bits_of(in->members_may));
	return err;
}

enum err
api_group_patch(struct call *call, const struct api_group_patch_in *in)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	err = api_space_lock(
	    call, in->id, true, RULE_GROUPS_MANAGE, &space, &row);
	if (!err)
		err = rule_space_is_open(&space.facts, call->fault);
	if (!err)
		err = set(call, in->id, &in->body, &row);
	return err ? err : reply_one(call, group(call, in->id, &space));
}

static enum err
change(
    struct call *call, struct space_id id, api_space_change_fn fn, int status)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	err = api_space_lock(call, id, true, RULE_GROUPS_MANAGE, &space, &row);
	if (!err)
		err = fn(call, id, &row);
	return err ? err : reply_one_as(call, status, group(call, id, &space));
}

enum err
api_group_delete(struct call *call, const struct api_group_delete_in *in)
{
	return change(call, in->id, app_space_close, 202);
}

enum err
api_group_reopen(struct call *call, const struct api_group_reopen_in *in)
{
	return change(call, in->id, app_space_reopen, 200);
}

enum err
api_group_transfer(struct call *call, const struct api_group_transfer_in *in)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	err = api_space_lock(
	    call, in->id, true, RULE_GROUPS_MANAGE, &space, &row);
	if (!err)
		err = rule_space_is_open(&space.facts, call->fault);
	if (!err)
		err = app_space_transfer(
		    call, in->id, &space, &row, in->body.user_id);
	return err ? err : reply_one(call, group(call, in->id, &space));
}
