/*
 * Lists of sparks.
 */
#include "api/list.h"
#include "api/near.h"
#include "api/reply.h"
#include "base/clock.h"
#include "generated/api.h"
#include "generated/query/spark.h"
#include "rule/spark.h"

#include "base/banned.h"

enum { LISTED_DAYS = 31 };

typedef struct {
	struct user_id viewer;
	struct space_id cluster_id, group_id;
	enum spark_status state, or_state, or_else_state;
	const char *tag;
	struct opt_real lat, lon, reach;
	int64_t from, to, now;
} spark_list_filter;

/* What each filter lets through; NO_SPARK_STATUS is none. */
static const enum spark_status states[][3] = {
	[SPARK_FILTER_LIVE] = { SPARK_STATUS_CREATED, SPARK_STATUS_SCHEDULED,
	    SPARK_STATUS_ACTIVE },
	[SPARK_FILTER_PAST] = { SPARK_STATUS_COMPLETED, SPARK_STATUS_EXPIRED,
	    SPARK_STATUS_CANCELLED },
	[SPARK_FILTER_CREATED] = { SPARK_STATUS_CREATED },
	[SPARK_FILTER_SCHEDULED] = { SPARK_STATUS_SCHEDULED },
	[SPARK_FILTER_ACTIVE] = { SPARK_STATUS_ACTIVE },
	[SPARK_FILTER_COMPLETED] = { SPARK_STATUS_COMPLETED },
	[SPARK_FILTER_EXPIRED] = { SPARK_STATUS_EXPIRED },
	[SPARK_FILTER_CANCELLED] = { SPARK_STATUS_CANCELLED },
};

static bool
is_of_past(enum spark_filter status)
{
	return status == SPARK_FILTER_PAST ||
	       status == SPARK_FILTER_COMPLETED ||
	       status == SPARK_FILTER_EXPIRED ||
	       status == SPARK_FILTER_CANCELLED;
}

static spark_list_filter
filter_of(struct call *call, enum spark_filter status, struct opt_time from)
{
	int64_t back_us = is_of_past(status)
			      ? LISTED_DAYS * CLOCK_DAY_US
			      : RULE_SPARK_OVER_H * CLOCK_HOUR_US;
	spark_list_filter f = { .viewer = call->user,
		.state = states[status][0],
		.or_state = states[status][1],
		.or_else_state = states[status][2],
		.from = from.set ? from.v : call->now_us - back_us,
		.now = call->now_us };

	f.to = f.from < CLOCK_MAX_US - LISTED_DAYS * CLOCK_DAY_US
		   ? f.from + LISTED_DAYS * CLOCK_DAY_US
		   : CLOCK_MAX_US;
	return f;
}

enum err
api_spark_list(struct call *call, const struct api_spark_list_in *in)
{
	spark_list_filter f = filter_of(call, in->status, in->from);
	struct api_near near;
	enum err err = api_near_read(call, in->near, in->radius_m, &near);

	f.lat = near.lat;
	f.lon = near.lon;
	f.reach = near.reach;
	f.cluster_id = in->cluster_id;
	f.group_id = in->group_id;
	f.tag = in->tag;
	if (err)
		return err;
	return reply_list_after(call,
	    is_of_past(in->status) ? Q_spark_list(Q_FIELDS_spark_filter(&f))
	    : uuid_is_nil(in->cluster_id.v)
		? Q_spark_list_next(Q_FIELDS_spark_filter(&f))
		: Q_spark_list_live(Q_FIELDS_spark_filter(&f)),
	    in->limit, in->cursor, f.from);
}

enum err
api_spark_list_mine(struct call *call, const struct api_spark_list_mine_in *in)
{
	spark_list_filter f = filter_of(call, in->status, in->from);

	return reply_list_after(call,
	    Q_spark_list_mine(Q_FIELDS_spark_filter(&f)), in->limit, in->cursor,
	    f.from);
}
