/*
 * Who comes to the door without having answered.
 */
#ifndef APP_WALK_IN_H
#define APP_WALK_IN_H

#include "app/check_in.h"
#include "generated/id/ticket_type.h"

struct app_walk_in {
	const char *name, *nonce;
	const char *door; /* NULL: none */
	int64_t persons;
	struct ticket_type_id type; /* nil: none */
	bool force;
};

/* Both need a transaction. */

/*
 * Lets them in, for who looks after the door: they take seats of the event, and
 * of the type. What was reported before, by its nonce, has the same result. As
 * app_check_in_add for who may not; ERR_EVENT_FULL without force, when there
 * are not so many seats or somebody waits for them, else they take what is
 * left; ERR_INVALID_TRANSITION of what does not take place;
 * ERR_VALIDATION_FAILED of a type that there is not.
 */
MUST_CHECK enum err app_walk_in_add(struct call *call, struct event_id event,
    const struct app_walk_in *walk_in, struct app_check_in_outcome *outcome);

/* The seats that one had, of which the event is locked, go to whoever is next.
 */
MUST_CHECK enum err app_walk_in_free(struct call *call, struct event_id event,
    int64_t seats, struct ticket_type_id type);

#endif
