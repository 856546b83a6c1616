/*
 * What the clock does to events: it reminds who comes, asks whether they still
 * do, and says that an event has been. An event says when that is next, in
 * due_at; no job waits for a time that may change.
 */
#ifndef APP_DUE_H
#define APP_DUE_H

#include "app/call.h"
#include "generated/id/event.h"

/* Asks those who come to an event that lies ahead, but the caller, whether they
 * still do, also who has said so; nothing for what does not. Needs a
 * transaction that has the row. */
MUST_CHECK enum err app_due_ask_again(struct call *call, struct event_id event);

/* The other side, for the worker. */

#define APP_DUE_JOB "event_due" /* one event */

/* Adds a job for each event that something is due for; *n is how many. An
 * event whose job came to nothing has another one an hour later. Begins and
 * ends its transactions. */
MUST_CHECK enum err app_due_begin(struct call *call, size_t *n);

/* What a clock that was ahead has done is not done: what it kept for later is
 * looked at. Of a thousand such events, *n: how many. */
MUST_CHECK enum err app_due_set_back(struct call *call, int64_t *n);

/* An app_job_fn: does all that is due of the event as it is now. ERR_RETRY. */
MUST_CHECK enum err app_due_run(struct call *call, const char *payload);

#endif
