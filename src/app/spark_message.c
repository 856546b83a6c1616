#include "app/spark_message.h"

#include "base/banned.h"

static const struct space_id no_group;

static bool
manages(const struct rule_access *access)
{
	return rule_may(access, RULE_SPARKS_MANAGE);
}

static enum err
require_reader(
    struct call *call, const struct rule_access *access, enum my_spark_state is)
{
	if (!access->is_visible)
		return ERR_NOT_FOUND;
	return manages(access) || is == MY_SPARK_STATE_CREATOR ||
		       is == MY_SPARK_STATE_JOINED
		   ? ERR_OK
		   : fault(call->fault, ERR_FORBIDDEN,
			 "You are not in the spark.");
}

enum err
app_spark_message_require_reader(
    struct call *call, struct spark_id spark, bool *sees_all)
{
	struct q_spark_access_row row;
	struct rule_access access;
	enum err err = q_spark_access(
	    call->db, .id = spark, .viewer = call->user, &row);

	if (err)
		return err;
	access = (struct rule_access){ row.is_visible, row.permissions };
	*sees_all = manages(&access);
	return require_reader(call, &access, row.my_state);
}

/*
 * Writing.
 */

static enum err
check_reply(
    struct call *call, struct spark_id spark, struct message_id reply_to)
{
	struct q_message_find_row row;
	enum err err = uuid_is_nil(reply_to.v)
			   ? ERR_OK
			   : q_message_find(call->db, .group = no_group,
				 .spark = spark, .id = reply_to, &row);

	return err == ERR_NOT_FOUND
		   ? fault_value(call->fault, "/reply_to_id", "unknown",
			 "There is no such message in the spark.")
		   : err;
}

static enum err
add(struct call *call, struct spark_id spark, const struct app_message *message,
    struct message_id id)
{
	struct q_spark_message_take_number_row taken;
	enum err err = q_spark_message_take_number(
	    call->db, .spark = spark, &taken);

	return err ? err
		   : q_spark_message_add(call->db, .id = id, .spark = spark,
			 .number = taken.number, .reply_to = message->reply_to,
			 .content = message->content, .viewer = call->user,
			 .now = call->now_us, NULL);
}

enum err
app_spark_message_add(struct call *call, struct spark_id spark,
    const struct app_message *message, struct message_id *id)
{
	app_spark_row row;
	enum err err = app_message_hold_author(call);

	id->v = uuid_new();
	if (!err)
		err = app_spark_load(call, spark, APP_SPARK_IN, &row);
	if (!err)
		err = app_spark_check_not_over(call, &row);
	if (!err)
		err = check_reply(call, spark, message->reply_to);
	if (!err)
		err = app_message_check_rate(call);
	return err ? err : add(call, spark, message, *id);
}

/*
 * Changing.
 */

enum err
app_spark_message_hold(struct call *call, struct spark_id spark,
    struct message_id id, struct app_spark_message_held *held)
{
	struct rule_access access;
	enum err err = app_spark_message_require_reader(
	    call, spark, &held->sees_all);

	if (!err)
		err = app_spark_lock(call, spark, &held->spark);
	if (err)
		return err;
	access = (struct rule_access){ held->spark.is_visible,
		held->spark.permissions };
	held->sees_all = manages(&access);
	err = require_reader(call, &access, held->spark.my_state);
	return err ? err
		   : q_message_for_write(call->db, .group = no_group,
			 .spark = spark, .id = id, &held->row);
}

enum err
app_spark_message_edit(struct call *call,
    const struct app_spark_message_held *held, const char *content)
{
	enum err err = app_spark_check_not_over(call, &held->spark);

	return err ? err : app_message_reword(call, &held->row, content);
}

enum err
app_spark_message_remove(
    struct call *call, const struct app_spark_message_held *held)
{
	if (!held->sees_all && !uuid_eq(held->row.sender_id.v, call->user.v))
		return fault(
		    call->fault, ERR_FORBIDDEN, "Somebody else wrote it.");
	return app_message_clear(call, held->spark.cluster_id, &held->row);
}
