/*
 * Reports.
 */
#include "app/report.h"

#include "api/reply.h"
#include "app/user.h"
#include "generated/api.h"
#include "generated/query/report.h"

#include "base/banned.h"

enum err
api_report_create(struct call *call, const struct api_report_create_in *in)
{
	const struct api_report_input *body = &in->body;
	enum err err = app_report_file(
	    call, &(struct app_report){ .kind = body->subject_kind,
		      .subject = body->subject_id,
		      .reason = body->reason,
		      .note = body->note });

	if (!err)
		err = reply_one_as(call, 202,
		    Q_report_mine(.reporter = call->user,
			.subject = body->subject_id));
	return err;
}

static enum err
list(struct call *call, struct space_id id, bool is_group,
    enum report_state state, int64_t limit, const char *cursor)
{
	struct app_space space;
	enum err err = app_space_require(
	    call, id, is_group, RULE_REPORTS_HANDLE, &space);

	return err ? err
		   : reply_list(call,
			 Q_report_list_of_space(.space = id,
			     .viewer = call->user, .state = state),
			 limit, cursor);
}

enum err
api_cluster_report_list(
    struct call *call, const struct api_cluster_report_list_in *in)
{
	return list(call, in->id, false, in->state, in->limit, in->cursor);
}

enum err
api_group_report_list(
    struct call *call, const struct api_group_report_list_in *in)
{
	return list(call, in->id, true, in->state, in->limit, in->cursor);
}

enum err
api_report_list(struct call *call, const struct api_report_list_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err
		   : reply_list(call, Q_report_list(.state = in->state),
			 in->limit, in->cursor);
}

static enum err
handle(struct call *call, struct report_id id, enum report_state state,
    const char *outcome)
{
	enum err err = app_report_handle(call, id, state, outcome);

	return err ? err : reply_one(call, Q_report_get(.id = id));
}

enum err
api_report_resolve(struct call *call, const struct api_report_resolve_in *in)
{
	return handle(call, in->id, REPORT_STATE_RESOLVED, in->body.outcome);
}

enum err
api_report_dismiss(struct call *call, const struct api_report_dismiss_in *in)
{
	return handle(call, in->id, REPORT_STATE_DISMISSED, in->body.outcome);
}
