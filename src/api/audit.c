/*
 * The log of who did what, of a cluster, a group, or all and the server.
 */
#include "generated/query/audit.h"

#include "api/reply.h"
#include "app/space.h"
#include "app/user.h"
#include "generated/api.h"

#include "base/banned.h"

/* What somebody wants to read of a log. */
struct filter {
	const char *action;
	struct user_id actor;
	int64_t limit;
	const char *cursor;
};

#define FILTER(in)        \
	((struct filter){ \
	    (in)->action, (in)->actor_id, (in)->limit, (in)->cursor })

static enum err
list_of_space(struct call *call, struct space_id id, struct filter f)
{
	bool is_by = !uuid_is_nil(f.actor.v);

	if (is_by && f.action)
		return reply_list(call,
		    Q_audit_list_by_of_action(.space = id, .actor = f.actor,
			.action = f.action),
		    f.limit, f.cursor);
	if (is_by)
		return reply_list(call,
		    Q_audit_list_by(.space = id, .actor = f.actor), f.limit,
		    f.cursor);
	if (f.action)
		return reply_list(call,
		    Q_audit_list_of_action(.space = id, .action = f.action),
		    f.limit, f.cursor);
	return reply_list(call, Q_audit_list(.space = id), f.limit, f.cursor);
}

static enum err
list_all(struct call *call, struct filter f)
{
	bool is_by = !uuid_is_nil(f.actor.v);

	if (is_by && f.action)
		return reply_list(call,
		    Q_audit_list_all_by_of_action(.actor = f.actor,
			.action = f.action),
		    f.limit, f.cursor);
	if (is_by)
		return reply_list(call, Q_audit_list_all_by(.actor = f.actor),
		    f.limit, f.cursor);
	if (f.action)
		return reply_list(call,
		    Q_audit_list_all_of_action(.action = f.action), f.limit,
		    f.cursor);
	return reply_list(call, Q_audit_list_all(), f.limit, f.cursor);
}

static enum err
list(struct call *call, struct space_id id, bool is_group, struct filter filter)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, id, is_group, RULE_AUDIT_READ, &space);

	return err ? err : list_of_space(call, id, filter);
}

enum err
api_cluster_audit_list(
    struct call *call, const struct api_cluster_audit_list_in *in)
{
	return list(call, in->id, false, FILTER(in));
}

enum err
api_group_audit_list(
    struct call *call, const struct api_group_audit_list_in *in)
{
	return list(call, in->id, true, FILTER(in));
}

enum err
api_audit_list(struct call *call, const struct api_audit_list_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err : list_all(call, FILTER(in));
}
