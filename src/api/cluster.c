/*
 * Clusters: a college, a workplace, a community.
 */
#include "api/list.h"
#include "api/reply.h"
#include "api/space.h"
#include "base/str.h"
#include "generated/query/user.h"

#include "base/banned.h"

#define CLUSTERS_PATH "/api/v1/clusters"

enum err
api_cluster_list(struct call *call, const struct api_cluster_list_in *in)
{
	const char *end = api_space_end(call, in->q);

	if (in->kind)
		return api_space_list(call,
		    Q_cluster_list_of_kind(.now = call->now_us,
			.viewer = call->user, .end = end, .kind = in->kind),
		    in->q, in->limit, in->cursor);
	return api_space_list(call,
	    Q_cluster_list(.now = call->now_us, .viewer = call->user,
		.end = end),
	    in->q, in->limit, in->cursor);
}

enum err
api_cluster_list_mine(
    struct call *call, const struct api_cluster_list_mine_in *in)
{
	return reply_list(call,
	    Q_cluster_list_mine(.now = call->now_us, .viewer = call->user),
	    in->limit, in->cursor);
}

static struct db_call
cluster(struct call *call, struct space_id id, const struct app_space *space)
{
	return db_call_copy(call->arena,
	    Q_cluster_get(.now = call->now_us, .id = id, .viewer = call->user,
		.permissions = space->rights.permissions));
}

enum err
api_cluster_get(struct call *call, const struct api_cluster_get_in *in)
{
	struct app_space space;
	enum err err = app_space_find(call, in->id, false, &space);

	return err ? err : reply_one(call, cluster(call, in->id, &space));
}

static void
merge(app_space_row *row, const struct api_cluster_input *in, bool is_patch,
    struct arena *arena)
{
	SPACE_MERGE(row, in, is_patch, arena);
	SPACE_TAKE(row, in, is_patch, slug);
	if (!is_patch || in->has.visibility)
		row->is_private = in->visibility == SPACE_VISIBILITY_PRIVATE;
}

/* Only server admins make them where the settings say so. */
static enum err
may_create(struct call *call)
{
	struct q_user_permissions_row user;
	enum err err;

	if (str_eq(call->conf->cluster_creation, "users"))
		return ERR_OK;
	err = q_user_permissions(call->db, .id = call->user, &user);
	return err ? err
		   : rule_require(
			 &(struct rule_access){ true, user.permissions },
			 RULE_CLUSTER_UPDATE, call->fault);
}

enum err
api_cluster_create(struct call *call, const struct api_cluster_create_in *in)
{
	app_space_row row = { .kind = in->body.kind };
	struct app_space space;
	struct space_id id;
	enum err err;

	merge(&row, &in->body, false, call->arena);
	err = api_space_check(call, &row);
	if (!err)
		err = may_create(call);
	if (!err)
		err = app_space_add(call, &row, 0, &id);
	if (!err)
		err = app_space_find(call, id, false, &space);
	return err ? err
		   : reply_created(
			 call, cluster(call, id, &space), CLUSTERS_PATH, id.v);
}

enum err
api_cluster_patch(struct call *call, const struct api_cluster_patch_in *in)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	err = api_space_lock(
	    call, in->id, false, RULE_CLUSTER_UPDATE, &space, &row);
	if (!err)
		err = rule_space_is_open(&space.facts, call->fault);
	if (err)
		return err;
	merge(&row, &in->body, true, call->arena);
	err = api_space_check(call, &row);
	if (!err)
		err = app_space_set(call, in->id, &row);
	return err ? err : reply_one(call, cluster(call, in->id, &space));
}

static enum err
change(
    struct call *call, struct space_id id, api_space_change_fn fn, int status)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	err = api_space_lock(
	    call, id, false, RULE_CLUSTER_DELETE, &space, &row);
	if (!err)
		err = fn(call, id, &row);
	return err ? err
		   : reply_one_as(call, status, cluster(call, id, &space));
}

enum err
api_cluster_delete(struct call *call, const struct api_cluster_delete_in *in)
{
	return change(call, in->id, app_space_close, 202);
}

enum err
api_cluster_reopen(struct call *call, const struct api_cluster_reopen_in *in)
{
	return change(call, in->id, app_space_reopen, 200);
}

enum err
api_cluster_transfer(
    struct call *call, const struct api_cluster_transfer_in *in)
{
	struct app_space space;
	app_space_row row;
	enum err err;

	err = api_space_lock(
	    call, in->id, false, RULE_CLUSTER_DELETE, &space, &row);
	if (!err)
		err = rule_space_is_open(&space.facts, call->fault);
	if (!err)
		err = app_space_transfer(
		    call, in->id, &space, &row, in->body.user_id);
	return err ? err : reply_one(call, cluster(call, in->id, &space));
}
