/*
 * Taking back what a door has reported.
 */
#ifndef APP_CHECK_IN_UNDO_H
#define APP_CHECK_IN_UNDO_H

#include "app/call.h"
#include "generated/id/check_in.h"
#include "generated/id/event.h"

/* It has not been: for who looks after the door, in a transaction; locks the
 * event. The seats of a walk-in go to whoever is next. Errors as of
 * app_check_in_lock; ERR_NOT_FOUND when it is undone already. */
MUST_CHECK enum err app_check_in_undo(
    struct call *call, struct event_id event, struct check_in_id id);

#endif
