/*
 * Roles of clusters, and who has which.
 */
#include "app/role.h"

#include "api/condition.h"
#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

static enum err
read_permissions(struct call *call, struct check_texts names, int64_t *bits)
{
	*bits = 0;
	for (size_t i = 0; i < names.n; i++) {
		int64_t bit = rule_permission_bit(names.v[i]);

		if (!bit) {
			fault_item(call->fault, ERR_UNKNOWN_PERMISSION,
			    "/permissions", "unknown",
			    "There is no such permission.");
			return fault(call->fault, ERR_UNKNOWN_PERMISSION,
			    "There is no permission \"%.64s\".", names.v[i]);
		}
		*bits |= bit;
	}
	return ERR_OK;
}

static enum err
merge(struct call *call, app_role_row *row, const struct api_role_input *in,
    bool is_patch)
{
	if (!is_patch || in->has.name)
		row->name = in->name;
	if (!is_patch || in->has.description)
		row->description = in->description;
	if (!is_patch || in->has.rank)
		row->rank = in->rank;
	return !is_patch || in->has.permissions
		   ? read_permissions(call, in->permissions, &row->permissions)
		   : ERR_OK;
}

enum err
api_role_list(struct call *call, const struct api_role_list_in *in)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, in->id, false, RULE_MEMBERS_READ, &space);

	return err ? err
		   : reply_list(call, Q_role_list(.space = in->id), in->limit,
			 in->cursor);
}

enum err
api_role_get(struct call *call, const struct api_role_get_in *in)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, in->id, false, RULE_MEMBERS_READ, &space);

	return err ? err
		   : reply_one(
			 call, Q_role_get(.id = in->role_id, .space = in->id));
}

enum err
api_role_create(struct call *call, const struct api_role_create_in *in)
{
	app_role_row row = { 0 };
	struct role_id id;
	char space[UUID_TEXT_SIZE];
	enum err err = merge(call, &row, &in->body, false);

	if (!err)
		err = app_role_add(call, in->id, &row, &id);
	if (err)
		return err;
	uuid_format(in->id.v, space);
	return reply_created(call, Q_role_get(.id = id, .space = in->id),
	    arena_printf(call->arena, "/api/v1/clusters/%s/roles", space),
	    id.v);
}

static enum err
find(struct call *call, struct space_id cluster, struct role_id id,
    struct app_space *space, app_role_row *row)
{
	enum err err = app_role_find(call, cluster, id, space, row);

	return err ? err : api_condition_check(call, row->version);
}

enum err
api_role_patch(struct call *call, const struct api_role_patch_in *in)
{
	app_role_row before, after;
	struct app_space space;
	enum err err = find(call, in->id, in->role_id, &space, &before);

	if (err)
		return err;
	after = before;
	err = merge(call, &after, &in->body, true);
	if (!err)
		err = app_role_set(call, in->id, &space, &before, &after);
	return err ? err
		   : reply_one(
			 call, Q_role_get(.id = in->role_id, .space = in->id));
}

enum err
api_role_delete(struct call *call, const struct api_role_delete_in *in)
{
	struct app_space space;
	app_role_row row;
	enum err err = find(call, in->id, in->role_id, &space, &row);

	if (!err)
		err = app_role_remove(call, in->id, &space, &row);
	return err ? err : reply_none(call);
}

enum err
api_role_grant(struct call *call, const struct api_role_grant_in *in)
{
	enum err err = app_role_grant(call, in->id, in->user_id, in->role_id);

	return err ? err : reply_none(call);
}

enum err
api_role_revoke(struct call *call, const struct api_role_revoke_in *in)
{
	enum err err = app_role_revoke(call, in->id, in->user_id, in->role_id);

	return err ? err : reply_none(call);
}
