/*
 * What people say that they like.
 */
#ifndef API_INTEREST_H
#define API_INTEREST_H

#include "app/call.h"
#include "check/check.h"

/* These categories, alike, in place of those that the caller liked; tags stay.
 * Needs a transaction. ERR_VALIDATION_FAILED at /category_ids,
 * ERR_RATE_LIMITED. */
MUST_CHECK enum err api_interest_set_categories(
    struct call *call, struct check_uuids categories);

#endif
