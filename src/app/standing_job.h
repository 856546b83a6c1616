/*
 * Dates of a series that are left to a job, which answers for those who have
 * answered the series (app/standing_open.h).
 */
#ifndef APP_STANDING_JOB_H
#define APP_STANDING_JOB_H

#include "app/call.h"
#include "generated/id/event.h"

#define APP_STANDING_JOB "standing" /* one page of them */

/* What follows needs a transaction. */

/* Leaves a date to a job: who has answered its series comes before everybody
 * else, in the order in which they did, and then it takes answers of all. Of
 * one that does already, only the first. */
MUST_CHECK enum err app_standing_open(struct call *call, struct event_id date);

/* The same of all dates of a series, or of one, that take answers and have no
 * tickets, since they did not for a while, or had some, or no seats: who has
 * answered the series meanwhile, or was left out, comes to them, too. */
MUST_CHECK enum err app_standing_catch_up(
    struct call *call, struct event_id event);

/* The next page of a date: those who answered the series after a time. */
MUST_CHECK enum err app_standing_go_on(
    struct call *call, struct event_id date, int64_t after_us);

#endif
