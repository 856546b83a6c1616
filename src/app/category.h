/*
 * Categories, which administrators of the server make.
 */
#ifndef APP_CATEGORY_H
#define APP_CATEGORY_H

#include "app/call.h"
#include "generated/id/category.h"

/* What follows needs a transaction, and a caller who is an administrator:
 * ERR_FORBIDDEN. */

/* Adds a category, or brings back the one of this name that was retired.
 * ERR_VALIDATION_FAILED at /name when there is one. */
MUST_CHECK enum err app_category_add(
    struct call *call, const char *name, struct category_id *id);

/* ERR_NOT_FOUND; ERR_VALIDATION_FAILED at /name when another one has it,
 * retired or not. */
MUST_CHECK enum err app_category_rename(
    struct call *call, struct category_id id, const char *name);

/* Removes a category, or retires it while events have it. ERR_NOT_FOUND. */
MUST_CHECK enum err app_category_remove(
    struct call *call, struct category_id id);

#endif
