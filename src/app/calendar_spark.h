/*
 * A spark as calendar programs read it.
 */
#ifndef APP_CALENDAR_SPARK_H
#define APP_CALENDAR_SPARK_H

#include "app/calendar_text.h"
#include "generated/id/space.h"
#include "generated/id/spark.h"

enum { APP_CALENDAR_SPARKS = 300 };

/* Writes the last of the sparks that are for a space and its groups, or without
 * one that the pen's viewer is in, from a time on, as they see each. */
MUST_CHECK enum err app_calendar_put_sparks(
    struct app_calendar_pen *pen, struct space_id space, int64_t since_us);

/* *mark: another number whenever it writes anything else for that viewer. */
MUST_CHECK enum err app_calendar_mark_sparks(struct call *call,
    struct user_id viewer, struct space_id space, int64_t since_us,
    int64_t *mark);

/* Appends a file with the spark, as the caller sees it now: tentative until it
 * is decided, and without its place on the map, which is not told. It is small,
 * so an ETag may be made of the text. ERR_NOT_FOUND. */
MUST_CHECK enum err app_calendar_put_spark(
    struct call *call, struct spark_id id, struct buf *to);

#endif
