/*
 * Which sparks suit somebody: what they are about, and when.
 */
#ifndef APP_MATCH_SPARK_H
#define APP_MATCH_SPARK_H

#include "app/call.h"
#include "generated/id/spark.h"
#include "generated/query/match.h"
#include "generated/query/spark.h"
#include "rule/week.h"

/* So many of the next ones are looked at. */
enum { APP_MATCH_SPARKS_MAX = 500 };

/* A spark in this order: the highest score first, of equal ones the one that
 * begins first. */
struct app_match_spark {
	double score;
	const struct q_spark_for_match_row *row;
	const char *const *shared; /* n names of what it is about that the
				      caller likes */
	size_t n_shared;
	struct rule_week free; /* its half hours in which the caller is free,
				  in UTC */
};

/*
 * Those of all clusters in which the caller is matched that are about something
 * that they like, in their order; they live in the call's arena.
 * ERR_MATCHING_OFF.
 */
MUST_CHECK enum err app_match_sparks(
    struct call *call, struct app_match_spark **sparks, size_t *n);

#endif
