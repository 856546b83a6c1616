/*
 * What a creator writes: what is read of it, and whether it can be.
 */
#include "api/list.h"
#include "api/spark.h"
#include "base/clock.h"

#include "base/banned.h"

enum { DURATION_S = 2 * 3600, PRECISION_M = 500 };

static enum err
refuse(struct call *call, const char *pointer, const char *code,
    const char *detail)
{
	return fault_item(
	    call->fault, ERR_VALIDATION_FAILED, pointer, code, "%s", detail);
}

/*
 * Merging. In a patch what is not there stays.
 */

static void
merge_place(app_spark_row *s, const struct api_spark_location *in)
{
	bool all = s->place_label == NULL;

	if (all || in->has.label)
		s->place_label = in->label;
	if (all || in->has.detail)
		s->place_detail = in->detail;
	if (all || in->has.lat)
		s->lat = in->lat;
	if (all || in->has.lon)
		s->lon = in->lon;
	if (in->has.precision_m)
		s->precision_m = in->precision_m;
}

/* Its precision stays that of a place that is taken away. */
static void
remove_place(app_spark_row *s)
{
	s->place_label = s->place_detail = NULL;
	s->lat = s->lon = (struct opt_real){ 0 };
}

/* Fixed now: what differed at each look would tell where it is. */
static void
blur(app_spark_row *s)
{
	s->shown_lat = s->lat;
	s->shown_lon = s->lon;
	if (s->lat.set && s->lon.set)
		rule_spark_blur(s->lat.v, s->lon.v, s->precision_m,
		    &s->shown_lat.v, &s->shown_lon.v);
}

static int64_t
end_of(const app_spark_row *s, const struct api_spark_input *in,
    int64_t duration_us)
{
	if (in->end_time.set)
		return in->end_time.v;
	if (in->active_duration.set)
		duration_us = in->active_duration.v * CLOCK_SECOND_US;
	return s->start_time + duration_us;
}

static void
merge_times(struct call *call, app_spark_row *s,
    const struct api_spark_input *in, bool is_patch)
{
	int64_t duration_us = is_patch ? s->end_time - s->start_time
				       : DURATION_S * CLOCK_SECOND_US;
	int64_t before_us = is_patch && !in->has.decide_before_s
				? s->start_time - s->decide_at
				: in->decide_before_s * CLOCK_SECOND_US;

	if (in->start_time.set)
		s->start_time = in->start_time.v;
	else if (!is_patch || in->has.start_time)
		s->start_time = call->now_us;
	s->end_time = end_of(s, in, duration_us);
	s->decide_at = s->start_time - before_us;
}

static enum spark_visibility
default_visibility(const app_spark_row *s)
{
	if (!uuid_is_nil(s->group_id.v))
		return SPARK_VISIBILITY_GROUP;
	return uuid_is_nil(s->cluster_id.v) ? SPARK_VISIBILITY_INVITE
					    : SPARK_VISIBILITY_CLUSTER;
}

static void
merge(struct call *call, app_spark_row *s, const struct api_spark_input *in,
    bool is_patch)
{
#define TAKE(member)                     \
	if (!is_patch || in->has.member) \
		s->member = in->member;
	TAKE(name)
	TAKE(description)
	TAKE(category_id)
	TAKE(join_policy)
	TAKE(total_spots)
	TAKE(min_spots)
#undef TAKE
	if (in->visibility)
		s->visibility = in->visibility;
	else if (!s->visibility)
		s->visibility = default_visibility(s);
	if (!is_patch || in->has.tags)
		s->tags = api_list_texts(call->arena, in->tags);
	if (in->location)
		merge_place(s, in->location);
	else if (!is_patch || in->has.location)
		remove_place(s);
	merge_times(call, s, in, is_patch);
}

/*
 * Checking.
 */

/* The rest as the bare values are, each by the contract. */
static void
check_values(struct call *call, const app_spark_row *s, int64_t precision_was)
{
	if (s->min_spots > s->total_spots)
		refuse(call, "/min_spots", "out_of_range",
		    "Not more than total_spots.");
	if (s->lat.set != s->lon.set)
		refuse(call, s->lat.set ? "/location/lon" : "/location/lat",
		    "required", "A place has both.");
	if (!rule_spark_is_precision(s->precision_m))
		refuse(call, "/location/precision_m", "out_of_range",
		    "Use 0, 100, 250, 500, 1000 or 2000.");
	else if (s->others > 0 && s->precision_m < precision_was)
		refuse(call, "/location/precision_m", "out_of_range",
		    "Others are in it: not more exact than before.");
}

static enum err
conclude(struct call *call)
{
	struct fault *f = call->fault;

	if (f->n_items == 0)
		return ERR_OK;
	return f->n_items > 1 ? fault(f, ERR_VALIDATION_FAILED,
				    "Several values are not valid.")
			      : fault(f, f->err, "%s", f->items[0].detail);
}

enum err
api_spark_merge(struct call *call, app_spark_row *spark,
    const struct api_spark_input *in, bool is_patch)
{
	int64_t precision_was = spark->precision_m;

	if (!is_patch)
		spark->precision_m = PRECISION_M;
	merge(call, spark, in, is_patch);
	check_values(call, spark, precision_was);
	blur(spark);
	return conclude(call);
}

static bool
is_start_in_reach(struct call *call, int64_t start_us)
{
	return start_us >= call->now_us - RULE_SPARK_NOW_S * CLOCK_SECOND_US &&
	       start_us <= call->now_us + RULE_SPARK_AHEAD_D * CLOCK_DAY_US;
}

/* Whether it would be called off as soon as it is written. */
static bool
is_too_late(struct call *call, const app_spark_row *s)
{
	return !s->is_decided && s->decide_at <= call->now_us &&
	       s->taken < s->min_spots;
}

enum err
api_spark_check_times(struct call *call, const app_spark_row *spark)
{
	if (!is_start_in_reach(call, spark->start_time))
		refuse(call, "/start_time", "out_of_range",
		    "From now on, and within seven days.");
	if (spark->end_time <= spark->start_time)
		fault_item(call->fault, ERR_END_BEFORE_START, "/end_time",
		    "end_before_start", "The end must come after the start.");
	else if (spark->end_time - spark->start_time >
		 RULE_SPARK_LONGEST_H * CLOCK_HOUR_US)
		refuse(call, "/end_time", "out_of_range",
		    "It lasts for 24 hours at most.");
	else if (spark->end_time <= call->now_us)
		refuse(call, "/end_time", "out_of_range", "It would be over.");
	if (is_too_late(call, spark))
		refuse(call, "/decide_before_s", "out_of_range",
		    "There is no time left to find people.");
	return conclude(call);
}
