/*
 * The caller's sessions.
 */
#include "api/condition.h"
#include "api/reply.h"
#include "base/clock.h"
#include "generated/api.h"
#include "generated/query/session.h"

#include "base/banned.h"

enum err
api_session_list(struct call *call, const struct api_session_list_in *in)
{
	return reply_list(call,
	    Q_session_list(.user = call->user, .current = call->session,
		.now = call->now_us),
	    in->limit, in->cursor);
}

enum err
api_session_get(struct call *call, const struct api_session_get_in *in)
{
	return reply_one(
	    call, Q_session_get(.id = in->id, .user = call->user,
		      .current = call->session, .now = call->now_us));
}

enum err
api_session_end(struct call *call, const struct api_session_end_in *in)
{
	struct q_session_for_write_row session;
	enum err err;

	err = q_session_for_write(
	    call->db, .id = in->id, .user = call->user, &session);
	if (!err)
		err = api_condition_check(call, session.version);
	if (!err)
		err = q_session_end(call->db, .id = in->id, .user = call->user,
		    .now = call->now_us, NULL);
	return err ? err : reply_none(call);
}

enum err
api_session_end_all(struct call *call, const struct api_session_end_all_in *in)
{
	struct session_id none = { 0 };
	enum err err;

	err = q_session_end_others(call->db, .user = call->user,
	    .kept = in->except ? call->session : none, .now = call->now_us,
	    NULL);
	return err ? err : reply_none(call);
}
