/*
 * Answering without an account, as several test files say it.
 */
#ifndef T_API_GUEST_ASK_H
#define T_API_GUEST_ASK_H

#include "t/lib/api.h"
#include "t/lib/eml.h"
#include "t/lib/work.h"

#define OPEN ", 'guest_rsvp': true"

#define given_open_event(...) given_event("e", .more = text(OPEN), __VA_ARGS__)

/* Asked from a network of its own each time: what is limited there has a test
 * of its own. */
static inline int
ask_for(const char *event, const char *email, const char *status, int party)
{
	static unsigned network;

	api_from(text("2001:db8:%x::1", ++network));
	return anonymous(POST,
	    "/events/%s/guest-rsvps {'email': '%s', 'first_name': 'Gus', "
	    "'last_name': 'Guest', 'status': '%s', 'party_size': %d}",
	    id(event), email, status, party);
}

static inline int
ask(const char *email)
{
	return ask_for("e", email, "attending", 1);
}

/* What stands in the last mail to an address behind /guest/#. */
static inline char *
token_mailed(const char *email)
{
	char *mail, *token;

	work();
	mail = work_mail(email);
	cr_assert(mail, "no mail to %s", email);
	token = eml_after(mail, "/guest/#");
	cr_assert(token, "%s", mail);
	return token;
}

#endif
