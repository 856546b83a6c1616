/*
 * Logging in over HTTP, by the password that everybody has in tests.
 */
#ifndef T_E2E_LOGIN_H
#define T_E2E_LOGIN_H

#include "t/lib/given.h"
#include "t/lib/talk.h"

/* The Authorization header of name@example.org. */
static inline char *
log_in(const char *name)
{
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': '%s@example.org', 'password': '%s'}",
		name, GIVEN_PASSWORD));
	return text("Bearer %s", body("/access_token"));
}

#endif
