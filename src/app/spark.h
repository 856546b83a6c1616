/*
 * Sparks: loading one that is to be changed, and what happens to it.
 */
#ifndef APP_SPARK_H
#define APP_SPARK_H

#include "app/call.h"
#include "app/look.h"
#include "generated/query/spark.h"
#include "generated/query/spark_join.h"
#include "rule/permission.h"
#include "rule/spark.h"
#include "rule/transition.h"

/* After so long another spark of theirs may be over. */
enum { APP_SPARK_WAIT_S = 600 };

/* A spark that is locked, and how the caller stands to it. */
typedef struct q_spark_for_write_row app_spark_row;

/* What follows needs a transaction. */

/*
 * Locks a spark, and brings it up to the time: what the clock has not written
 * yet is written first. Its version is still the one that the caller may have
 * seen. ERR_NOT_FOUND.
 */
MUST_CHECK enum err app_spark_lock(
    struct call *call, struct spark_id id, app_spark_row *spark);

/* What somebody has to be for what they want of a spark: in it, or more. */
enum app_spark_part { APP_SPARK_IN, APP_SPARK_MANAGES, APP_SPARK_MADE };

/* The same for a caller who is that; they are asked before it is locked too, so
 * that who may not makes nobody wait. ERR_NOT_FOUND for who does not see it,
 * ERR_FORBIDDEN. */
MUST_CHECK enum err app_spark_load(struct call *call, struct spark_id id,
    enum app_spark_part part, app_spark_row *spark);

/* ERR_SPARK_OVER, or ERR_INVALID_TRANSITION when the verb leads nowhere from
 * the state that it is in. */
MUST_CHECK enum err app_spark_check_verb(
    struct call *call, const app_spark_row *spark, enum rule_verb verb);

/* ERR_SPARK_OVER. */
MUST_CHECK enum err app_spark_check_not_over(
    struct call *call, const app_spark_row *spark);

/* Adds a spark of the caller's, who is in it. ERR_RATE_LIMITED for whoever has
 * made many. */
MUST_CHECK enum err app_spark_add(
    struct call *call, const app_spark_row *spark);

/* Writes what was changed of a spark that is locked. */
MUST_CHECK enum err app_spark_set(struct call *call, app_spark_row *spark);

/* It begins at the call's time, or has begun, and is decided. */
void app_spark_begin(struct call *call, app_spark_row *spark);

/* It does not take place. */
MUST_CHECK enum err app_spark_cancel(struct call *call, app_spark_row *spark,
    enum spark_reason reason, const char *words);

/* What has become of sparks by itself, and who is told of it. */
extern const struct app_look app_spark_look;

#endif
