/*
 * What those who run an event tell whoever answered it.
 */
#ifndef APP_EVENT_NOTICE_H
#define APP_EVENT_NOTICE_H

#include "app/call.h"
#include "generated/query/event_notice.h"

enum { APP_EVENT_NOTICES_A_DAY = 5 };

struct app_event_notice {
	const char *subject, *body;
	enum notice_audience audience;
};

/*
 * Keeps the notice, and leaves a mail to each of its audience but the caller,
 * of whom *n is the number. Needs a transaction, and locks the event.
 * ERR_NOT_FOUND when the caller does not see the event, ERR_FORBIDDEN for who
 * does not run it, ERR_INVALID_TRANSITION for a draft and what is hidden,
 * ERR_RATE_LIMITED beyond APP_EVENT_NOTICES_A_DAY of an event.
 */
MUST_CHECK enum err app_event_notice_add(struct call *call,
    struct event_id event, const struct app_event_notice *notice, int64_t *n);

#endif
