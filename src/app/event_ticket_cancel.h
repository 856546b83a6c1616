/*
 * One ticket of several is given back.
 */
#ifndef APP_EVENT_TICKET_CANCEL_H
#define APP_EVENT_TICKET_CANCEL_H

#include "app/call.h"
#include "generated/id/event_ticket.h"

/*
 * It lets nobody in any more, its seat goes to others, and what it cost is due:
 * a provider that took it pays it back by itself. With the last of them its
 * reservation ends. It is the caller's own, or one of an event whose tickets
 * they sell (sells); whose it was is told when it was not the caller. Needs a
 * transaction, and locks the event.
 *
 * ERR_NOT_FOUND; ERR_INVALID_TRANSITION when it has ended; of the caller's own
 * ERR_NOT_REFUNDABLE, and ERR_ALREADY_CHECKED_IN when somebody has come with
 * it.
 */
MUST_CHECK enum err app_event_ticket_cancel(
    struct call *call, struct event_ticket_id id, bool sells);

#endif
