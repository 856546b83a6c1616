/*
 * Who may answer an event, and what an RSVP means.
 */
#ifndef RULE_RSVP_H
#define RULE_RSVP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "base/opt.h"
#include "generated/words.h"

struct rule_rsvp_facts {
	enum event_status event_status;
	int64_t end_us;
	struct opt_time closes;
	bool is_for_them; /* else they only oversee it */
	bool is_banned;	  /* from a space that it is in */
	bool is_closing;  /* such a space */
	bool is_withheld; /* it is hidden, or its organizer suspended */
};

/* ERR_BANNED, ERR_FORBIDDEN for whom the event is not for; ERR_RSVP_CLOSED when
 * it takes no RSVPs now: it is not published, over, withheld or in a space that
 * closes, or its organizer has closed the RSVPs. */
MUST_CHECK enum err rule_rsvp_check_open(
    const struct rule_rsvp_facts *facts, int64_t now_us, struct fault *f);

/* Whether an event is published and not over: seats are given to those who wait
 * for them, and a change concerns those who answered. */
bool rule_rsvp_event_is_ahead(
    enum event_status status, int64_t end_us, int64_t now_us);

/* Seats that an RSVP holds: the party of someone who attends, else 0. */
int64_t rule_rsvp_seats(enum rsvp_status status, int64_t party_size);

#endif
