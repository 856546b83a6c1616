/*
 * The log of who did what, of a cluster, a group, or all and the server.
 */
#include "generated/query/audit.h"

#include "api/reply.h"
#include "app/space.h"
#include "app/user.h"
#include "generated/api.h"

#include "base/banned.h"

static enum err
list(struct call *call, struct space_id id, bool is_group, int64_t limit,
    const char *cursor)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, id, is_group, RULE_AUDIT_READ, &space);

	return err ? err
		   : reply_list(call, Q_audit_list(.space = id), limit, cursor);
}

enum err
api_cluster_audit_list(
    struct call *call, const struct api_cluster_audit_list_in *in)
{
	return list(call, in->id, false, in->limit, in->cursor);
}

enum err
api_group_audit_list(
    struct call *call, const struct api_group_audit_list_in *in)
{
	return list(call, in->id, true, in->limit, in->cursor);
}

enum err
api_audit_list(struct call *call, const struct api_audit_list_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err
		   : reply_list(
			 call, Q_audit_list_all(), in->limit, in->cursor);
}
