/*
 * A reservation whose event is locked, for what decides what becomes of its
 * money.
 */
#ifndef APP_SOLD_H
#define APP_SOLD_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/reservation.h"
#include "generated/query/reservation.h"
#include "rule/notice.h"
#include "rule/transition.h"

struct app_sold {
	struct call *call;
	struct event_id event;
	struct q_reservation_for_write_row row; /* as it was when locked */
};

/* Locks its event, in a transaction. ERR_NOT_FOUND. */
MUST_CHECK enum err app_sold_lock(
    struct call *call, struct reservation_id id, struct app_sold *s);

/* It is something else, which holds no seats by itself. */
MUST_CHECK enum err app_sold_set(
    const struct app_sold *s, enum reservation_status to);
/* It is as it was, but for its money: another version of it. */
MUST_CHECK enum err app_sold_touch(const struct app_sold *s);
/* Tells whose it is. */
MUST_CHECK enum err app_sold_tell(
    const struct app_sold *s, enum rule_notice kind);

/* Whether a verb leads anywhere from what it is. */
bool app_sold_can(const struct app_sold *s, enum rule_verb verb);
/* Whether it holds seats: nobody has ended it. */
bool app_sold_is_live(const struct app_sold *s);

#endif
