/*
 * What a password must be, here: the rules, and that it has not leaked.
 */
#ifndef APP_PASSWORD_H
#define APP_PASSWORD_H

#include "app/call.h"
#include "rule/password.h"

/*
 * Whether a password, or the base word of it, is in PASSWORD_FILTER. When that
 * is not set, or cannot be read, none is; the latter is an error in the log and
 * the metrics. Nothing of the database.
 */
bool app_password_is_breached(struct call *call, const char *password);

/* As rule_password_check; of one that has leaked the entry is "breached". The
 * same of the filter and the database. ERR_WEAK_PASSWORD. */
MUST_CHECK enum err app_password_check(struct call *call, const char *password,
    const struct rule_password_owner *owner, const char *pointer);

#endif
