/*
 * A date of a series as an event of its own: what it says, and what its series
 * says for it.
 */
#ifndef API_EVENT_DATE_H
#define API_EVENT_DATE_H

#include "api/event.h"

typedef struct q_event_lender_row api_event_lender;

/* Whether it is a date of a series. */
bool api_event_is_date(const api_event_row *e);

/* Reads the series of a date, whose row is locked with it, and fills in what
 * the date does not say itself. ERR_NOT_FOUND. */
MUST_CHECK enum err api_event_date_borrow(
    struct call *call, api_event_row *e, api_event_lender *from);

/* By its words the event is found from now on. */
MUST_CHECK enum err api_event_index(
    struct call *call, struct event_id id, const api_event_row *e);

/* Until when a date is answered, of which nothing was said and which has no
 * time of its own for that: so long before its start as its series is. */
void api_event_date_close(api_event_row *e, const struct api_event_input *in,
    const api_event_lender *from);

/* What somebody said of this date and meant for all is as its series has it,
 * which has been changed so, whatever the date has had of its own. */
void api_event_date_follow(api_event_row *e, const struct api_event_input *in,
    bool is_patch, const api_event_lender *from);

/*
 * Writes a date: what is as its series has it is borrowed from there, also when
 * it was not before. ERR_VALIDATION_FAILED for what a series says for all its
 * dates alike: the zone, who sees them, categories and tags.
 */
MUST_CHECK enum err api_event_date_set(struct call *call, struct event_id id,
    const api_event_row *e, const api_event_lender *from,
    struct opt_time due_at);

#endif
