/*
 * Answering an event, as several test files say it.
 */
#ifndef T_LIB_ANSWER_H
#define T_LIB_ANSWER_H

#include "t/lib/given.h"
#include "t/lib/talk.h"

/* With a party of so many people. */
static inline int
attend_with(const char *user, const char *event, int party)
{
	return as(user, PUT,
	    "/events/%s/rsvps/me {'status': 'attending', 'party_size': %d}",
	    id(event), party);
}

static inline int
attend(const char *user, const char *event)
{
	return attend_with(user, event, 1);
}

static inline int
decline(const char *user, const char *event)
{
	return as(user, PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
	    id(event));
}

#endif
