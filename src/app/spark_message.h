/*
 * What those who are in a spark write to each other, until it is over. Messages
 * are numbered under the lock of the spark's row, as those of groups are
 * (app/message.h), and purged some days after its end.
 */
#ifndef APP_SPARK_MESSAGE_H
#define APP_SPARK_MESSAGE_H

#include "app/message.h"
#include "app/spark.h"

enum { APP_SPARK_MESSAGE_DAYS = 7 };

/* For who is in the spark, and who manages it, for whom *sees_all is true.
 * ERR_NOT_FOUND, ERR_FORBIDDEN. */
MUST_CHECK enum err app_spark_message_require_reader(
    struct call *call, struct spark_id spark, bool *sees_all);

/* What follows needs a transaction. */

/* Adds a message of the caller's, who is in the spark, and writes its id to
 * *id. ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_SPARK_OVER, ERR_RATE_LIMITED,
 * ERR_VALIDATION_FAILED at /reply_to_id. */
MUST_CHECK enum err app_spark_message_add(struct call *call,
    struct spark_id spark, const struct app_message *message,
    struct message_id *id);

/* A message that is about to change. */
struct app_spark_message_held {
	app_spark_row spark;
	app_message_row row;
	bool sees_all; /* for whoever manages the spark */
};

/* Locks the spark and then the message, for who reads there. ERR_NOT_FOUND,
 * ERR_FORBIDDEN. */
MUST_CHECK enum err app_spark_message_hold(struct call *call,
    struct spark_id spark, struct message_id id,
    struct app_spark_message_held *held);

/* Other words for one that is held. ERR_FORBIDDEN, ERR_SPARK_OVER,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_spark_message_edit(struct call *call,
    const struct app_spark_message_held *held, const char *content);

/* Removes what one that is held says, for its author and for whoever manages
 * the spark. ERR_FORBIDDEN. */
MUST_CHECK enum err app_spark_message_remove(
    struct call *call, const struct app_spark_message_held *held);

#endif
