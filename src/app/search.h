/*
 * The words by which events are found. Whatever changes the texts of an event
 * says so here in the same transaction.
 */
#ifndef APP_SEARCH_H
#define APP_SEARCH_H

#include "app/call.h"
#include "generated/id/event.h"

#define APP_SEARCH_JOB "search" /* the kind of the jobs that index anew */

/* What an event is found by; NULL where it has none. */
struct app_search_texts {
	const char *title, *location, *venue_name, *description;
};

/* Makes an event found by its texts and no others. Needs a transaction. */
MUST_CHECK enum err app_search_add(struct call *call, struct event_id event,
    const struct app_search_texts *texts);

/*
 * An app_job_fn: indexes the events after the one in the payload anew, a page
 * at a time, and adds the job of the next page. Migrations that change what
 * words are add the first one. ERR_BAD_REQUEST when the payload is not one of
 * these jobs.
 */
MUST_CHECK enum err app_search_run(struct call *call, const char *payload);

#endif
