/*
 * Steps are taken in the order of their times; who slept takes several.
 */
#include "rule/spark.h"

#include <math.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

#define METRES_PER_DEGREE 111320.0

static bool
has_too_few(const struct rule_spark *s)
{
	return !s->is_decided && s->taken < s->min_spots;
}

static enum spark_status
end_of(const struct rule_spark *s)
{
	return s->others > 0 ? SPARK_STATUS_COMPLETED : SPARK_STATUS_EXPIRED;
}

static enum spark_status
status_of_scheduled(const struct rule_spark *s, int64_t now_us)
{
	if (has_too_few(s) && now_us >= s->decide_us)
		return SPARK_STATUS_CANCELLED;
	if (now_us >= s->end_us)
		return end_of(s);
	return now_us >= s->start_us ? SPARK_STATUS_ACTIVE
				     : SPARK_STATUS_SCHEDULED;
}

enum spark_status
rule_spark_status(const struct rule_spark *s, int64_t now_us)
{
	switch (s->status) {
	case SPARK_STATUS_CREATED:
		return now_us >= s->due.v ? SPARK_STATUS_EXPIRED
					  : SPARK_STATUS_CREATED;
	case SPARK_STATUS_SCHEDULED:
		return status_of_scheduled(s, now_us);
	case SPARK_STATUS_ACTIVE:
		return now_us >= s->end_us ? end_of(s) : SPARK_STATUS_ACTIVE;
	default:
		return s->status;
	}
}

bool
rule_spark_is_decided(const struct rule_spark *s, int64_t now_us)
{
	return s->is_decided ||
	       (s->status == SPARK_STATUS_SCHEDULED && now_us >= s->decide_us);
}

bool
rule_spark_is_over(enum spark_status status)
{
	return status == SPARK_STATUS_COMPLETED ||
	       status == SPARK_STATUS_EXPIRED ||
	       status == SPARK_STATUS_CANCELLED;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct opt_time
rule_spark_due(const struct rule_spark *s, int64_t created_us)
{
	switch (s->status) {
	case SPARK_STATUS_CREATED:
		return (struct opt_time){ true,
			earlier(s->end_us,
			    created_us + RULE_SPARK_DRAFT_H * CLOCK_HOUR_US) };
	case SPARK_STATUS_SCHEDULED:
		return (struct opt_time){ true,
			s->is_decided ? s->start_us : s->decide_us };
	case SPARK_STATUS_ACTIVE:
		return (struct opt_time){ true, s->end_us };
	default:
		return (struct opt_time){ 0 };
	}
}

static enum rule_spark_turn
end_as(
    struct rule_spark *s, enum spark_status status, enum rule_spark_turn turn)
{
	s->status = status;
	s->due = (struct opt_time){ 0 };
	return turn;
}

/* That it is decided may be written before the clock has looked, by whoever
 * joined or left; it says so all the same. */
static enum rule_spark_turn
step_of_scheduled(struct rule_spark *s)
{
	if (has_too_few(s)) {
		s->is_decided = true;
		s->reason = SPARK_REASON_NOT_ENOUGH_PEOPLE;
		return end_as(s, SPARK_STATUS_CANCELLED, RULE_SPARK_IS_OFF);
	}
	if (!s->is_decided || s->due.v < s->start_us) {
		s->is_decided = true;
		s->due.v = s->start_us;
		return RULE_SPARK_IS_ON;
	}
	s->status = SPARK_STATUS_ACTIVE;
	s->due.v = s->end_us;
	return RULE_SPARK_BEGINS;
}

enum rule_spark_turn
rule_spark_step(struct rule_spark *s, int64_t now_us)
{
	if (!s->due.set || s->due.v > now_us)
		return RULE_SPARK_RESTS;
	if (s->status == SPARK_STATUS_CREATED)
		return end_as(s, SPARK_STATUS_EXPIRED, RULE_SPARK_LAPSES);
	return s->status == SPARK_STATUS_SCHEDULED
		   ? step_of_scheduled(s)
		   : end_as(s, end_of(s), RULE_SPARK_ENDS);
}

enum rule_spark_turn
rule_spark_settle(struct rule_spark *s, int64_t now_us)
{
	enum rule_spark_turn last = RULE_SPARK_RESTS, turn;

	while ((turn = rule_spark_step(s, now_us)) != RULE_SPARK_RESTS)
		last = turn;
	return last;
}

bool
rule_spark_is_precision(int64_t precision_m)
{
	static const int64_t precisions[] = { 0, 100, 250, 500, 1000, 2000 };

	for (size_t i = 0; i < N_OF(precisions); i++)
		if (precision_m == precisions[i])
			return true;
	return false;
}

static double
middle_of(double at, double step)
{
	return (floor(at / step) + 0.5) * step;
}

void
rule_spark_blur(double lat, double lon, int64_t precision_m, double *shown_lat,
    double *shown_lon)
{
	double step = (double)precision_m / METRES_PER_DEGREE;
	double row;

	*shown_lat = lat;
	*shown_lon = lon;
	if (precision_m == 0)
		return;
	row = middle_of(lat, step);
	*shown_lat = fmin(fmax(row, -90), 90);
	/* Towards the poles cells get wider in degrees, not in metres. */
	*shown_lon = middle_of(lon, step / fmax(0.01, cos(row * M_PI / 180)));
	if (*shown_lon > 180)
		*shown_lon -= 360;
	if (*shown_lon < -180)
		*shown_lon += 360;
}
