/*
 * Seats that an answer gives up.
 */
#ifndef APP_RSVP_FREE_H
#define APP_RSVP_FREE_H

#include "app/rsvp_facts.h"

/* Runs a write that is not left for the reply; ERR_RETRY when it writes
 * nothing.
 */
MUST_CHECK enum err app_rsvp_write(struct call *call, struct db_call write);

/* Seats that an answer holds: none of a series. */
int64_t app_rsvp_seats(const struct q_rsvp_facts_row *facts);
/* Whether its person stands in the line. */
bool app_rsvp_waits(const struct q_rsvp_facts_row *facts);
/* Whether those who wait may gain by an RSVP that holds fewer seats, or by what
 * else its person has. */
bool app_rsvp_is_freeing(const struct q_rsvp_facts_row *facts, int64_t fewer);

/* Runs a write that holds fewer seats, and ends what else its person has; what
 * they paid is due if somebody else does it. Those who wait follow. Needs a
 * transaction. */
MUST_CHECK enum err app_rsvp_free(struct call *call, struct event_id event,
    struct user_id user, const struct q_rsvp_facts_row *facts, int64_t fewer,
    struct db_call write);

#endif
