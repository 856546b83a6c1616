/*
 * What decides about an RSVP, as it was read.
 */
#ifndef APP_RSVP_FACTS_H
#define APP_RSVP_FACTS_H

#include "app/rsvp.h"
#include "generated/query/rsvp.h"
#include "rule/rsvp.h"

/* Of an event and somebody's RSVP so far; ERR_NOT_FOUND when there is no such
 * event. */
MUST_CHECK enum err app_rsvp_facts(struct call *call, struct event_id event,
    struct user_id user, struct q_rsvp_facts_row *facts);

/* Of the caller, for whom the event has to be there; ERR_RETRY when version is
 * set and not that of their RSVP. */
MUST_CHECK enum err app_rsvp_facts_own(struct call *call, struct event_id event,
    struct opt_int version, struct q_rsvp_facts_row *facts);

/* The same for rule/rsvp.h. When a series closes and ends is said by its dates.
 */
struct rule_rsvp_facts app_rsvp_rule_facts(
    const struct q_rsvp_facts_row *facts);

/* Whether it takes the caller's RSVP: errors as of rule_rsvp_check_open, and
 * ERR_NOT_FOUND for who does not see it. */
MUST_CHECK enum err app_rsvp_check_open(struct call *call,
    struct event_id event, const struct q_rsvp_facts_row *facts);

/* Holds what somebody's answer stands on, before anything else is locked;
 * *is_held: whether there is anything. A refusal stands by itself. */
MUST_CHECK enum err app_rsvp_hold(struct call *call, struct event_id event,
    struct user_id user, enum rsvp_status status, bool *is_held);

#endif
