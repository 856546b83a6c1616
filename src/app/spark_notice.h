/*
 * What those who are in a spark are told of it.
 */
#ifndef APP_SPARK_NOTICE_H
#define APP_SPARK_NOTICE_H

#include "app/spark.h"

/* What follows needs a transaction. */

/* Those who are in it: it takes place. */
MUST_CHECK enum err app_spark_notice_on(
    struct call *call, const app_spark_row *spark);
/* Those who are in it, or have asked to be: it does not. */
MUST_CHECK enum err app_spark_notice_off(
    struct call *call, const app_spark_row *spark);
/* Somebody: it is theirs. */
MUST_CHECK enum err app_spark_notice_heir(
    struct call *call, const app_spark_row *spark, struct user_id heir);
/* Somebody was taken out of it. */
MUST_CHECK enum err app_spark_notice_removed(
    struct call *call, const app_spark_row *spark, struct user_id user);

#endif
