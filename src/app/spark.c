/*
 * Whoever changes a spark first writes what it has become by itself, so that
 * the clock and people come one after the other.
 */
#include "app/spark.h"

#include "app/spark_announce.h"
#include "app/spark_notice.h"
#include "app/throttle.h"
#include "base/clock.h"

#include "base/banned.h"

static struct rule_spark
rule_of(const app_spark_row *spark)
{
	return (struct rule_spark){ .status = spark->status,
		.reason = spark->reason,
		.start_us = spark->start_time,
		.end_us = spark->end_time,
		.decide_us = spark->decide_at,
		.is_decided = spark->is_decided,
		.taken = spark->taken,
		.others = spark->others,
		.min_spots = spark->min_spots,
		.due = spark->due_at };
}

/* Whoever slept tells the last that has become of it. */
static enum err
tell(struct call *call, const app_spark_row *spark, enum rule_spark_turn turn)
{
	switch (turn) {
	case RULE_SPARK_IS_ON:
		return app_spark_notice_on(call, spark);
	case RULE_SPARK_IS_OFF:
		return app_spark_notice_off(call, spark);
	default:
		return ERR_OK;
	}
}

static enum err
settle(struct call *call, app_spark_row *spark)
{
	struct rule_spark rule = rule_of(spark);
	enum rule_spark_turn turn = rule_spark_settle(&rule, call->now_us);
	enum err err;

	if (turn == RULE_SPARK_RESTS)
		return ERR_OK;
	spark->status = rule.status;
	spark->reason = rule.reason;
	spark->is_decided = rule.is_decided;
	err = app_spark_set(call, spark);
	return err ? err : tell(call, spark, turn);
}

enum err
app_spark_lock(struct call *call, struct spark_id id, app_spark_row *spark)
{
	enum err err = q_spark_for_write(call->db, .id = id,
	    .viewer = call->user, .now = call->now_us, spark);

	return err ? err : settle(call, spark);
}

/* How the caller stands to a spark. */
struct stand {
	struct rule_access access;
	enum my_spark_state state;
};

static enum err
require_state(struct call *call, bool holds, const char *sentence)
{
	return holds ? ERR_OK
		     : fault(call->fault, ERR_FORBIDDEN, "%s", sentence);
}

static enum err
require(struct call *call, enum app_spark_part part, const struct stand *is)
{
	if (!is->access.is_visible)
		return ERR_NOT_FOUND;
	switch (part) {
	case APP_SPARK_MANAGES:
		return rule_require(
		    &is->access, RULE_SPARKS_MANAGE, call->fault);
	case APP_SPARK_MADE:
		return require_state(call, is->state == MY_SPARK_STATE_CREATOR,
		    "The spark is not yours.");
	default:
		return require_state(call,
		    is->state == MY_SPARK_STATE_CREATOR ||
			is->state == MY_SPARK_STATE_JOINED,
		    "You are not in the spark.");
	}
}

static enum err
ask(struct call *call, struct spark_id id, enum app_spark_part part)
{
	struct q_spark_access_row row;
	enum err err = q_spark_access(
	    call->db, .id = id, .viewer = call->user, &row);

	return err ? err
		   : require(call, part,
			 &(struct stand){ { row.is_visible, row.permissions },
			     row.my_state });
}

enum err
app_spark_load(struct call *call, struct spark_id id, enum app_spark_part part,
    app_spark_row *spark)
{
	enum err err = ask(call, id, part);

	if (!err)
		err = app_spark_lock(call, id, spark);
	return err ? err
		   : require(call, part,
			 &(struct stand){
			     { spark->is_visible, spark->permissions },
			     spark->my_state });
}

enum err
app_spark_check_not_over(struct call *call, const app_spark_row *spark)
{
	return rule_spark_is_over(spark->status)
		   ? fault(call->fault, ERR_SPARK_OVER, "The spark is over.")
		   : ERR_OK;
}

enum err
app_spark_check_verb(
    struct call *call, const app_spark_row *spark, enum rule_verb verb)
{
	int to;
	enum err err = rule_transition_find(
	    &rule_spark_machine, verb, (int)spark->status, call->fault, &to);

	return err && app_spark_check_not_over(call, spark) ? ERR_SPARK_OVER
							    : err;
}

/* The count of today's keeps another request of theirs waiting. */
static enum err
check_number(struct call *call)
{
	int64_t max = call->conf->sparks_per_person;
	struct q_spark_count_live_row live;
	enum err err = app_throttle_by_user(call, APP_THROTTLE_SPARK,
	    call->conf->sparks_per_day, "You have made many sparks today.");

	if (!err)
		err = q_spark_count_live(call->db, .viewer = call->user,
		    .since = call->now_us - RULE_SPARK_OVER_H * CLOCK_HOUR_US,
		    .now = call->now_us, .limit = max, &live);
	if (err || live.made < max)
		return err;
	call->fault->retry_after_s = APP_SPARK_WAIT_S;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "You have %lld sparks that are not over.", (long long)max);
}

static struct opt_time
due_of(const app_spark_row *spark)
{
	struct rule_spark rule = rule_of(spark);

	return rule_spark_due(&rule, spark->created_at);
}

enum err
app_spark_add(struct call *call, const app_spark_row *spark)
{
	app_spark_row s = *spark;
	enum err err = check_number(call);

	s.created_at = call->now_us;
	s.due_at = due_of(&s);
	if (!err)
		err = q_spark_add(call->db, .id = s.id,
		    .cluster_id = s.cluster_id, .group_id = s.group_id,
		    .viewer = call->user, Q_FIELDS_spark_input(&s),
		    Q_FIELDS_spark_course(&s), .now = call->now_us, NULL);
	if (!err)
		err = q_spark_enter(call->db, .id = s.id, .user = call->user,
		    .state = SPARK_PARTICIPANT_STATE_JOINED, .party_size = 1,
		    .is_invited = false, .now = call->now_us, NULL);
	return err ? err : app_spark_announce(call, &s);
}

enum err
app_spark_set(struct call *call, app_spark_row *spark)
{
	spark->due_at = due_of(spark);
	return q_spark_set(call->db, .id = spark->id,
	    Q_FIELDS_spark_input(spark), Q_FIELDS_spark_course(spark),
	    .now = call->now_us, NULL);
}

void
app_spark_begin(struct call *call, app_spark_row *spark)
{
	if (spark->start_time > call->now_us)
		spark->start_time = call->now_us;
	if (spark->decide_at > spark->start_time)
		spark->decide_at = spark->start_time;
	spark->status = SPARK_STATUS_ACTIVE;
	spark->is_decided = true;
}

enum err
app_spark_cancel(struct call *call, app_spark_row *spark,
    enum spark_reason reason, const char *words)
{
	enum err err;

	spark->status = SPARK_STATUS_CANCELLED;
	spark->reason = reason;
	spark->cancel_reason = words;
	err = app_spark_set(call, spark);
	return err ? err : app_spark_notice_off(call, spark);
}

/*
 * The clock.
 */

static struct db_call
find_due(struct call *call, int64_t max)
{
	return db_call_copy(
	    call->arena, Q_spark_due(.now = call->now_us, .limit = max));
}

static enum err
settle_due(struct call *call, struct uuid id)
{
	app_spark_row spark;

	return app_spark_lock(call, (struct spark_id){ id }, &spark);
}

static enum err
put_off(struct call *call, struct uuid id, int64_t until_us)
{
	return q_spark_put_off(
	    call->db, .id = (struct spark_id){ id }, .until = until_us, NULL);
}

const struct app_look app_spark_look = { find_due, settle_due, put_off,
	.is_together = true };
