/*
 * Users: by their address, and what they become.
 */
#ifndef APP_USER_H
#define APP_USER_H

#include "app/call.h"
#include "generated/query/user.h"

/* Who has this address, verified or not. ERR_NOT_FOUND. */
MUST_CHECK enum err app_user_find(
    struct call *call, const char *email, struct q_user_for_login_row *user);

/* The same where nobody may notice the difference: when there is none, *user is
 * somebody who does not exist, with an id and without an email. */
MUST_CHECK enum err app_user_find_or_none(
    struct call *call, const char *email, struct q_user_for_login_row *user);

/* Whether the caller is an administrator of the server. */
MUST_CHECK enum err app_user_is_admin(struct call *call, bool *is_admin);
/* ERR_FORBIDDEN when the caller is none. */
MUST_CHECK enum err app_user_require_admin(struct call *call);

/* The caller becomes an organizer, as attendees do with the first event or
 * group, unless that is switched off: then ERR_FORBIDDEN for who is none. Needs
 * a transaction. */
MUST_CHECK enum err app_user_become_organizer(struct call *call);

#endif
