/*
 * Countries change when their clocks are set, and a package brings that. What
 * clocks show at an event stays as it was said; when that is, is worked out
 * anew for all that is not over, and whoever answered is told.
 */
#ifndef APP_TIMEZONE_UPDATE_H
#define APP_TIMEZONE_UPDATE_H

#include "app/call.h"

/* Adds a job when the database of time zones is a later one than was last seen;
 * *is_new: it is. An earlier one changes nothing: a worker that has not got the
 * later one yet would take back what others have done. One that is seen for the
 * first time is only noted: by which one times were worked out before, nobody
 * knows. Begins and ends its transaction. */
MUST_CHECK enum err app_timezone_update_begin(struct call *call, bool *is_new);

#define APP_TIMEZONE_JOB "timezone_update" /* a page of events */
/* An app_job_fn: works out a page, and leaves the next one to a job; all of it,
 * to be done by others in a minute, when the database here is an earlier one
 * than is asked for. ERR_RETRY. */
MUST_CHECK enum err app_timezone_update_run(
    struct call *call, const char *payload);

#endif
