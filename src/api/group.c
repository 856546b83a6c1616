/*
 * Groups, in a cluster or in none.
 */
#include "api/list.h"
#include "api/reply.h"
#include "api/space.h"
#include "app/user.h"
#include "generated/query/role.h"

#include "base/banned.h"

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
show(struct call *call, struct space_id id, int64_t permissions)
{
	return db_call_copy(
	    call->arena, Q_group_get(.now = call->now_us, .id = id,
			     .viewer = call->user, .permissions = permissions));
}

static const struct api_space_noun noun = { true, "/api/v1/groups",
	RULE_GROUPS_MANAGE, RULE_GROUPS_MANAGE, show };

enum err
api_group_get(struct call *call, const struct api_group_get_in *in)
{
	return api_space_get(call, &noun, in->id);
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

/* In a cluster that takes a permission there. The cluster is held: whoever
 * turns it private, closes it or counts its groups finds the new one too. */
static enum err
may_create(struct call *call, struct space_id cluster)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	if (uuid_is_nil(cluster.v))
		return ERR_OK;
	err = app_space_lock_for(
	    call, cluster, false, RULE_GROUPS_CREATE, &space, &row);
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
	enum err err = may_create(call, row.cluster_id);

	if (!err)
		err = app_user_become_organizer(call);
	if (err)
		return err;
	merge(&row, &in->body, false, call->arena);
	return api_space_create(call, &noun, &row, members_may);
}

enum err
api_group_patch(struct call *call, const struct api_group_patch_in *in)
{
	struct app_space space;
	app_space_row row;
	enum err err = api_space_patch_begin(call, &noun, in->id, &space, &row);

	if (!err && in->body.has.members_may)
		err = app_space_set_members_may(
		    call, in->id, bits_of(in->body.members_may));
	if (err)
		return err;
	merge(&row, &in->body, true, call->arena);
	return api_space_patch_end(call, &noun, in->id, &space, &row);
}

enum err
api_group_delete(struct call *call, const struct api_group_delete_in *in)
{
	return api_space_close(call, &noun, in->id);
}

enum err
api_group_reopen(struct call *call, const struct api_group_reopen_in *in)
{
	return api_space_reopen(call, &noun, in->id);
}

enum err
api_group_transfer(struct call *call, const struct api_group_transfer_in *in)
{
	return api_space_transfer(call, &noun, in->id, in->body.user_id);
}
