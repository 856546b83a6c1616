/*
 * What a password must be, here: the rules, and that it has not leaked.
 */
#ifndef APP_PASSWORD_H
#define APP_PASSWORD_H

#include "app/call.h"
#include "rule/password.h"

/*
 * As rule_password_check; one that passes is then looked for in PASSWORD_FILTER
 * as it is and by its base word: entry "breached". A filter that cannot be read
 * is an error in the log, and keeps nobody out. Nothing of the database.
 * ERR_WEAK_PASSWORD.
 */
MUST_CHECK enum err app_password_check(struct call *call, const char *password,
    const struct rule_password_owner *owner, const char *pointer);

#endif
