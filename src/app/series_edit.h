/*
 * What becomes of the dates when their series is changed.
 *
 * All of these need a transaction in which the row of the series is locked, and
 * has been written.
 */
#ifndef APP_SERIES_EDIT_H
#define APP_SERIES_EDIT_H

#include "app/call.h"
#include "base/opt.h"
#include "generated/id/event.h"

/* Dates say what their series now says, and are seen by whom it is for, but for
 * what they say otherwise; by its words they are found anyhow. */
MUST_CHECK enum err app_series_set_texts(struct call *call, struct event_id id);

/* The same of what it is filed under. */
MUST_CHECK enum err app_series_set_categories(
    struct call *call, struct event_id id);

/* Another capacity of the dates that lie ahead and have none of their own;
 * those who wait may follow. ERR_CAPACITY_BELOW_TAKEN, which names a date. */
MUST_CHECK enum err app_series_set_capacity(
    struct call *call, struct event_id id, struct opt_int capacity);

/* Asks those who come to the dates that take answers whether they still do
 * (app_due_ask_again). */
MUST_CHECK enum err app_series_ask_again(struct call *call, struct event_id id);

#endif
