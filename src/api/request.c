/*
 * Requests to be let into clusters and groups.
 */
#include "app/request.h"

#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

static enum err
list(struct call *call, struct space_id id, bool is_group, int64_t limit,
    const char *cursor)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, id, is_group, RULE_MEMBERS_APPROVE, &space);

	return err ? err
		   : reply_list(
			 call, Q_request_list(.space = id), limit, cursor);
}

static enum err
decide(struct call *call, struct space_id id, bool is_group,
    struct request_id request, enum rule_verb verb, const char *reason)
{
	enum err err = app_request_decide(
	    call, id, is_group, request, verb, reason);

	return err ? err : reply_one(call, Q_request_get(.id = request));
}

enum err
api_cluster_request_list(
    struct call *call, const struct api_cluster_request_list_in *in)
{
	return list(call, in->id, false, in->limit, in->cursor);
}

enum err
api_cluster_request_approve(
    struct call *call, const struct api_cluster_request_approve_in *in)
{
	return decide(call, in->id, false, in->request_id, RULE_APPROVE, NULL);
}

enum err
api_cluster_request_reject(
    struct call *call, const struct api_cluster_request_reject_in *in)
{
	return decide(
	    call, in->id, false, in->request_id, RULE_REJECT, in->body.reason);
}

enum err
api_group_request_list(
    struct call *call, const struct api_group_request_list_in *in)
{
	return list(call, in->id, true, in->limit, in->cursor);
}

enum err
api_group_request_approve(
    struct call *call, const struct api_group_request_approve_in *in)
{
	return decide(call, in->id, true, in->request_id, RULE_APPROVE, NULL);
}

enum err
api_group_request_reject(
    struct call *call, const struct api_group_request_reject_in *in)
{
	return decide(
	    call, in->id, true, in->request_id, RULE_REJECT, in->body.reason);
}
