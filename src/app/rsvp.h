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
#include "generated/words.h"

/* The version of an RSVP that is not there. */
enum { APP_RSVP_NONE = 0 };

struct app_rsvp {
	enum rsvp_status status; /* any but waitlisted */
	int64_t party_size;
	const char *note;	 /* NULL: none */
	struct opt_int replaces; /* only what has this version, if set */
};

struct app_rsvp_outcome {
	bool is_waiting;
	/* One row, the RSVP, to be run in the same transaction. It may be
	 * what writes it; no row then means that something else came first:
	 * ERR_RETRY. Its inputs live in the call's arena. */
	struct db_call reply;
};

/*
 * Sets the caller's RSVP, all but what the outcome leaves to be run. Needs a
 * transaction. ERR_NOT_FOUND, ERR_RSVP_CLOSED (taking an RSVP back is always
 * possible), ERR_EVENT_FULL, also for a party larger than the event; ERR_RETRY
 * when the RSVP, or the event, changed meanwhile.
 */
MUST_CHECK enum err app_rsvp_set(struct call *call, struct event_id event,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out);

/* Takes the caller's RSVP back; only that of a version, if set. Needs a
 * transaction. ERR_NOT_FOUND, ERR_RETRY. */
MUST_CHECK enum err app_rsvp_remove(
    struct call *call, struct event_id event, struct opt_int version);

/* Takes the seats or the place in the line from somebody, who then does not
 * attend; those who wait follow. Nothing when there are none. Needs a
 * transaction. */
MUST_CHECK enum err app_rsvp_release(
    struct call *call, struct event_id event, struct user_id user);

/* Takes somebody's answer away, as if they had never given one; those who wait
 * follow. Nothing when there is none. Needs a transaction. */
MUST_CHECK enum err app_rsvp_drop(
    struct call *call, struct event_id event, struct user_id user);

#endif
