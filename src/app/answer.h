/*
 * Answers of people to what they see: an event, a date, or a series and thereby
 * all its dates.
 */
#ifndef APP_ANSWER_H
#define APP_ANSWER_H

#include "app/rsvp.h"

/* What follows needs a transaction. */

/* app_rsvp_set, and of a series app_standing_set: nobody waits for one. */
MUST_CHECK enum err app_answer_set(struct call *call, struct event_id event,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out);

/* app_rsvp_remove, and of a series app_standing_remove. When somebody has
 * answered the series of a date, that answer holds for it again. */
MUST_CHECK enum err app_answer_remove(
    struct call *call, struct event_id event, struct opt_int version);

/* app_rsvp_set_for; of a series also what follows for its dates. */
MUST_CHECK enum err app_answer_set_for(struct call *call, struct event_id event,
    struct user_id user, const struct app_rsvp *rsvp,
    struct app_rsvp_outcome *out);

/* app_rsvp_remove_for; of a series somebody's answers to dates ahead that
 * followed from the one to it go, too. */
MUST_CHECK enum err app_answer_remove_for(
    struct call *call, struct event_id event, struct user_id user);

#endif
