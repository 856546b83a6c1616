/*
 * What everybody who answered an event is told.
 */
#ifndef APP_ANNOUNCEMENT_H
#define APP_ANNOUNCEMENT_H

#include "app/notice.h"
#include "generated/query/event_notice.h"

/*
 * Tells those who attend, may come or wait; or all of these, and of a series
 * all, of any date that is not over. When that is changed, does not take
 * place or does again, or goes, whoever has dates of it in their calendar by
 * themselves is told of each. Who that is is settled here, in the caller's
 * transaction, which locks the event: whoever answers later finds it as the
 * transaction leaves it. So the event and its RSVPs may be removed afterwards.
 * *n is how many there are besides the caller, who is not told; NULL: not asked
 * for.
 */
MUST_CHECK enum err app_announcement_add(struct call *call,
    enum rule_notice kind, enum notice_audience audience,
    const struct app_notice_event *event, int64_t *n);

/* Whom a mail about an event goes to: those who have another one, or the same,
 * in their calendar by mail. */
struct app_announcement_holders {
	struct event_id of;
	bool is_silent; /* only who has not answered that */
	bool had;	/* whoever had it and is expected, too */
};

/* Tells these of an event, which the transaction has written. */
MUST_CHECK enum err app_announcement_tell_holders(struct call *call,
    enum rule_notice kind, const struct app_notice_event *event,
    const struct app_announcement_holders *who);

#endif
