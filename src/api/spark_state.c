/*
 * The verbs that move a spark from one state to another.
 */
#include "api/spark.h"
#include "app/spark_announce.h"
#include "base/clock.h"

#include "base/banned.h"

/* Locks the spark, for whoever manages it, if the verb leads anywhere from the
 * state that it is in. */
static enum err
load(struct call *call, struct spark_id id, enum rule_verb verb,
    app_spark_row *spark)
{
	enum err err = api_spark_load(call, id, APP_SPARK_MANAGES, spark);

	return err ? err : app_spark_check_verb(call, spark, verb);
}

/* What a verb asks besides the state. */
static enum err
require(struct call *call, bool holds, enum err otherwise, const char *sentence)
{
	return holds ? ERR_OK : fault(call->fault, otherwise, "%s", sentence);
}

static enum err
set(struct call *call, app_spark_row *spark)
{
	enum err err = app_spark_set(call, spark);

	return err ? err : api_spark_reply(call, spark->id);
}

enum err
api_spark_publish(struct call *call, const struct api_spark_publish_in *in)
{
	app_spark_row s;
	enum err err = load(call, in->id, RULE_PUBLISH, &s);

	if (!err)
		err = require(call, s.end_time > call->now_us,
		    ERR_INVALID_TRANSITION,
		    "It would be over: give it another time.");
	if (err)
		return err;
	if (s.start_time <= call->now_us + RULE_SPARK_NOW_S * CLOCK_SECOND_US)
		app_spark_begin(call, &s);
	else
		s.status = SPARK_STATUS_SCHEDULED;
	err = require(call,
	    s.is_decided || s.decide_at > call->now_us ||
		s.taken >= s.min_spots,
	    ERR_INVALID_TRANSITION, "There is no time left to find people.");
	if (!err)
		err = api_spark_check_home(call, &s);
	if (!err)
		err = app_spark_announce(call, &s);
	return err ? err : set(call, &s);
}

/* As long as it was planned, from now on. */
enum err
api_spark_activate(struct call *call, const struct api_spark_activate_in *in)
{
	app_spark_row s;
	enum err err = load(call, in->id, RULE_ACTIVATE, &s);

	if (!err)
		err = require(call, s.taken >= s.min_spots,
		    ERR_NOT_ENOUGH_PEOPLE, "There are not people enough.");
	if (err)
		return err;
	s.end_time -= s.start_time - call->now_us;
	app_spark_begin(call, &s);
	return set(call, &s);
}

enum err
api_spark_complete(struct call *call, const struct api_spark_complete_in *in)
{
	app_spark_row s;
	enum err err = load(call, in->id, RULE_COMPLETE, &s);

	if (err)
		return err;
	s.status = SPARK_STATUS_COMPLETED;
	return set(call, &s);
}

enum err
api_spark_cancel(struct call *call, const struct api_spark_cancel_in *in)
{
	app_spark_row s;
	enum err err = load(call, in->id, RULE_CANCEL, &s);

	if (!err)
		err = app_spark_cancel(call, &s,
		    uuid_eq(s.created_by.v, call->user.v)
			? SPARK_REASON_CREATOR
			: SPARK_REASON_MODERATOR,
		    in->body.reason);
	return err ? err : api_spark_reply(call, in->id);
}

enum err
api_spark_extend(struct call *call, const struct api_spark_extend_in *in)
{
	int64_t more_us = in->body.minutes * CLOCK_MINUTE_US;
	app_spark_row s;
	enum err err = api_spark_load(call, in->id, APP_SPARK_MADE, &s);

	if (!err)
		err = app_spark_check_verb(call, &s, RULE_EXTEND);
	if (!err)
		err = require(call, s.extended < RULE_SPARK_EXTENSIONS,
		    ERR_INVALID_TRANSITION, "It was extended twice already.");
	if (err)
		return err;
	s.extended++;
	s.end_time += more_us;
	return set(call, &s);
}
