/*
 * Recovery codes: ten, each good once, in place of a factor that was lost. They
 * are kept sealed, so that they outlive a change of SECRET_KEY.
 */
#ifndef APP_RECOVERY_H
#define APP_RECOVERY_H

#include "app/factor.h"

/* Makes the caller's anew, into the arena. Needs a transaction. */
MUST_CHECK enum err app_recovery_renew(
    struct call *call, char (**codes)[APP_RECOVERY_SIZE]);

/* Whether code is one of the user's, and was not used until now; the last one
 * is told by mail. Needs a transaction with the user locked. */
MUST_CHECK enum err app_recovery_use(
    struct call *call, struct user_id user, const char *code, bool *is_used);

#endif
