/*
 * Dates of a series whose turn comes, and the answers that stand for them.
 */
#ifndef APP_STANDING_OPEN_H
#define APP_STANDING_OPEN_H

#include "app/call.h"
#include "generated/id/event.h"

/* An app_job_fn of APP_STANDING_JOB (app/standing_job.h). */
MUST_CHECK enum err app_standing_run(struct call *call, const char *payload);

#endif
