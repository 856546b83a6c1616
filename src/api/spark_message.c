/*
 * What is written in sparks.
 */
#include "app/spark_message.h"

#include "api/condition.h"
#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

enum err
api_spark_message_list(
    struct call *call, const struct api_spark_message_list_in *in)
{
	bool sees_all;
	enum err err = app_spark_message_require_reader(
	    call, in->id, &sees_all);

	if (err)
		return err;
	if (in->thread.set)
		return reply_list_after(call,
		    Q_spark_message_list_of_thread(.spark = in->id,
			.thread = in->thread.v, .viewer = call->user,
			.sees_all = sees_all),
		    in->limit, in->cursor, in->after.v);
	if (in->after.set)
		return reply_list_after(call,
		    Q_spark_message_list_up(.spark = in->id,
			.viewer = call->user, .sees_all = sees_all),
		    in->limit, in->cursor, in->after.v);
	return reply_list(call,
	    Q_spark_message_list(.spark = in->id, .viewer = call->user,
		.sees_all = sees_all),
	    in->limit, in->cursor);
}

static struct db_call
message(struct call *call, struct spark_id spark, struct message_id id,
    bool sees_all)
{
	return db_call_copy(
	    call->arena, Q_spark_message_get(.spark = spark, .id = id,
			     .viewer = call->user, .sees_all = sees_all));
}

enum err
api_spark_message_get(
    struct call *call, const struct api_spark_message_get_in *in)
{
	bool sees_all;
	enum err err = app_spark_message_require_reader(
	    call, in->id, &sees_all);

	return err ? err
		   : reply_one(
			 call, message(call, in->id, in->message_id, sees_all));
}

/* Where the messages of a spark are. */
static const char *
path_of(struct call *call, struct spark_id spark)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(spark.v, id);
	return arena_printf(call->arena, "/api/v1/sparks/%s/messages", id);
}

enum err
api_spark_message_create(
    struct call *call, const struct api_spark_message_create_in *in)
{
	struct app_message words = { in->body.content, in->body.reply_to_id };
	struct message_id id;
	enum err err = app_spark_message_add(call, in->id, &words, &id);

	return err ? err
		   : reply_created(call, message(call, in->id, id, false),
			 path_of(call, in->id), id.v);
}

/* One that the request's If-Match still fits. */
static enum err
hold(struct call *call, struct spark_id spark, struct message_id id,
    struct app_spark_message_held *held)
{
	enum err err = app_spark_message_hold(call, spark, id, held);

	return err ? err : api_condition_check(call, held->row.version);
}

enum err
api_spark_message_patch(
    struct call *call, const struct api_spark_message_patch_in *in)
{
	struct app_spark_message_held held;
	enum err err = hold(call, in->id, in->message_id, &held);

	if (!err)
		err = app_spark_message_edit(call, &held, in->body.content);
	return err ? err
		   : reply_one(call,
			 message(call, in->id, in->message_id, held.sees_all));
}

enum err
api_spark_message_remove(
    struct call *call, const struct api_spark_message_remove_in *in)
{
	struct app_spark_message_held held;
	enum err err = hold(call, in->id, in->message_id, &held);

	if (!err)
		err = app_spark_message_remove(call, &held);
	return err ? err : reply_none(call);
}
