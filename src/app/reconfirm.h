/*
 * Whether those who said that they come still do: they are asked, and who says
 * nothing gives the seat up.
 */
#ifndef APP_RECONFIRM_H
#define APP_RECONFIRM_H

#include "app/notice.h"
#include "db/db.h"

/* What follows needs a transaction that has the row of the event. */

/* Asks those who come, but the caller; also who has said so if it is asked
 * again. event->until: until when they may answer. */
MUST_CHECK enum err app_reconfirm_ask(
    struct call *call, const struct app_notice_event *event, bool is_again);

/* Who was asked and has not answered does not come, and is told; those who wait
 * follow. Of very many so many that others need not wait for long; *is_done:
 * nobody is left. ERR_RETRY. */
MUST_CHECK enum err app_reconfirm_lapse(
    struct call *call, const struct app_notice_event *event, bool *is_done);

/* The caller still comes; *reply is their answer, to be run. ERR_NOT_FOUND when
 * there is none, ERR_INVALID_TRANSITION when they do not come, or were not
 * asked. */
MUST_CHECK enum err app_reconfirm_answer(
    struct call *call, struct event_id event, struct db_call *reply);

#endif
