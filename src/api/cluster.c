/*
 * Clusters: a college, a workplace, a community.
 */
#include "api/list.h"
#include "api/reply.h"
#include "api/space.h"
#include "base/str.h"
#include "generated/query/user.h"

#include "base/banned.h"

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
show(struct call *call, struct space_id id, int64_t permissions)
{
	return db_call_copy(
	    call->arena, Q_cluster_get(.now = call->now_us, .id = id,
			     .viewer = call->user, .permissions = permissions));
}

static const struct api_space_noun noun = { false, "/api/v1/clusters",
	RULE_CLUSTER_UPDATE, RULE_CLUSTER_DELETE, show };

enum err
api_cluster_get(struct call *call, const struct api_cluster_get_in *in)
{
	return api_space_get(call, &noun, in->id);
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
	enum err err = may_create(call);

	merge(&row, &in->body, false, call->arena);
	return err ? err : api_space_create(call, &noun, &row, 0);
}

enum err
api_cluster_patch(struct call *call, const struct api_cluster_patch_in *in)
{
	struct app_space space;
	app_space_row row;
	enum err err = api_space_patch_begin(call, &noun, in->id, &space, &row);

	if (err)
		return err;
	merge(&row, &in->body, true, call->arena);
	return api_space_patch_end(call, &noun, in->id, &space, &row);
}

enum err
api_cluster_delete(struct call *call, const struct api_cluster_delete_in *in)
{
	return api_space_close(call, &noun, in->id);
}

enum err
api_cluster_reopen(struct call *call, const struct api_cluster_reopen_in *in)
{
	return api_space_reopen(call, &noun, in->id);
}

enum err
api_cluster_transfer(
    struct call *call, const struct api_cluster_transfer_in *in)
{
	return api_space_transfer(call, &noun, in->id, in->body.user_id);
}
