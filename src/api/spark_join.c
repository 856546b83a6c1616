/*
 * Who is in a spark.
 */
#include "app/spark_join.h"

#include "api/spark.h"

#include "base/banned.h"

enum err
api_spark_join(struct call *call, const struct api_spark_join_in *in)
{
	struct app_spark_joined joined;
	enum err err = app_spark_join(call, in->id,
	    &(struct app_spark_join){ in->body.invite, in->body.party_size },
	    &joined);

	if (err)
		return err;
	err = reply_one_as(call, joined.is_asked ? 202 : 200, joined.reply);
	return err == ERR_NOT_FOUND && joined.reply.query->is_write ? ERR_RETRY
								    : err;
}

enum err
api_spark_leave(struct call *call, const struct api_spark_leave_in *in)
{
	enum err err = app_spark_leave(call, in->id);

	return err ? err : reply_none(call);
}

enum err
api_spark_participant_list(
    struct call *call, const struct api_spark_participant_list_in *in)
{
	struct q_spark_access_row spark;
	struct rule_access access;
	enum err err = q_spark_access(
	    call->db, .id = in->id, .viewer = call->user, &spark);

	if (err || !spark.is_visible)
		return err ? err : ERR_NOT_FOUND;
	access = (struct rule_access){ spark.is_visible, spark.permissions };
	if (spark.my_state != MY_SPARK_STATE_JOINED)
		err = rule_require(&access, RULE_SPARKS_MANAGE, call->fault);
	return err ? err
		   : reply_list(call,
			 Q_spark_participant_list(.id = in->id,
			     .viewer = call->user,
			     .sees_all = rule_may(&access, RULE_SPARKS_MANAGE)),
			 in->limit, in->cursor);
}

enum err
api_spark_participant_remove(
    struct call *call, const struct api_spark_participant_remove_in *in)
{
	enum err err = app_spark_expel(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_spark_participant_approve(
    struct call *call, const struct api_spark_participant_approve_in *in)
{
	enum err err = app_spark_approve(call, in->id, in->user_id);

	return err ? err
		   : reply_one(
			 call, Q_spark_participant_get(.id = in->id,
				   .user = in->user_id, .viewer = call->user));
}

enum err
api_spark_participant_decline(
    struct call *call, const struct api_spark_participant_decline_in *in)
{
	enum err err = app_spark_decline(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}
