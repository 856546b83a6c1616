/*
 * What the handlers of sparks share.
 */
#ifndef API_SPARK_H
#define API_SPARK_H

#include "api/reply.h"
#include "app/spark.h"
#include "generated/api.h"

/* app_spark_load, for a request whose If-Match still fits.
 * ERR_PRECONDITION_FAILED. */
MUST_CHECK enum err api_spark_load(struct call *call, struct spark_id id,
    enum app_spark_part part, app_spark_row *spark);

/* Whether the caller may make it where it is, for whom it is: app_home_check.
 */
MUST_CHECK enum err api_spark_check_home(
    struct call *call, const app_spark_row *spark);

/* 200 with the spark as the caller sees it. */
MUST_CHECK enum err api_spark_reply(struct call *call, struct spark_id id);

/*
 * Takes over what a creator has written: all of it, or for a patch what is
 * there, and where others see it to be. ERR_VALIDATION_FAILED, which tells all
 * that is wrong, ERR_END_BEFORE_START.
 */
MUST_CHECK enum err api_spark_merge(struct call *call, app_spark_row *spark,
    const struct api_spark_input *in, bool is_patch);

/* Whether its times can be, of one that is to take place, and there is time to
 * find people: ERR_VALIDATION_FAILED, ERR_END_BEFORE_START. */
MUST_CHECK enum err api_spark_check_times(
    struct call *call, const app_spark_row *spark);

#endif
