/*
 * The door of an event: who is let in, who goes out, and who is not let in.
 *
 * Whatever doors report is kept; what comes of it follows from all that is
 * known of a party (rule/check_in.h), and is the same in whatever order they
 * report.
 */
#ifndef APP_CHECK_IN_H
#define APP_CHECK_IN_H

#include "app/call.h"
#include "generated/id/check_in.h"
#include "generated/id/event.h"
#include "generated/id/event_ticket.h"
#include "generated/words.h"

enum { APP_CHECK_IN_BATCH = 500 };

/* What a door reports. One of the first four is set. */
struct app_check_in_item {
	const char *code, *short_code; /* NULL: none */
	struct event_ticket_id ticket; /* nil: none */
	struct user_id user;
	const char *nonce;
	enum check_in_direction direction;
	struct opt_int persons; /* not set: all the others of the party */
	struct opt_time at;	/* not set, or ahead: now */
	const char *door;	/* NULL: none */
	bool force;
};

struct app_check_in_outcome {
	struct check_in_id id; /* nil: it is not kept */
	enum check_in_result result;
	struct user_id user;
	struct event_ticket_id ticket;
	const char *holder, *type; /* NULL: nobody's; none */
	int64_t party_size, inside;
};

/* Whether the caller looks after the door of an event, or runs it; *is_host:
 * the latter. ERR_NOT_FOUND, ERR_FORBIDDEN. */
MUST_CHECK enum err app_check_in_see(
    struct call *call, struct event_id event, bool *is_host);

/* What decides at the door of an event. */
struct app_check_in_door {
	enum event_status status;
	int64_t start_us;
};

/* What follows needs a transaction, is for those, and locks the event. */

/* Locks it for what one of them does; forces: ERR_FORBIDDEN for who does not
 * run the event. ERR_INVALID_TRANSITION of a series, whose dates have doors. */
MUST_CHECK enum err app_check_in_lock(struct call *call, struct event_id event,
    bool forces, struct app_check_in_door *door);

/*
 * Keeps what is reported; the n outcomes say what comes of each by now. What
 * was reported before, by its nonce, is not kept again. ERR_FORBIDDEN too for
 * force by who does not run the event; ERR_INVALID_TRANSITION of a series,
 * whose dates have doors; ERR_VALIDATION_FAILED; ERR_RATE_LIMITED when too much
 * is reported of one party.
 */
MUST_CHECK enum err app_check_in_add(struct call *call, struct event_id event,
    const struct app_check_in_item *items, size_t n,
    struct app_check_in_outcome *outcomes);

/* Outside of a transaction: ERR_RATE_LIMITED when the caller has come with too
 * many codes that there are not. */
MUST_CHECK enum err app_check_in_check_misses(struct call *call);
/* Outside of a transaction too: one more of them. */
MUST_CHECK enum err app_check_in_count_miss(struct call *call);

#endif
