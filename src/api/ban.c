/*
 * Bans of clusters and groups.
 */
#include "app/ban.h"

#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/ban.h"

#include "base/banned.h"

static enum err
list(struct call *call, struct space_id id, bool is_group, int64_t limit,
    const char *cursor)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, id, is_group, RULE_MEMBERS_BAN, &space);

	return err ? err
		   : reply_list(call,
			 Q_ban_list(.space = id, .now = call->now_us), limit,
			 cursor);
}

static enum err
put(struct call *call, struct space_id id, bool is_group, struct user_id user,
    const struct app_ban *ban)
{
	enum err err = app_ban_put(call, id, is_group, user, ban);

	return err ? err : reply_none(call);
}

static enum err
lift(struct call *call, struct space_id id, bool is_group, struct user_id user)
{
	enum err err = app_ban_remove(call, id, is_group, user);

	return err ? err : reply_none(call);
}

enum err
api_cluster_ban_list(
    struct call *call, const struct api_cluster_ban_list_in *in)
{
	return list(call, in->id, false, in->limit, in->cursor);
}

enum err
api_cluster_ban_put(struct call *call, const struct api_cluster_ban_put_in *in)
{
	return put(call, in->id, false, in->user_id,
	    &(struct app_ban){ in->body.reason, in->body.expires_at,
		in->body.remove_messages });
}

enum err
api_cluster_ban_remove(
    struct call *call, const struct api_cluster_ban_remove_in *in)
{
	return lift(call, in->id, false, in->user_id);
}

enum err
api_group_ban_list(struct call *call, const struct api_group_ban_list_in *in)
{
	return list(call, in->id, true, in->limit, in->cursor);
}

enum err
api_group_ban_put(struct call *call, const struct api_group_ban_put_in *in)
{
	return put(call, in->id, true, in->user_id,
	    &(struct app_ban){ in->body.reason, in->body.expires_at,
		in->body.remove_messages });
}

enum err
api_group_ban_remove(
    struct call *call, const struct api_group_ban_remove_in *in)
{
	return lift(call, in->id, true, in->user_id);
}
