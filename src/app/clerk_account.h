/*
 * Whom Clerk keeps, and who that is here.
 */
#ifndef APP_CLERK_ACCOUNT_H
#define APP_CLERK_ACCOUNT_H

#include "app/clerk.h"
#include "app/link.h"
#include "generated/query/linked.h"

/* Nobody else hears of a subject until the transaction ends. */
MUST_CHECK enum err app_clerk_account_lock(
    struct call *call, const char *subject);
/* The account of a subject. ERR_NOT_FOUND. */
MUST_CHECK enum err app_clerk_account_find(
    struct call *call, const char *subject, struct q_linked_find_row *row);
/* The same; who has none is linked by an address that is verified. Needs a
 * transaction, and its lock. ERR_NOT_FOUND also of who was erased; ERR_RETRY.
 */
MUST_CHECK enum err app_clerk_account_meet(struct call *call,
    const struct app_clerk_said *said, struct q_linked_find_row *row);

#endif
