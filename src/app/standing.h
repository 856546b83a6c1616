/*
 * Answers that stand: one to a series is one to each of its dates that takes
 * answers, now or when its turn comes, unless its person says something else of
 * that date.
 *
 * Who answers a series has its row locked, and so has whoever opens one of its
 * dates (app/standing_open.h): each sees what the other one did.
 */
#ifndef APP_STANDING_H
#define APP_STANDING_H

#include "app/rsvp.h"

/* What follows needs a transaction. */

/*
 * Sets the caller's answer to a series, and those to its dates that follow from
 * it. What is refused at a date leaves that as it is (rule/standing.h). *reply:
 * the answer, with what came of it. ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_BANNED,
 * ERR_RSVP_CLOSED, ERR_VALIDATION_FAILED, ERR_RETRY as of app_rsvp_set.
 */
MUST_CHECK enum err app_standing_set(struct call *call, struct event_id series,
    const struct app_rsvp *rsvp, struct db_call *reply);

/* Takes it back, and with it what followed from it on dates ahead.
 * ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_RETRY as of app_rsvp_remove. */
MUST_CHECK enum err app_standing_remove(
    struct call *call, struct event_id series, struct opt_int version);

/* The two halves of that by themselves, without asking: with the row of the
 * series locked. ERR_RETRY. */

/* What app_standing_set does. */
MUST_CHECK enum err app_standing_put(struct call *call, struct event_id series,
    const struct app_rsvp *rsvp, struct db_call *reply);
/* Takes back what followed from the caller's answer on dates ahead. */
MUST_CHECK enum err app_standing_forget(
    struct call *call, struct event_id series);

/* Has the caller's answer to a series hold again for a date that they have
 * answered otherwise, or not at all; *is_done: whether it does, else nothing
 * was changed. ERR_RETRY. */
MUST_CHECK enum err app_standing_return(struct call *call,
    struct event_id series, struct event_id date, struct opt_int version,
    bool *is_done);

#endif
