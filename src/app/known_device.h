/*
 * From what people sign in: a program on a system in a network, of which only a
 * keyed hash is kept.
 */
#ifndef APP_KNOWN_DEVICE_H
#define APP_KNOWN_DEVICE_H

#include "app/call.h"
#include "generated/id/session.h"
#include "generated/id/user.h"

/* since somebody signed in from it; their last one stays */
enum { APP_KNOWN_DEVICE_DAYS = 90 };

/*
 * Somebody has begun a session from what user_agent (NULL: none) and the
 * call's address tell. When they had signed in before, but from nothing like
 * it, a mail tells them; a session from before devices were known counts, so
 * that the first sign-in after it is told of, too. Needs a transaction that has
 * the user locked.
 */
MUST_CHECK enum err app_known_device_see(struct call *call, struct user_id user,
    struct session_id session, const char *user_agent);

#endif
