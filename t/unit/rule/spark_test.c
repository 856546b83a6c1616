/*
 * Sparks: what one is at a time, whoever has looked at it before, and how well
 * a place is hidden.
 */
#include "rule/spark.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "base/word.h"

#include "base/banned.h"

enum { SPARKS = 20000, TIMES = 12 };

static int64_t
below(int64_t n)
{
	return random() % n;
}

/* All that may stand in a row, near to each other. */
static struct rule_spark
some_spark(void)
{
	static const enum spark_status states[] = { SPARK_STATUS_CREATED,
		SPARK_STATUS_SCHEDULED, SPARK_STATUS_ACTIVE };
	struct rule_spark s = { .status = states[below(3)],
		.start_us = 20 + below(10),
		.taken = 1 + below(3) };

	s.decide_us = s.start_us - below(10);
	s.end_us = s.start_us + 1 + below(10);
	s.others = below(s.taken);
	s.min_spots = 1 + below(3);
	s.is_decided = s.status == SPARK_STATUS_ACTIVE || below(4) == 0;
	s.due = rule_spark_due(&s, 0);
	return s;
}

Test(rule_spark, time_makes_of_it_what_it_is_said_to_be)
{
	for (int i = 0; i < SPARKS; i++) {
		struct rule_spark s = some_spark(), settled = s;
		int64_t now = below(60);

		rule_spark_settle(&settled, now);
		cr_assert(rule_spark_status(&s, now) == settled.status,
		    "%d: %s is %s at %d, not %s", i,
		    word_text(&spark_status_words, (int)s.status),
		    word_text(
			&spark_status_words, (int)rule_spark_status(&s, now)),
		    (int)now,
		    word_text(&spark_status_words, (int)settled.status));
		cr_assert(
		    rule_spark_is_decided(&s, now) == settled.is_decided ||
		    settled.status == SPARK_STATUS_CANCELLED);
		cr_assert(
		    settled.due.set == !rule_spark_is_over(settled.status));
		cr_assert(!settled.due.set || settled.due.v > now);
	}
}

Test(rule_spark, it_does_not_matter_who_looked_when)
{
	for (int i = 0; i < SPARKS; i++) {
		struct rule_spark often = some_spark(), once = often;
		int64_t last = 0;

		for (int k = 0; k < TIMES; k++) {
			last += below(10);
			rule_spark_settle(&often, last);
			rule_spark_settle(&often, last);
		}
		rule_spark_settle(&once, last);
		cr_assert(often.status == once.status);
		cr_assert(often.reason == once.reason);
		cr_assert(often.is_decided == once.is_decided);
		cr_assert(
		    often.due.set == once.due.set && often.due.v == once.due.v);
	}
}

Test(rule_spark, each_step_is_taken_once)
{
	for (int i = 0; i < SPARKS; i++) {
		struct rule_spark s = some_spark();
		int taken[RULE_SPARK_ENDS + 1] = { 0 };

		for (int64_t now = 0; now < 60; now += below(5)) {
			enum rule_spark_turn turn;

			while ((turn = rule_spark_step(&s, now)))
				cr_assert(++taken[turn] == 1);
		}
		cr_assert(rule_spark_is_over(s.status));
		cr_assert(
		    !taken[RULE_SPARK_IS_OFF] || !taken[RULE_SPARK_IS_ON]);
	}
}

/* Whoever joins after the time to decide has it written that it is. */
Test(rule_spark, people_who_come_late_do_not_call_it_off)
{
	struct rule_spark s = { .status = SPARK_STATUS_SCHEDULED,
		.start_us = 20,
		.end_us = 30,
		.decide_us = 10,
		.is_decided = true,
		.taken = 1,
		.min_spots = 2,
		.due = { true, 10 } };

	cr_expect(rule_spark_status(&s, 15) == SPARK_STATUS_SCHEDULED);
	cr_expect(rule_spark_step(&s, 15) == RULE_SPARK_IS_ON);
	cr_expect(rule_spark_step(&s, 15) == RULE_SPARK_RESTS);
	cr_expect(rule_spark_step(&s, 20) == RULE_SPARK_BEGINS);
}

/* Places */

static const int64_t precisions[] = { 100, 250, 500, 1000, 2000 };

static double
between(double low, double high)
{
	return low + (high - low) * (double)random() / (double)RAND_MAX;
}

/* Metres, on a plane, which the cells are small enough for. */
static double
distance(double lat, double lon, double to_lat, double to_lon)
{
	double east = remainder(to_lon - lon, 360) * cos(lat * M_PI / 180);

	return hypot(to_lat - lat, east) * 111320;
}

Test(rule_spark, a_place_is_shown_within_its_cell)
{
	for (int i = 0; i < SPARKS; i++) {
		int64_t precision = precisions[below(N_OF(precisions))];
		double lat = between(-89, 89), lon = between(-180, 180);
		double to_lat, to_lon, off;

		rule_spark_blur(lat, lon, precision, &to_lat, &to_lon);
		off = distance(lat, lon, to_lat, to_lon);
		cr_assert(off <= 0.75 * (double)precision,
		    "%f,%f to %d m: %f m off", lat, lon, (int)precision, off);
		cr_assert(fabs(to_lat) <= 90 && fabs(to_lon) <= 180);
	}
}

/* However often it is asked for, and by the same cell for all that lie in it:
 * that it is the middle does not tell where in it. */
Test(rule_spark, what_is_shown_tells_the_cell_and_no_more)
{
	for (int i = 0; i < SPARKS; i++) {
		int64_t precision = precisions[below(N_OF(precisions))];
		double step = (double)precision / 111320, near = step / 100;
		double lat = between(-80, 80), lon = between(-179, 179);
		double a_lat, a_lon, b_lat, b_lon;

		rule_spark_blur(lat, lon, precision, &a_lat, &a_lon);
		rule_spark_blur(a_lat + between(-near, near),
		    a_lon + between(-near, near), precision, &b_lat, &b_lon);
		cr_assert(a_lat == b_lat && a_lon == b_lon);
	}
}

Test(rule_spark, the_ends_of_the_earth_are_on_it)
{
	double lat, lon;

	for (size_t i = 0; i < N_OF(precisions); i++) {
		rule_spark_blur(90, 180, precisions[i], &lat, &lon);
		cr_expect(lat <= 90 && lon <= 180 && lon >= -180);
		rule_spark_blur(-90, -180, precisions[i], &lat, &lon);
		cr_expect(lat >= -90 && lon <= 180 && lon >= -180);
	}
	rule_spark_blur(12.5, 13.5, 0, &lat, &lon);
	cr_expect(lat == 12.5 && lon == 13.5);
	cr_expect(rule_spark_is_precision(0) && !rule_spark_is_precision(1));
}
