/*
 * What people like, learned from the events that they come to, of whom lets it
 * be learned.
 */
#ifndef APP_MATCH_LEARN_H
#define APP_MATCH_LEARN_H

#include "app/call.h"
#include "generated/id/event.h"

/* An event is over: has it be learned from, later, whoever came to it. Needs a
 * transaction. */
MUST_CHECK enum err app_match_learn(struct call *call, struct event_id event);

/* The other side, for the worker. */

#define APP_MATCH_LEARN_JOB "match_learn" /* of one person */

/* An app_job_fn: of the next person who came, that they like what the event was
 * about, a little more than before. Adds the job for whoever comes behind
 * them. */
MUST_CHECK enum err app_match_learn_run(struct call *call, const char *payload);

#endif
