/*
 * What everybody who answered an event is told.
 */
#ifndef APP_ANNOUNCEMENT_H
#define APP_ANNOUNCEMENT_H

#include "app/notice.h"

/*
 * Tells everybody who attends, may come or waits. Who that is is settled here,
 * in the caller's transaction, which locks the event: whoever answers later
 * finds it as the transaction leaves it. So the event and its RSVPs may be
 * removed afterwards.
 */
MUST_CHECK enum err app_announcement_add(struct call *call,
    enum rule_notice kind, const struct app_notice_event *event);

#endif
