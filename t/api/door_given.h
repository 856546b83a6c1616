/*
 * An event with a door, as several test files take it for granted.
 */
#ifndef T_API_DOOR_GIVEN_H
#define T_API_DOOR_GIVEN_H

#include "t/lib/api.h"
#include "t/lib/given.h"

/* An event "e" of ann's that begins in an hour, with a "type" of free tickets;
 * dora looks after its door. */
static inline void
given_door(void)
{
	given_event("e", .waitlist = true, .capacity = 40);
	given("type", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free'}",
	    id("e"));
	given_moved("e", "ann", 1, 4);
	expect(200, as("dora", PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("e")));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'door'}",
			id("e"), id("dora")));
}

#endif
