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
#include "rule/transition.h"

struct rule_rsvp_facts {
	enum event_status event_status;
	int64_t end_us;
	struct opt_time closes;
	bool is_open;	  /* else it is a series, or a date whose turn comes */
	bool is_for_them; /* else they only oversee it */
	bool is_banned;	  /* from a space that it is in */
	bool is_closing;  /* such a space */
	bool is_withheld; /* it is hidden, or its organizer suspended */
};

/* ERR_BANNED, ERR_FORBIDDEN for whom the event is not for; ERR_RSVP_CLOSED when
 * it takes no RSVPs now: it is not published, over, withheld or in a space that
 * closes, or its organizer has closed the RSVPs; ERR_RSVP_NOT_OPEN. */
MUST_CHECK enum err rule_rsvp_check_open(
    const struct rule_rsvp_facts *facts, int64_t now_us, struct fault *f);

/* ERR_FORBIDDEN for whom a host has removed: what they have answered is not
 * theirs to change. */
MUST_CHECK enum err rule_rsvp_check_own(bool is_removed, struct fault *f);

/* The verb of an answer that is asked for: one of attending, maybe,
 * not_attending. */
enum rule_verb rule_rsvp_verb(enum rsvp_status asked);

/* So long after the end hosts still write who came. */
enum { RULE_RSVP_LATE_DAYS = 7 };
/* ERR_RSVP_CLOSED after that. */
MUST_CHECK enum err rule_rsvp_check_late(
    int64_t end_us, int64_t now_us, struct fault *f);

/* What hosts may answer in place of somebody whom it is for. ERR_RSVP_CLOSED
 * when the event was not published or will not take place, is withheld, in a
 * space that closes, or over for too long; ERR_FORBIDDEN for who is banned;
 * ERR_RSVP_NOT_OPEN. */
MUST_CHECK enum err rule_rsvp_check_host(
    const struct rule_rsvp_facts *facts, int64_t now_us, struct fault *f);

/* ERR_VALIDATION_FAILED for a party of more than an event takes, and more than
 * came with the answer so far. */
MUST_CHECK enum err rule_rsvp_check_party(
    int64_t party_size, int64_t so_far, int64_t max, struct fault *f);

/* Whether an event is published and not over: seats are given to those who wait
 * for them, and a change concerns those who answered. */
bool rule_rsvp_event_is_ahead(
    enum event_status status, int64_t end_us, int64_t now_us);

/* Seats that an RSVP holds: the party of someone who attends, else 0. */
int64_t rule_rsvp_seats(enum rsvp_status status, int64_t party_size);

#endif
