/*
 * Accounts elsewhere of people who are gone: for thirty days nobody comes back
 * by what is told of one; and those that somebody has taken away, until they
 * add them again. They are known by keyed hashes, under the current key or the
 * previous one.
 */
#ifndef APP_TOMBSTONE_H
#define APP_TOMBSTONE_H

#include "app/call.h"

enum { APP_TOMBSTONE_DAYS = 30 };

/* Adds one. Needs a transaction. */
MUST_CHECK enum err app_tombstone_add(
    struct call *call, const char *provider, const char *subject);
/* Adds one that stays until its account is gone there: app_tombstone_add. Needs
 * a transaction. */
MUST_CHECK enum err app_tombstone_keep(
    struct call *call, const char *provider, const char *subject);
/* None of app_tombstone_keep is there any more. Needs a transaction. */
MUST_CHECK enum err app_tombstone_take_back(
    struct call *call, const char *provider, const char *subject);
/* Whether there is one. */
MUST_CHECK enum err app_tombstone_find(struct call *call, const char *provider,
    const char *subject, bool *is_there);

#endif
