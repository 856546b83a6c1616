/*
 * Dates of a series whose turn comes, and the answers that stand for them.
 */
#ifndef APP_STANDING_OPEN_H
#define APP_STANDING_OPEN_H

#include "app/call.h"
#include "generated/id/event.h"

/* What follows needs a transaction. */

/* Leaves a date to a job: who has answered its series comes before everybody
 * else, in the order in which they did, and then it takes answers of all. Of
 * one that does already, only the first. */
MUST_CHECK enum err app_standing_open(struct call *call, struct event_id date);

/* The same of all dates of a series, or of one, that take answers, since they
 * did not for a while: who has answered the series meanwhile comes to them,
 * too. */
MUST_CHECK enum err app_standing_catch_up(
    struct call *call, struct event_id event);

#define APP_STANDING_JOB "standing" /* one page of them */
/* An app_job_fn. */
MUST_CHECK enum err app_standing_run(struct call *call, const char *payload);

#endif
