/*
 * Ticket types of a series. Each date that takes answers has a copy of each,
 * from when its turn comes, or the type is made; a date that has types of its
 * own, or in another currency by now, gets none. What is changed of a series'
 * type is changed of its copies ahead, but not what a copy says otherwise.
 *
 * All of these need a transaction in which the row of the series is locked, and
 * lock dates by id, each before its types. ERR_RETRY: one has gone meanwhile.
 */
#ifndef APP_TICKET_TEMPLATE_H
#define APP_TICKET_TEMPLATE_H

#include "app/ticket_type.h"

/* Dates of a series have copies of all its types; before they take answers. */
MUST_CHECK enum err app_ticket_template_open(struct call *call,
    struct event_id series, const struct event_id *dates, size_t n);

/* Those that take answers have one of a type that was added; nothing for an
 * event that is no series. */
MUST_CHECK enum err app_ticket_template_add(
    struct call *call, struct event_id series, struct ticket_type_id type);

/* What a type said before, and says now: its copies follow. Errors as of
 * app_ticket_type_set, which name the date. */
MUST_CHECK enum err app_ticket_template_set(struct call *call,
    struct ticket_type_id id, const struct q_ticket_type_for_write_row *before,
    const struct app_ticket_type *type);

/* A type is to be removed: its copies go; one that somebody has, had or waits
 * for stays, as one of its date's own. */
MUST_CHECK enum err app_ticket_template_remove(
    struct call *call, struct ticket_type_id id);

/* The second half of a series has the types of the first, and its dates, which
 * it has by now, have copies of those. */
MUST_CHECK enum err app_ticket_template_split(
    struct call *call, struct event_id id, struct event_id from);

#endif
