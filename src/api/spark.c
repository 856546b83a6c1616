/*
 * Sparks: what their creators do with them.
 */
#include "api/spark.h"

#include "api/condition.h"
#include "app/home.h"
#include "app/spark_invite.h"
#include "base/clock.h"

#include "base/banned.h"

#define SPARKS_PATH "/api/v1/sparks"

enum err
api_spark_load(struct call *call, struct spark_id id, enum app_spark_part part,
    app_spark_row *spark)
{
	enum err err = app_spark_load(call, id, part, spark);

	return err ? err : api_condition_check(call, spark->version);
}

static struct db_call
spark_of(struct call *call, struct spark_id id)
{
	return db_call_copy(
	    call->arena, Q_spark_get(.id = id, .viewer = call->user,
			     .invited = false, .now = call->now_us));
}

enum err
api_spark_reply(struct call *call, struct spark_id id)
{
	return reply_one(call, spark_of(call, id));
}

/* A code that is for nothing shows no more than none does. */
enum err
api_spark_get(struct call *call, const struct api_spark_get_in *in)
{
	struct spark_invite_id invite;
	enum err err = in->invite ? app_spark_invite_find(
					call, in->id, in->invite, &invite)
				  : ERR_OK;

	if (err && err != ERR_INVITE_EXPIRED)
		return err;
	fault_clear(call->fault);
	return reply_one(
	    call, Q_spark_get(.id = in->id, .viewer = call->user,
		      .invited = in->invite && !err, .now = call->now_us));
}

/* The members of which space see it. */
static enum event_visibility
sight_of(enum spark_visibility visibility)
{
	switch (visibility) {
	case SPARK_VISIBILITY_CLUSTER:
		return EVENT_VISIBILITY_CLUSTER;
	case SPARK_VISIBILITY_GROUP:
		return EVENT_VISIBILITY_GROUP;
	default:
		return EVENT_VISIBILITY_PRIVATE;
	}
}

enum err
api_spark_check_home(struct call *call, const app_spark_row *s)
{
	struct app_home home = { s->cluster_id, s->group_id };

	return app_home_check_for(
	    call, &home, sight_of(s->visibility), RULE_SPARKS_CREATE);
}

static enum err
find_home(
    struct call *call, const struct api_spark_input *in, app_spark_row *spark)
{
	struct app_home home = { in->cluster_id, in->group_id };
	enum err err = app_home_fill(call, &home);

	spark->cluster_id = home.cluster;
	spark->group_id = home.group;
	return err;
}

/* A draft, for later, or at once. */
static void
set_status(struct call *call, app_spark_row *s, bool is_draft)
{
	if (is_draft)
		s->status = SPARK_STATUS_CREATED;
	else if (s->start_time >
		 call->now_us + RULE_SPARK_NOW_S * CLOCK_SECOND_US)
		s->status = SPARK_STATUS_SCHEDULED;
	else
		app_spark_begin(call, s);
}

enum err
api_spark_create(struct call *call, const struct api_spark_create_in *in)
{
	app_spark_row s = { .id = { uuid_new() }, .taken = 1 };
	enum err err = find_home(call, &in->body, &s);

	if (!err)
		err = api_spark_merge(call, &s, &in->body, false);
	if (err)
		return err;
	set_status(call, &s, in->body.draft);
	err = api_spark_check_times(call, &s);
	if (!err)
		err = api_spark_check_home(call, &s);
	if (!err)
		err = app_spark_add(call, &s);
	return err ? err
		   : reply_created(
			 call, spark_of(call, s.id), SPARKS_PATH, s.id.v);
}

/* A change may say where it was made, and nothing else. */
static enum err
check_fixed(struct call *call, const app_spark_row *spark,
    const struct api_spark_input *in)
{
	return app_home_check_fixed(call,
	    &(struct app_home){ spark->cluster_id, spark->group_id },
	    &(struct app_home){ in->cluster_id, in->group_id },
	    "A spark stays where it was made.");
}

static bool
has_times(const struct api_spark_input *in)
{
	return in->has.start_time || in->has.end_time ||
	       in->has.active_duration || in->has.decide_before_s ||
	       in->has.min_spots;
}

/* Who joins one that runs relies on the rest. */
static enum err
check_running(struct call *call, const app_spark_row *spark,
    const struct api_spark_input *in)
{
	return spark->status != SPARK_STATUS_ACTIVE ||
		       !(has_times(in) || in->has.visibility ||
			   in->has.join_policy)
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "It runs: that stays as it is.");
}

static enum err
load_changeable(struct call *call, const struct api_spark_patch_in *in,
    app_spark_row *spark)
{
	enum err err = api_spark_load(call, in->id, APP_SPARK_MADE, spark);

	if (!err && rule_spark_is_over(spark->status))
		err = fault(call->fault, ERR_SPARK_OVER, "The spark is over.");
	if (!err)
		err = check_running(call, spark, &in->body);
	return err ? err : check_fixed(call, spark, &in->body);
}

/* Who is in it stays, whoever it is for now. */
static enum err
open_to(struct call *call, const app_spark_row *was, const app_spark_row *is)
{
	enum err err;

	if (is->visibility == was->visibility)
		return ERR_OK;
	err = api_spark_check_home(call, is);
	return err ? err : q_spark_keep(call->db, .id = is->id, NULL);
}

enum err
api_spark_patch(struct call *call, const struct api_spark_patch_in *in)
{
	app_spark_row s, was;
	enum err err = load_changeable(call, in, &s);

	if (err)
		return err;
	was = s;
	err = api_spark_merge(call, &s, &in->body, true);
	if (!err && has_times(&in->body))
		err = api_spark_check_times(call, &s);
	if (!err && s.total_spots < s.taken)
		err = fault(call->fault, ERR_CAPACITY_BELOW_TAKEN,
		    "More spots than that are taken.");
	if (!err)
		err = open_to(call, &was, &s);
	if (!err)
		err = app_spark_set(call, &s);
	return err ? err : api_spark_reply(call, in->id);
}

enum err
api_spark_delete(struct call *call, const struct api_spark_delete_in *in)
{
	app_spark_row spark;
	enum err err = api_spark_load(call, in->id, APP_SPARK_MADE, &spark);

	if (!err && spark.status != SPARK_STATUS_CREATED &&
	    !rule_spark_is_over(spark.status))
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "Others may be in it: cancel it instead.");
	if (!err)
		err = q_spark_remove(call->db, .id = in->id, NULL);
	return err ? err : reply_none(call);
}
