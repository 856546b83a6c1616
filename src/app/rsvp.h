/*
 * RSVPs: answers to events, and the seats that they take.
 *
 * Seats are taken by one conditional UPDATE. Whoever cannot be seated at once
 * joins the waitlist under a lock on the event's seats, and every write that
 * frees a seat seats those who wait in the same transaction (app/seats.h).
 */
#ifndef APP_RSVP_H
#define APP_RSVP_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/ticket_type.h"
#include "generated/words.h"

/* The version of an RSVP that is not there. */
enum { APP_RSVP_NONE = 0 };

struct app_rsvp {
	enum rsvp_status status; /* attending, maybe or not_attending */
	int64_t party_size;
	struct ticket_type_id ticket_type; /* to wait for; nil: none */
	const char *note;		   /* NULL: none */
	enum rsvp_source source;	   /* how its person gave it */
	bool keeps_note;	 /* of a host: the note so far stays */
	struct opt_int replaces; /* only what has this version, if set */
};

struct app_rsvp_outcome {
	bool is_series; /* nothing was done: app/standing.h does it */
	bool is_waiting;
	/* One row, the RSVP, to be run in the same transaction. It may be
	 * what writes it; no row then means that something else came first:
	 * ERR_RETRY. Its inputs live in the call's arena. */
	struct db_call reply;
};

/*
 * Sets the caller's RSVP, all but what the outcome leaves to be run. Needs a
 * transaction. ERR_NOT_FOUND, ERR_RSVP_CLOSED (taking an RSVP back is always
 * possible), ERR_VALIDATION_FAILED for a party that it does not take,
 * ERR_EVENT_FULL, also for a party larger than the event;
 * ERR_TICKET_REQUIRED where there are tickets, but for who may only wait;
 * ERR_FORBIDDEN for whom a host has removed; ERR_RETRY when the RSVP, or the
 * event, changed meanwhile.
 */
MUST_CHECK enum err app_rsvp_set(struct call *call, struct event_id event,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out);

/* Takes the caller's RSVP back; only that of a version, if set. Needs a
 * transaction. ERR_NOT_FOUND, ERR_FORBIDDEN as above, ERR_RETRY. */
MUST_CHECK enum err app_rsvp_remove(
    struct call *call, struct event_id event, struct opt_int version);

/* Takes the seats or the place in the line from somebody, who then does not
 * attend; those who wait follow. Nothing when there are none. Needs a
 * transaction. */
MUST_CHECK enum err app_rsvp_release(
    struct call *call, struct event_id event, struct user_id user);

/* Takes somebody's answer away, as if they had never given one; those who wait
 * follow. Nothing when there is none, and that a host has removed them stays.
 * Needs a transaction. */
MUST_CHECK enum err app_rsvp_drop(
    struct call *call, struct event_id event, struct user_id user);

/*
 * As app_rsvp_set, in place of somebody who has answered the event, or whom the
 * caller sees, and tells them. Also when it takes no answers any more, until
 * RULE_RSVP_LATE_DAYS after its end; then nobody waits. ERR_NOT_FOUND also when
 * there is no such person, ERR_FORBIDDEN for who does not run the event, and
 * for somebody whom it is not for.
 */
MUST_CHECK enum err app_rsvp_set_for(struct call *call, struct event_id event,
    struct user_id user, const struct app_rsvp *rsvp,
    struct app_rsvp_outcome *out);

/* Removes somebody who has answered, and tells them: they cannot answer again
 * until a host does in their place. Those who wait follow. Fine when they were
 * removed before. Needs a transaction. ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_RSVP_CLOSED as above. */
MUST_CHECK enum err app_rsvp_remove_for(
    struct call *call, struct event_id event, struct user_id user);

#endif
