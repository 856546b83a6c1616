/*
 * A spark that is published is told to those of its audience who want to hear
 * of sparks that suit them.
 */
#ifndef APP_SPARK_ANNOUNCE_H
#define APP_SPARK_ANNOUNCE_H

#include "app/spark.h"

enum {
	APP_SPARK_ANNOUNCE_MOST = 200, /* people, of one spark */
	APP_SPARK_ANNOUNCE_DAY = 3     /* sparks, to one person a day */
};

/* Has a spark told that others can see; nothing of a draft, or one for whom it
 * invites alone. Needs a transaction. */
MUST_CHECK enum err app_spark_announce(
    struct call *call, const app_spark_row *spark);

/* The other side, for the worker. */

#define APP_SPARK_ANNOUNCE_JOB "spark_announce" /* one spark */

/*
 * An app_job_fn: tells those whom it suits best, as app_match_sparks compares,
 * of whom it does by 0.3 at least, and who are usually free for half of it;
 * each whom it may be shown to, by the one door (app/notice.h). Nobody of one
 * that is over or full. ERR_RETRY.
 */
MUST_CHECK enum err app_spark_announce_run(
    struct call *call, const char *payload);

#endif
