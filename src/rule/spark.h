/*
 * Sparks: what one is at a time, what the clock does to it, and which place it
 * shows to those who are not in it.
 */
#ifndef RULE_SPARK_H
#define RULE_SPARK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "base/opt.h"
#include "generated/words.h"

enum {
	RULE_SPARK_NOW_S = 60,	/* what begins so soon begins now */
	RULE_SPARK_AHEAD_D = 7, /* it begins so many days from now at most */
	RULE_SPARK_LONGEST_H = 24,
	RULE_SPARK_EXTENSIONS = 2, /* of two hours at most, each */
	RULE_SPARK_OVER_H = 28,	   /* by then it is over, however often it was
				      extended */
	RULE_SPARK_DRAFT_H = 24	   /* so long a draft is kept */
};

/* A spark as it was written last. */
struct rule_spark {
	enum spark_status status;
	enum spark_reason reason; /* that it is cancelled; 0: it is not */
	int64_t start_us, end_us;
	int64_t decide_us; /* when it is decided whether it takes place */
	bool is_decided;   /* it has been, and is not asked again */
	int64_t taken, others, min_spots;
	struct opt_time due; /* when the clock has to look at it */
};

/* What it is at a time. Nobody changes how many spots are taken once its time
 * to decide has come, unless that is written as decided; so it follows from the
 * row alone, and the fragment spark_status says the same in SQL. */
enum spark_status rule_spark_status(const struct rule_spark *s, int64_t now_us);

/* Whether it has been decided if it takes place, likewise. */
bool rule_spark_is_decided(const struct rule_spark *s, int64_t now_us);

/* Whether nothing can be done with it any more. */
bool rule_spark_is_over(enum spark_status status);

/* When the clock has to look at a new one, or at one whose times have changed:
 * created_us is when it was made. */
struct opt_time rule_spark_due(const struct rule_spark *s, int64_t created_us);

/* What the clock does. */
enum rule_spark_turn {
	RULE_SPARK_RESTS,
	RULE_SPARK_LAPSES, /* a draft that nobody published */
	RULE_SPARK_IS_ON,  /* it is decided: there are people enough */
	RULE_SPARK_IS_OFF, /* there are not */
	RULE_SPARK_BEGINS,
	RULE_SPARK_ENDS
};

/* The next step that is due; RULE_SPARK_RESTS: there is none, and *s is as it
 * was. Each leads on, so that a loop over them comes to an end. */
enum rule_spark_turn rule_spark_step(struct rule_spark *s, int64_t now_us);

/* The last of all steps that are due. */
enum rule_spark_turn rule_spark_settle(struct rule_spark *s, int64_t now_us);

/* Whether a place may be shown to so many metres: 0 (as it is), 100, 250, 500,
 * 1000 or 2000. */
bool rule_spark_is_precision(int64_t precision_m);

/* The middle of the cell that a place lies in, some precision_m metres high and
 * wide: the same for all places in it, however often one asks. */
void rule_spark_blur(double lat, double lon, int64_t precision_m,
    double *shown_lat, double *shown_lon);

#endif
