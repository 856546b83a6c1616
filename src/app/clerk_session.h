/*
 * Sessions that Clerk keeps: a row here for each, so that it is listed and
 * ended like any other. What lets somebody in is Clerk's token, and that row.
 */
#ifndef APP_CLERK_SESSION_H
#define APP_CLERK_SESSION_H

#include "app/clerk.h"

/* One of somebody's has begun. Needs a transaction with the lock of its subject
 * (app/clerk_account.h). */
MUST_CHECK enum err app_clerk_session_begin(struct call *call,
    struct user_id user, const char *subject,
    const struct app_clerk_session *session);
/* It is over, also when it had not begun: it does not begin any more then. The
 * same. */
MUST_CHECK enum err app_clerk_session_end(struct call *call,
    struct user_id user, const char *subject,
    const struct app_clerk_session *session);

/* All of somebody's are over, and stay so. Needs a transaction. */
MUST_CHECK enum err app_clerk_session_end_all(
    struct call *call, struct user_id user);

/* Whether one of that name there was ended, whoever had it. */
MUST_CHECK enum err app_clerk_session_is_ended(
    struct call *call, const char *id, bool *is_ended);

/* Whose session a token is of that holds until a time, whether it is over or
 * not: one that is lives that long at least, one that was ended stays so. One
 * that has not been told of begins, in a transaction of its own, of somebody
 * new too if said has an address that is verified. Needs that no transaction is
 * open. ERR_NOT_AUTHENTICATED for a subject that is nobody's yet. */
MUST_CHECK enum err app_clerk_session_meet(struct call *call,
    const struct app_clerk_said *said, int64_t until_us, struct user_id *user,
    struct session_id *id);

#endif
